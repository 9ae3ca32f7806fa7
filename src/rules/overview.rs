//! What many cases ask alike, answered once for all of them: nobody's data can then make a night
//! slow.

use super::obligation::Obligation;
use super::on_hold::{Held, held};
use super::request::is_live;
use crate::domain::{Enrollment, Payment, PersonKey};
use crate::index::{Index, NetworkNo, PersonNo};
use crate::policy::InForce;
use foldhash::HashMap;

/// Rows of one person that are looked through again for each of his enrollments.
const FEW: usize = 8;

/// What is known of networks, orders and obligations before the first case is judged.
#[derive(Debug)]
pub struct Overview<'a> {
    /// Whether any row of a network is live, by its number.
    live_networks: Vec<bool>,
    /// Whom an order that is in force names.
    held: HashMap<&'a PersonKey, Held<'a>>,
    /// The obligations of those of whom there are many rows.
    crowded: HashMap<(PersonNo, u16), Obligation<'a>>,
}

impl<'a> Overview<'a> {
    /// Looks at all rows once.
    pub fn of(index: &Index<'a>, policy: &InForce) -> Overview<'a> {
        Overview {
            live_networks: index.networks(|rows| rows.iter().any(|row| is_live(row, policy))),
            held: held(index.rows.holds, policy),
            crowded: crowded(index, policy),
        }
    }

    /// Whether a network is live: when any of its rows is.
    pub fn is_live(&self, network: NetworkNo) -> bool {
        self.live_networks
            .get(network.place())
            .is_some_and(|is_live| *is_live)
    }

    /// The orders that name a person.
    pub fn held(&self, person: &PersonKey) -> Held<'a> {
        self.held.get(person).copied().unwrap_or_default()
    }

    /// All that is known of what an enrollment is about.
    pub fn obligation(
        &self,
        enrollment: &Enrollment,
        person: PersonNo,
        index: &Index<'a>,
        policy: &InForce,
    ) -> Obligation<'a> {
        let year = enrollment.insurance_year;
        if let Some(obligation) = self.crowded.get(&(person, year)) {
            return *obligation;
        }
        let enrollments = index.enrollments_of(person);
        let payments = index.payments_of(person);
        let standing = index.standing(enrollment);
        Obligation::of(
            enrollments.filter(|row| row.insurance_year == year),
            payments.filter(|row| row.insurance_year == year),
            standing.map_or(&[][..], |standing| &standing.receipts),
            policy,
        )
    }
}

fn crowded<'a>(index: &Index<'a>, policy: &InForce) -> HashMap<(PersonNo, u16), Obligation<'a>> {
    let mut obligations = HashMap::default();
    for person in index.persons() {
        let is_crowded =
            index.enrollment_rows(person).len() > FEW || index.payments_of(person).count() > FEW;
        if is_crowded && !index.enrollment_rows(person).is_empty() {
            obligations.extend(obligations_of(person, index, policy));
        }
    }
    obligations
}

/// Every obligation of a person, his rows sorted by year first.
fn obligations_of<'a>(
    person: PersonNo,
    index: &Index<'a>,
    policy: &InForce,
) -> Vec<((PersonNo, u16), Obligation<'a>)> {
    let mut enrollments: Vec<&Enrollment> = index.enrollments_of(person).collect();
    let mut payments: Vec<&Payment> = index.payments_of(person).collect();
    enrollments.sort_by_key(|row| row.insurance_year);
    payments.sort_by_key(|row| row.insurance_year);
    let of_year = |year| {
        let start = payments.partition_point(|row| row.insurance_year < year);
        let end = payments.partition_point(|row| row.insurance_year <= year);
        payments[start..end].iter().copied()
    };
    enrollments
        .chunk_by(|a, b| a.insurance_year == b.insurance_year)
        .map(|rows| {
            let year = rows[0].insurance_year;
            let standing = index.standing(rows[0]);
            let own = standing.map_or(&[][..], |standing| &standing.receipts);
            let obligation = Obligation::of(rows.iter().copied(), of_year(year), own, policy);
            ((person, year), obligation)
        })
        .collect()
}
