//! Files that are refused, and those that only draw a remark.

use super::*;
use crate::policy::Finding;

/// A case: what is told, the text of the Shanghai preset, what takes its place, and a part of
/// the message.
type Case = (&'static str, &'static str, &'static str, &'static str);

const STUDENT: &str =
    "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n";
const POSTING: &str = "value = 2\nsource = \"our reading\"\n";

/// Entries that are incomplete or whose intervals do not fit.
const ENTRIES: &[Case] = &[
    (
        "an unknown key",
        "[[posting_days]]",
        "[[posting_day]]",
        "posting_day: no rule reads this key; did you mean posting_days?",
    ),
    (
        "a missing value",
        "[[posting_days]]",
        "[[max_total]]",
        "posting_days: has no value",
    ),
    (
        "an unknown field",
        POSTING,
        "value = 2\nsorce = \"x\"\nsource = \"our reading\"\n",
        "nothing reads the field `sorce`",
    ),
    (
        "an entry without value",
        POSTING,
        "source = \"our reading\"\n",
        "posting_days [2024-09-01, 2025-09-01): the entry has no `value`",
    ),
    (
        "an entry without source",
        POSTING,
        "value = 2\n",
        "posting_days [2024-09-01, 2025-09-01): the entry has no `source`",
    ),
    (
        "an empty source",
        POSTING,
        "value = 2\nsource = \" \"\n",
        "`source` cannot be \" \"",
    ),
    (
        "a gap at the start",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-02\nto = 2025-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "fee.student: nothing is said of [2024-09-01, 2024-09-02)",
    ),
    (
        "a gap at the end",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-08-31\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "fee.student: nothing is said of [2025-08-31, 2025-09-01)",
    ),
    (
        "an overlap",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n\n[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "fee.student: two entries speak of [2024-09-01, 2025-09-01)",
    ),
    (
        "an interval that ends before it begins",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2024-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "`to` is not after `from`",
    ),
    (
        "a day that is in no calendar",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = \"2025-02-29\"\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "`to` cannot be \"2025-02-29\"",
    ),
    (
        "an interval without end",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n",
        "fee.student: the entry has no `to`",
    ),
];

/// Values of another shape than their key asks for.
const VALUES: &[Case] = &[
    (
        "money as a bare number",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = 355.00\nsource = \"Q二13\"\n",
        "cannot be 355.0; it must be an amount in quotes",
    ),
    (
        "money with three decimals",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"355.001\"\nsource = \"Q二13\"\n",
        "cannot be \"355.001\"",
    ),
    (
        "less than no money",
        STUDENT,
        "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"-0.01\"\nsource = \"Q二13\"\n",
        "cannot be \"-0.01\"",
    ),
    (
        "a fee of a word that means a category",
        "[[fee.student]]",
        "[[\"fee\".\"中小学生\"]]",
        "category.student: 中小学生 means two things",
    ),
    (
        "a bare date for an instant",
        "2024-12-20T17:00:00+08:00",
        "2024-12-20",
        "election_cutoff [2024-09-01, 2025-09-01): cannot be 2024-12-20",
    ),
    (
        "a relation that nobody knows",
        "\"spouse\", \"child\"",
        "\"spouse\", \"kid\"",
        "relations",
    ),
    (
        "a relation that can never be allowed",
        "\"spouse\", \"child\"",
        "\"spouse\", \"other\"",
        "relations",
    ),
    (
        "a district that is no number",
        "[\"31\"]",
        "[\"Shanghai\"]",
        "districts",
    ),
    (
        "a share above one",
        "\"0.001\"",
        "\"1.001\"",
        "max_reject_ratio",
    ),
    (
        "part payment, which is not built",
        "value = true",
        "value = false",
        "whole_fee_only",
    ),
    (
        "an unknown balance test",
        "greater-than",
        "greater",
        "balance_test",
    ),
    (
        "an unknown cancellation limit",
        "end-of-day",
        "midnight",
        "cancellation_limit.community",
    ),
    (
        "a holiday outside the calendar",
        "    2025-01-01,",
        "    2025-04-01,",
        "calendar [2024-12-01, 2025-04-01): `holidays` cannot be",
    ),
    (
        "a worked weekend that is a Monday",
        "2025-01-26, ",
        "2025-01-27, ",
        "calendar",
    ),
    (
        "a day that is off and worked",
        "[2025-01-26, 2025-02-08]",
        "[2025-01-26, 2025-02-01]",
        "calendar",
    ),
];

/// Keys and values that cannot stand beside each other.
const WHOLES: &[Case] = &[
    (
        "a value that is no list of entries",
        "[[posting_days]]",
        "[posting_days]",
        "posting_days.from: no rule reads this key",
    ),
    (
        "a value and a question at once",
        "[[posting_days]]",
        "[required]\nposting_days = \"?\"\n[[posting_days]]",
        "posting_days: has a value and stands under [required] as well",
    ),
    (
        "a reason that does not exist",
        "[[posting_days]]",
        "[rule_sources]\nNO_FEES = \"Q1\"\n[[posting_days]]",
        "rule_sources.NO_FEES: no rule reads this key; did you mean NO_FEE",
    ),
    (
        "enrolment that closes before it opens",
        "2024-12-21T00:00:00",
        "2024-08-21T00:00:00",
        "enrolment_closes.school: enrolment closes no later than it opens",
    ),
    (
        "a cut-off before enrolment opens",
        "2024-12-20T17:00:00",
        "2024-08-20T17:00:00",
        "election_cutoff: the cut-off lies before `enrolment_opens`",
    ),
    (
        "deductions while families still choose",
        "2024-12-20T17:00:00",
        "2024-12-22T17:00:00",
        "deductions_from: deductions begin before the day of `election_cutoff`",
    ),
];

fn check(cases: &[Case]) {
    for (sentence, old, new, expected) in cases {
        match Edited::new(old, new).load(&[]) {
            Err(error @ PolicyError::Faulty { .. }) => {
                let message = error.to_string();
                assert!(message.contains("edited.toml"), "{sentence}: {message}");
                assert!(message.contains(expected), "{sentence}: {message}");
            }
            other => panic!("{sentence}: {other:?}"),
        }
    }
}

#[test]
fn an_entry_that_does_not_fit_is_refused_with_its_key() {
    check(ENTRIES);
}

#[test]
fn a_value_of_another_shape_is_refused_with_its_key() {
    check(VALUES);
}

#[test]
fn what_cannot_stand_together_is_refused_with_its_key() {
    check(WHOLES);
}

#[test]
fn all_faults_are_listed_together() {
    let text = preset(DEFAULT)
        .replacen("[[posting_days]]", "[[posting_day]]", 1)
        .replacen("\"0.001\"", "\"2\"", 1);
    let message = Edited::of(text.as_bytes())
        .load(&[])
        .unwrap_err()
        .to_string();
    for expected in [
        "posting_day:",
        "posting_days:",
        "max_reject_ratio",
        "is refused",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn what_is_no_policy_file_is_refused() {
    let head = |old: &str, new: &str| preset(DEFAULT).replacen(old, new, 1).into_bytes();
    for (sentence, bytes, expected) in [
        ("an empty file", Vec::new(), "id: the entry has no `id`"),
        (
            "no TOML",
            b"id = ".to_vec(),
            "not a policy file: line 1, column 6: ",
        ),
        ("no UTF-8", b"id = \"\xff\"".to_vec(), "it is not UTF-8"),
        (
            "a key twice",
            head("title = ", "id = \"a\"\ntitle = "),
            "duplicate key",
        ),
        (
            "an id with a separator",
            head("\"shanghai-2025\"", "\"a|b\""),
            "`id` cannot be \"a|b\"",
        ),
        (
            "no offset",
            head("\"+08:00\"", "\"08:00\""),
            "`offset` cannot be",
        ),
        (
            "an offset without source",
            head("source = \"our reading\"\n", ""),
            "`offset` cannot be",
        ),
        (
            "an interval backwards",
            head("to = 2025-09-01", "to = 2024-09-01"),
            "`to` is not after `from`",
        ),
    ] {
        let message = Edited::of(&bytes).load(&[]).unwrap_err().to_string();
        assert!(message.contains(expected), "{sentence}: {message}");
    }
    let message = Policy::load("shanghai-2052", &[]).unwrap_err().to_string();
    assert!(message.contains("shanghai-2025, suzhou-2023"), "{message}");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let marked = [b"\xef\xbb\xbf", preset(DEFAULT).as_bytes()].concat();
    assert!(Edited::of(&marked).load(&[]).is_ok());
}

#[test]
fn an_entry_that_nobody_confirmed_to_its_end_is_remarked() {
    let edited = Edited::new("value = 2\n", "value = 2\nconfirmed = 2025-01-01\n");
    let findings: Vec<String> = edited
        .load(&[])
        .unwrap()
        .findings()
        .iter()
        .map(Finding::to_string)
        .collect();
    let expected = "posting_days [2024-09-01, 2025-09-01): confirmed only until 2025-01-01";
    assert!(findings.contains(&expected.to_owned()), "{findings:?}");
}
