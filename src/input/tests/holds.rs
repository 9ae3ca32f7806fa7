//! `holds.csv`: values, and whom a rejected row holds back.

use super::*;
use crate::domain::HoldRole;

const HEADER: &str = "person_id,role,from,until,reason,ordered_by";
const HOLD: &str = "310101201503070015,insured,2024-12-01,2025-01-01,复核,沪医保2024-7";

fn delivery(row: &str) -> Delivery {
    Delivery::new().with("holds.csv", csv(HEADER, &[row]))
}

#[test]
fn an_order_is_read() {
    let extract = delivery(HOLD).read().unwrap();
    let [hold] = &extract.holds.as_ref().unwrap()[..] else {
        panic!("one order: {:?}", extract.holds);
    };
    assert_eq!(hold.person.to_string(), CHILD);
    assert_eq!(hold.role, Some(HoldRole::Insured));
    assert_eq!(hold.from.to_string(), "2024-12-01");
    assert_eq!(hold.until.unwrap().to_string(), "2025-01-01");
    assert_eq!((&*hold.reason, &*hold.ordered_by), ("复核", "沪医保2024-7"));
    assert_eq!(hold.line, 2);
}

#[test]
fn values_of_holds() {
    for (column, value, expected) in [
        ("person_id", "", "person_id MISSING_VALUE"),
        ("person_id", "3.1E+17", "person_id SPREADSHEET_DAMAGE"),
        ("role", "", ""),
        ("role", "组建人", ""),
        ("role", "parent", "role BAD_CODE"),
        ("from", "2024/12/01", ""),
        ("from", "20241201", ""),
        ("from", "2024-12-1", "from BAD_INSTANT"),
        ("from", "1900-01-01", "from MISSING_VALUE"),
        ("until", "", ""),
        ("until", "9999-12-31", ""),
        ("until", "2024-12-02", ""),
        ("until", "2024-12-01", "until BAD_INSTANT"),
        ("until", "2024-11-30", "until BAD_INSTANT"),
        ("reason", "", "reason MISSING_VALUE"),
        ("reason", "\u{FFFD}", "reason BAD_TEXT"),
        ("ordered_by", "", ""),
    ] {
        let found = match delivery(&altered(HEADER, HOLD, column, value)).read() {
            Ok(extract) => rejects(&extract).join("; "),
            Err(refusal) => refusal.faults[0].to_string(),
        };
        let is_as_expected = match expected {
            "" => found.is_empty(),
            problem => found.contains(problem),
        };
        assert!(is_as_expected, "{column} = {value:?}: {found}");
    }
}

#[test]
fn a_rejected_order_holds_the_person_in_both_roles() {
    let row = altered(HEADER, HOLD, "from", "someday");
    let extract = delivery(&row).read().unwrap();
    let expected = [format!("{CHILD} holds.csv:2")];
    assert_eq!(held(&extract.held.persons), expected);
    assert_eq!(held(&extract.held.payers), expected);
    assert!(extract.held.requested.is_empty());
}

#[test]
fn an_order_about_nobody_readable_refuses_the_run() {
    let faults = delivery(&altered(HEADER, HOLD, "person_id", "")).faults();
    assert!(faults[0].contains("person_id"), "{faults:?}");
}

#[test]
fn no_order_may_be_there() {
    let delivery = Delivery::new().with("holds.csv", csv(HEADER, &[]));
    assert_eq!(delivery.read().unwrap().holds.unwrap().len(), 0);
    assert!(Delivery::new().read().unwrap().holds.is_none());
}
