//! Network rows in the order in which the children are decided and written.

use super::grouped::Grouped;
use super::numbering::Numbering;
use crate::domain::{Enrollment, Membership};

/// Lays the network rows in the order of the enrollments of their members, the rows of one member
/// in their own order, those of everybody else behind them.
///
/// A city's rows do not fit a processor's caches. Whoever goes from enrollment to enrollment then
/// finds the rows of each next to those of the one before. No decision depends on the order.
pub fn arrange(enrollments: &[Enrollment], memberships: &mut Vec<Membership>) {
    let member_at = |place: usize| {
        Some(match place.checked_sub(enrollments.len()) {
            None => &enrollments[place].person,
            Some(row) => &memberships[row].member,
        })
    };
    let persons = Numbering::of(enrollments.len() + memberships.len(), member_at);
    let member_of = |row| persons.at(enrollments.len() + row);
    let by_member = Grouped::build(persons.limit(), memberships.len(), member_of);
    *memberships = by_member.laid_out(memberships);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::scene::{Scene, key};

    #[test]
    fn network_rows_follow_the_enrollments() {
        let mut scene = Scene::new();
        scene.sibling("E2", "M2", "李四");
        scene.memberships.reverse();
        scene.add_member("N2", "B", "M3");
        scene.memberships.rotate_right(1);
        scene.add_member("N3", "C", "M2");
        let members = |scene: &Scene| -> Vec<(String, String)> {
            let rows = scene.memberships.iter();
            rows.map(|row| (row.member.to_string(), row.network.to_string()))
                .collect()
        };
        let first = scene.enrollments[0].person.to_string();
        let expected = [(&*first, "N1"), ("M2", "N1"), ("M2", "N3"), ("M3", "N2")];
        assert_eq!(scene.enrollments[1].person, key("M2"));
        arrange(&scene.enrollments, &mut scene.memberships);
        assert_eq!(
            members(&scene),
            expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }
}
