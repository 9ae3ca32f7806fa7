//! What many cases ask alike, answered once for all of them: nobody's data can then make a night
//! slow.

use super::cancelled_after_limit::limit_of_application;
use super::case::Payer;
use super::network_inconsistent::is_inconsistent;
use super::obligation::Obligation;
use super::on_hold::{Held, held};
use super::request::{Request, is_live};
use crate::domain::{Channel, Enrollment, Instant, Membership, Payment, PersonKey};
use crate::index::{Index, NetworkNo, PersonNo};
use crate::policy::InForce;
use foldhash::HashMap;
use std::ptr;

/// Rows of one person that are looked through again for each of his enrollments.
const FEW: usize = 8;

/// What is known of networks, orders and obligations before the first case is judged.
#[derive(Debug)]
pub struct Overview<'a> {
    /// What the rows of each network say together, by its number.
    networks: Vec<NetworkState>,
    /// Whom an order that is in force names.
    held: HashMap<&'a PersonKey, Held<'a>>,
    /// The obligations of those of whom there are many rows.
    crowded: HashMap<(PersonNo, u16), Obligation<'a>>,
    /// What section 4 says of the enrollments of those of whom there are many rows.
    requests: HashMap<AskedAs, (Request<'a>, Option<Payer>)>,
}

/// What the rows of a network say together.
#[derive(Debug, Clone, Copy)]
struct NetworkState {
    is_live: bool,
    is_inconsistent: bool,
}

/// All that section 4 asks of an enrollment: whose it is, and what its application says of the limit
/// of cancellation. There are no more limits than days between the opening and the cut-off.
type AskedAs = (PersonNo, Channel, Instant);

impl<'a> Overview<'a> {
    /// Looks at all rows once.
    pub fn of(index: &Index<'a>, policy: &InForce) -> Overview<'a> {
        Overview {
            networks: index.networks(|rows| NetworkState {
                is_live: rows.iter().any(|row| is_live(row, policy)),
                is_inconsistent: is_inconsistent(rows.iter().copied(), policy),
            }),
            held: held(index.rows.holds, policy),
            crowded: crowded(index, policy),
            requests: requests(index, policy),
        }
    }

    /// Whether a network is live: when any of its rows is.
    pub fn is_live(&self, network: NetworkNo) -> bool {
        let state = self.networks.get(network.place());
        state.is_some_and(|state| state.is_live)
    }

    /// Whether the rows of a network contradict each other.
    pub fn is_inconsistent(&self, network: NetworkNo) -> bool {
        let state = self.networks.get(network.place());
        state.is_some_and(|state| state.is_inconsistent)
    }

    /// What section 4 says of the enrollment in `row`, and who would pay.
    pub fn request(
        &self,
        row: u32,
        index: &Index<'a>,
        policy: &InForce,
    ) -> (Request<'a>, Option<Payer>) {
        let known = match self.requests.is_empty() {
            true => None,
            false => self.requests.get(&asked_as(row, index, policy)),
        };
        known
            .copied()
            .unwrap_or_else(|| request(row, index, policy))
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

fn asked_as(row: u32, index: &Index, policy: &InForce) -> AskedAs {
    let enrollment = &index.rows.enrollments[row as usize];
    let limit = limit_of_application(enrollment, policy);
    (index.person_of(row), enrollment.channel, limit)
}

fn request<'a>(row: u32, index: &Index<'a>, policy: &InForce) -> (Request<'a>, Option<Payer>) {
    let enrollment = &index.rows.enrollments[row as usize];
    let person = index.person_of(row);
    let request = Request::of(enrollment, index.memberships_of(person), policy);
    let deciding = request.deciding_row;
    (request, deciding.and_then(|row| payer(row, person, index)))
}

/// The numbers of what the deciding row of a person names.
fn payer(deciding: &Membership, person: PersonNo, index: &Index) -> Option<Payer> {
    let mut rows = index.membership_rows(person).iter();
    let row = rows.find(|row| ptr::eq(&index.rows.memberships[**row as usize], deciding))?;
    Some(Payer {
        person: index.organizer_of(*row),
        network: index.network_of(*row),
    })
}

/// The requests of those who have many enrollments and many rows in networks.
fn requests<'a>(
    index: &Index<'a>,
    policy: &InForce,
) -> HashMap<AskedAs, (Request<'a>, Option<Payer>)> {
    let mut requests = HashMap::default();
    for person in index.persons() {
        let enrollments = index.enrollment_rows(person);
        if enrollments.len() > FEW && index.membership_rows(person).len() > FEW {
            for row in enrollments {
                let asked = requests.entry(asked_as(*row, index, policy));
                asked.or_insert_with(|| request(*row, index, policy));
            }
        }
    }
    requests
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Numbers;
    use crate::rules::fixture::{Fixture, at};

    const TIMES: [&str; 8] = [
        "2024-08-15T12:00:00",
        "2024-08-31T23:59:59",
        "2024-09-01T00:00:00",
        "2024-09-01T12:00:00",
        "2024-09-02T00:00:00",
        "2024-11-01T10:00:00",
        "2024-12-20T16:59:59",
        "2024-12-25T10:00:00",
    ];

    /// A child who was enrolled at all times, in networks of which each row says the same.
    fn crowd(selected: &str, cancelled: &str, networks: [&str; 2]) -> Fixture {
        let mut crowd = Fixture::new();
        crowd.memberships.clear();
        for network in networks.iter().cycle().take(FEW + 2) {
            crowd.join(network, network);
            let row = crowd.memberships.last_mut().unwrap();
            row.joined_at = at("2024-01-01T00:00:00");
            (row.selected_at, row.cancelled_at) = (Some(at(selected)), Some(at(cancelled)));
        }
        crowd.enrollments.clear();
        for channel in [Channel::School, Channel::Community] {
            for applied in TIMES {
                crowd.enroll(&format!("{applied}{channel:?}"));
                let row = crowd.enrollments.last_mut().unwrap();
                (row.channel, row.applied_at) = (channel, at(applied));
            }
        }
        crowd
    }

    #[test]
    fn a_crowd_asks_for_what_each_of_it_asks_for() {
        let mut known = 0;
        for (selected, cancelled) in TIMES.iter().flat_map(|s| TIMES.map(|c| (s, c))) {
            for networks in [["A", "A"], ["A", "B"]] {
                let crowd = crowd(selected, cancelled, networks);
                let index = Index::new(crowd.rows(), Numbers::of(crowd.lists()));
                let overview = Overview::of(&index, &crowd.policy);
                for row in 0..crowd.enrollments.len() as u32 {
                    let told = |(request, payer): (Request, Option<Payer>)| {
                        format!("{request:?} {payer:?}")
                    };
                    let of_crowd = told(overview.request(row, &index, &crowd.policy));
                    let alone = told(request(row, &index, &crowd.policy));
                    assert_eq!(of_crowd, alone, "{selected} {cancelled} {row}");
                }
                known += overview.requests.len();
            }
        }
        assert!(known > 0);
    }
}
