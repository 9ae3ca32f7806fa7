use super::*;
use crate::domain::plan::BatchOptions;
use crate::domain::reject::ExtractFile;
use crate::domain::{Outcome, Reason};
use crate::outputs::fixture::{Fixture, input, pupil};

fn rendered(fixture: &Fixture, outputs: &[&str]) -> String {
    let outputs: Vec<OutputDigest> = outputs
        .iter()
        .map(|name| OutputDigest {
            name: (*name).to_owned(),
            sha256: "cd".repeat(32),
            bytes: 9,
        })
        .collect();
    let mut bytes = Vec::new();
    render(&fixture.plan(), &fixture.policy, &outputs, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_file_is_exactly_so() {
    let mut fixture = Fixture::new();
    fixture.policy.sha256 = "c0ffee".to_owned();
    fixture.inputs = vec![input(ExtractFile::Enrollments)];
    fixture.payments_checked = false;
    fixture.networks_timed = false;
    fixture.deduct(pupil("E1"), 1_000_00);
    fixture.except(pupil("E2"), &[Reason::NoFee]);
    let text = rendered(
        &fixture,
        &["results.csv", "manifest.json", "by-institution/1.csv"],
    );
    let (head, rest) = text.split_once("  \"outcomes\": ").unwrap();
    let expected = r#"{
  "program": "gongji VERSION",
  "policy": {
    "id": "shanghai-2025",
    "sha256": "c0ffee"
  },
  "batch": {
    "id": "2025-20241221-01",
    "date": "2024-12-21",
    "options": {
      "lang": "zh",
      "encoding": "auto",
      "remittance_encoding": "utf-8",
      "by_institution": false,
      "payments": "未核对税务已缴清单",
      "networks": "未核对名册取数时间"
    },
    "previous": {
      "entries": 0,
      "chain": "0000000000000000000000000000000000000000000000000000000000000000"
    }
  },
  "inputs": [
    {
      "file": "enrollments.csv",
      "encoding": "utf-8",
      "sha256": "INPUT",
      "bytes": 1234,
      "rows": 3,
      "rejects": 1
    }
  ],
  "outputs": [
    {
      "file": "by-institution/1.csv",
      "sha256": "OUTPUT",
      "bytes": 9
    },
    {
      "file": "results.csv",
      "sha256": "OUTPUT",
      "bytes": 9
    }
  ],
"#
    .replace("VERSION", env!("CARGO_PKG_VERSION"))
    .replace("INPUT", &"ab".repeat(32))
    .replace("OUTPUT", &"cd".repeat(32));
    assert_eq!(head, expected);
    let outcomes = r#"{
    "deducted": 1,
    "settled": 0,
    "excluded": 0,
    "exception": 1,
    "not_requested": 0,
    "rejected": 1
  },
  "reasons": {
    "ALREADY_DEDUCTED": 0,
    "WRONG_YEAR": 0,
    "INVALID_ID": 0,
    "NO_FEE": 1,
"#;
    assert!(rest.starts_with(outcomes), "{rest}");
    let end = r#"    "INSUFFICIENT_BALANCE": 0
  },
  "total": "355.00",
  "equations": [
    {
      "name": "left = right",
      "left": "1",
      "right": "1"
    }
  ]
}
"#;
    assert!(rest.ends_with(end), "{rest}");
}

#[test]
fn every_outcome_and_reason_is_counted_in_order() {
    let value: Value = serde_json::from_str(&rendered(&Fixture::new(), &[])).unwrap();
    let keys =
        |name: &str| -> Vec<String> { value[name].as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys("outcomes"), Outcome::ALL.map(Outcome::as_str));
    let reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(keys("reasons"), reasons);
}

#[test]
fn options_are_those_of_the_batch() {
    let mut fixture = Fixture::new();
    fixture.options = BatchOptions {
        language: Language::En,
        encoding: Some(Encoding::Gb18030),
        remittance_encoding: Encoding::Gb18030,
        by_institution: true,
        accept_unidentified: None,
    };
    fixture.policy.sets = vec!["fee.student=400.00@Circular 12".to_owned()];
    let value: Value = serde_json::from_str(&rendered(&fixture, &[])).unwrap();
    assert_eq!(
        value["batch"]["options"],
        serde_json::json!({
            "lang": "en",
            "encoding": "gb18030",
            "remittance_encoding": "gb18030",
            "by_institution": true,
            "payments": "已核对税务已缴清单",
            "networks": "已核对名册取数时间",
            "set": ["fee.student=400.00@Circular 12"],
        })
    );
}
