//! Small extracts, read whole: one sentence per case.

mod controls;
mod encodings;
mod files;
mod holds;
mod keeping;
mod mangled;
mod naming;
mod page;
mod refusals;
mod rows;
mod schools;
mod values;

use super::{Extract, ReadOptions, Refusal, digests, read_in_blocks};
use crate::domain::message::Remark;
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Encoding, Line, PersonKey};
use crate::policy::{InForce, Policy};
use chrono::NaiveDate;
use foldhash::HashMap;
use std::fmt::Write;
use tempfile::TempDir;

const CHILD: &str = "310101201503070015";
const PARENT: &str = "11010519491231002X";

const ENROLLMENT_HEADER: &str = "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,category,channel,district_code,institution_code,institution_name,applied_at,paid_channel,paid_at";
const ENROLLMENT: &str = "E1,2025,01,310101201503070015,张小明,student,school,310101,2131000001,某小学,2024-10-08T09:30:00,,";
const NETWORK_HEADER: &str = "network_id,organizer_id,member_id,member_name,relation,joined_at,left_at,contribution_selected_at,contribution_cancelled_at,dissolved_at";
const NETWORK: &str = "N1,11010519491231002X,310101201503070015,张小明,child,2024-03-01T10:00:00,,2024-11-05T12:00:00,,";
const ACCOUNT_HEADER: &str =
    "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of";
const ACCOUNT: &str = "11010519491231002X,active,normal,120.50,2310.00,2024-12-20T23:00:00";
const PAYMENT_HEADER: &str = "receipt_no,insurance_year,insured_id,paid_channel,amount,paid_at";
const PAYMENT: &str = "R1,2025,310101201503070015,cash,355.00,2024-11-30T08:00:00";

/// Remarks in English.
fn told(notes: &[Remark]) -> Vec<String> {
    notes.iter().map(Remark::to_string).collect()
}

/// The rules' values on the first evening of deductions.
fn policy() -> InForce {
    let day = NaiveDate::from_ymd_opt(2024, 12, 21).unwrap();
    let policy = Policy::load("shanghai-2025", &[]).unwrap();
    policy.in_force(day).unwrap()
}

/// An extract in the making: files by name.
#[derive(Clone)]
struct Delivery {
    files: Vec<(&'static str, Vec<u8>)>,
    encoding: Option<Encoding>,
    require_payments: bool,
    require_control: bool,
    accept_unidentified: Option<u64>,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{:?} {}", self.encoding, self.require_payments)?;
        self.files
            .iter()
            .try_for_each(|(name, bytes)| writeln!(f, "{name}: b\"{}\"", bytes.escape_ascii()))
    }
}

impl Delivery {
    /// One child, his network and the account that pays for him.
    fn new() -> Delivery {
        Delivery {
            files: vec![
                ("enrollments.csv", csv(ENROLLMENT_HEADER, &[ENROLLMENT])),
                ("networks.csv", csv(NETWORK_HEADER, &[NETWORK])),
                ("accounts.csv", csv(ACCOUNT_HEADER, &[ACCOUNT])),
            ],
            encoding: None,
            require_payments: false,
            require_control: false,
            accept_unidentified: None,
        }
    }

    /// The same with this file instead.
    fn with(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Delivery {
        self = self.without(name);
        self.files.push((name, bytes.into()));
        self
    }

    /// The same without this file.
    fn without(mut self, name: &str) -> Delivery {
        self.files.retain(|(known, _)| *known != name);
        self
    }

    fn enrollments(self, rows: &[&str]) -> Delivery {
        self.with("enrollments.csv", csv(ENROLLMENT_HEADER, rows))
    }

    fn networks(self, rows: &[&str]) -> Delivery {
        self.with("networks.csv", csv(NETWORK_HEADER, rows))
    }

    fn accounts(self, rows: &[&str]) -> Delivery {
        self.with("accounts.csv", csv(ACCOUNT_HEADER, rows))
    }

    fn payments(self, rows: &[&str]) -> Delivery {
        self.with("payments.csv", csv(PAYMENT_HEADER, rows))
    }

    fn write(&self) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        dir
    }

    fn read(&self) -> Result<Extract, Refusal> {
        self.read_in(super::BLOCK_SIZE, &policy())
    }

