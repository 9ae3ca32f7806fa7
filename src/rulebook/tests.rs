//! What the pages say.

use super::*;
use crate::domain::Reason;
use crate::domain::plan::Language::{En, Zh};
use crate::policy::{Policy, calendar::parse_day, presets};

fn load(name: &str, sets: &[&str]) -> Policy {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    Policy::load(name, &sets).unwrap()
}

#[test]
fn the_rules_page_has_every_reason_once_and_every_value() {
    for (name, _) in presets() {
        let policy = load(name, &[]);
        for language in [Zh, En] {
            let page = show_page(&policy, None, Page::Markdown, language);
            for reason in Reason::ALL {
                let heading = format!(". {reason} ({})\n", reason.class().as_str());
                assert_eq!(page.matches(&heading).count(), 1, "{name}: {reason}");
            }
            for key in policy
                .keys()
                .into_iter()
                .chain(policy.asked().keys().map(String::as_str))
            {
                assert!(page.contains(&format!("`{key}`")), "{name}: {key}");
            }
        }
    }
}

#[test]
fn a_region_that_names_its_documents_is_believed_alone() {
    for (name, reason, source) in [
        ("shanghai-2025", Reason::RelationNotAllowed, "Q二6, Q二8"),
        ("suzhou-2023", Reason::RelationNotAllowed, "苏州Q5"),
        ("suzhou-2023", Reason::SelectedAfterCutoff, "our reading"),
    ] {
        let page = show_page(&load(name, &[]), None, Page::Markdown, En);
        let rule = page.split(&format!(". {reason} ")).nth(1).unwrap();
        let line = rule.lines().find(|line| line.starts_with("Source: "));
        assert_eq!(
            line,
            Some(format!("Source: {source}").as_str()),
            "{name} {reason}"
        );
    }
}

#[test]
fn a_page_of_one_day_holds_what_is_said_of_that_day() {
    let policy = load("shanghai-2025", &["fee.student=400.00@Circular 12"]);
    let day = parse_day("2024-12-28");
    let page = show_page(&policy, day, Page::Text, En);
    for expected in [
        "400.00  (Circular 12)",
        "certificate_from              2025-01-14",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&show_page(&policy, day, Page::Json, En)).unwrap();
    assert_eq!(json["certificate_from"], "2025-01-14");
    assert_eq!(json["set"][0]["source"], "Circular 12");
    assert_eq!(
        json["values"].as_array().unwrap().len(),
        policy.keys().len()
    );
}

#[test]
fn the_file_of_a_preset_is_shown_as_it_is() {
    for (name, text) in presets() {
        assert_eq!(show_page(&load(name, &[]), None, Page::Toml, Zh), *text);
    }
}

#[test]
fn a_check_tells_what_a_batch_of_each_day_meets() {
    let policy = load("shanghai-2025", &[]);
    let checked = check(&policy);
    assert!(checked.usable());
    let page = checked.page(En);
    for expected in [
        "[2024-09-01, 2024-12-21)  111 days  no deduction yet",
        "[2024-12-21, 2025-03-18)   87 days  fees may be deducted",
        "[2025-03-18, 2025-09-01)  167 days  no batch",
        "the calendar is too short to tell the certificate date of batches from 2025-03-18 on",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn an_open_question_keeps_a_policy_from_being_usable() {
    let policy = load("maanshan-2025", &[]);
    let checked = check(&policy);
    assert!(!checked.usable());
    assert!(
        checked
            .page(En)
            .contains("The file is in order; a run needs the values above")
    );
    let json: serde_json::Value = serde_json::from_str(&checked.json(Zh)).unwrap();
    assert_eq!(json["findings"][0]["severity"], "asked");
    assert_eq!(json["usable"], false);
}

#[test]
fn the_list_has_every_preset() {
    let page = list_page(En).unwrap();
    for (name, _) in presets() {
        assert!(page.contains(name), "{page}");
    }
    let json: serde_json::Value = serde_json::from_str(&list_json().unwrap()).unwrap();
    assert_eq!(json.as_array().unwrap().len(), presets().len());
}