    fn read_in(&self, block_size: usize, policy: &InForce) -> Result<Extract, Refusal> {
        let dir = self.write();
        let options = ReadOptions {
            encoding: self.encoding,
            require_payments: self.require_payments,
            require_control: self.require_control,
            accept_unidentified: self.accept_unidentified,
            ..ReadOptions::of(dir.path())
        };
        read_in_blocks(&options, policy, block_size)
    }

    /// The faults for which it is refused.
    fn faults(&self) -> Vec<String> {
        match self.read() {
            Ok(_) => Vec::new(),
            Err(refusal) => refusal.faults.iter().map(ToString::to_string).collect(),
        }
    }
}

fn csv(header: &str, rows: &[&str]) -> Vec<u8> {
    let mut text = format!("{header}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text.into_bytes()
}

/// `row` with the value of one column of `header` replaced. Only for rows without quotes.
fn altered(header: &str, row: &str, column: &str, value: &str) -> String {
    let place = header.split(',').position(|name| name == column).unwrap();
    let mut values: Vec<&str> = row.split(',').collect();
    values[place] = value;
    values.join(",")
}

/// The problems, as `file line column PROBLEM value`.
fn rejects(extract: &Extract) -> Vec<String> {
    let shown = |r: &crate::domain::reject::Reject| {
        format!(
            "{} {} {} {} {}",
            r.file.name(),
            r.line,
            r.column,
            r.problem.as_str(),
            r.masked_value
        )
    };
    extract.rejects.iter().map(shown).collect()
}

/// Who is held, in the order of the keys.
fn held(map: &HashMap<PersonKey, Vec<RowAt>>) -> Vec<String> {
    let mut shown: Vec<String> = map
        .iter()
        .map(|(person, rows)| {
            let rows: Vec<String> = rows
                .iter()
                .map(|row| format!("{}:{}", row.file.name(), row.line))
                .collect();
            format!("{person} {}", rows.join(" "))
        })
        .collect();
    shown.sort();
    shown
}

/// Everything that was read, in words: two extracts that are shown alike are equal.
fn shown(extract: &Extract) -> String {
    let mut text = String::new();
    for e in &extract.enrollments {
        writeln!(text, "{e:?} {}", e.person).unwrap();
    }
    for m in &extract.memberships {
        writeln!(text, "{m:?} {} {}", m.organizer, m.member).unwrap();
    }
    let accounts: Vec<String> = extract
        .accounts
        .iter()
        .map(|account| format!("{} {account:?}", account.holder))
        .collect();
    for p in extract.payments.iter().flatten() {
        writeln!(text, "{p:?} {}", p.person).unwrap();
    }
    let held = [
        held(&extract.held.persons),
        held(&extract.held.payers),
        held(&extract.held.requested),
    ];
    let (rejects, inputs, notes) = (rejects(extract), &extract.inputs, &extract.notes);
    writeln!(
        text,
        "{accounts:#?} {held:#?} {rejects:#?} {inputs:#?} {notes:#?}"
    )
    .unwrap();
    text
}

#[test]
fn a_small_extract_is_read() {
    let delivery = Delivery::new().payments(&[PAYMENT]);
    let extract = delivery.read().unwrap();
    assert_eq!(extract.enrollments.len(), 1);
    assert_eq!(extract.enrollments[0].person.to_string(), CHILD);
    assert_eq!(extract.enrollments[0].line, 2);
    assert_eq!(extract.memberships.len(), 1);
    assert_eq!(extract.memberships[0].organizer.to_string(), PARENT);
    let [parent] = &extract.accounts[..] else {
        panic!("one account: {:?}", extract.accounts);
    };
    assert_eq!(parent.holder.to_string(), PARENT);
    assert_eq!(parent.accumulated_balance.0.to_string(), "2310.00");
    assert_eq!(extract.payments.as_ref().unwrap().len(), 1);
    assert!(extract.rejects.is_empty() && extract.notes.is_empty());
    let rows: Vec<(ExtractFile, u64, u64)> = extract
        .inputs
        .iter()
        .map(|input| (input.file, input.rows, input.rejected_rows))
        .collect();
    let present = &ExtractFile::ALL[..4];
    let expected: Vec<_> = present.iter().map(|file| (*file, 1, 0)).collect();
    assert_eq!(rows, expected);
    let dir = delivery.write();
    let digested = digests(dir.path()).unwrap();
    let of_reading: Vec<_> = extract
        .inputs
        .iter()
        .map(|input| (input.file, input.sha256.clone(), input.bytes))
        .collect();
    assert_eq!(digested, of_reading);
}
