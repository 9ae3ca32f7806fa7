//! The smallest night in which a fee is deducted: one child, one network row, one account.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The organizer.
pub const FATHER: &str = "11010519491231002X";
/// Somebody else who might pay.
pub const AUNT: &str = "310101198001010099";
/// The child.
pub const CHILD: &str = "310101201503070015";
/// Another child.
pub const BROTHER: &str = "810000201401010018";

/// A file of the extract, by its cells.
#[derive(Clone)]
pub struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    /// Lines that stand behind the rows as they are.
    pub raw: Vec<u8>,
}

impl Table {
    fn new(columns: &'static str, row: &str) -> Table {
        Table {
            columns: columns.split(',').collect(),
            rows: vec![row.split(',').map(str::to_string).collect()],
            raw: Vec::new(),
        }
    }

    /// Writes a cell of the first row.
    pub fn set(&mut self, column: &str, text: &str) {
        self.set_in(0, column, text);
    }

    /// Writes a cell of any row.
    pub fn set_in(&mut self, row: usize, column: &str, text: &str) {
        let place = self.columns.iter().position(|name| *name == column);
        self.rows[row][place.expect("a column of the file")] = text.to_string();
    }

    /// A row like the first, but for some cells.
    pub fn add(&mut self, changes: &[(&str, &str)]) {
        self.rows.push(self.rows[0].clone());
        let last = self.rows.len() - 1;
        for (column, text) in changes {
            self.set_in(last, column, text);
        }
    }

    /// Removes every row.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = self.columns.join(",");
        text.push('\n');
        for row in &self.rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        [text.as_bytes(), &self.raw].concat()
    }
}

/// An extract.
#[derive(Clone)]
pub struct Tiny {
    pub enrollments: Table,
    pub networks: Table,
    pub accounts: Table,
    pub payments: Table,
    pub holds: Table,
    /// What the operator sets.
    pub sets: Vec<&'static str>,
}

impl Tiny {
    /// Everything is in order.
    pub fn fine() -> Tiny {
        let mut payments = Table::new(
            "receipt_no,insurance_year,insured_id,paid_channel,amount,paid_at,refunded_at",
            &format!("R1,2025,{CHILD},cash,355.00,2024-12-01T10:00:00,"),
        );
        payments.set("insured_id", AUNT);
        Tiny {
            enrollments: Table::new(
                "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,category,channel,district_code,institution_code,institution_name,applied_at,paid_channel,paid_at,subsidy",
                &format!(
                    "E1,2025,01,{CHILD},王小明,student,school,310101,2131000001,第一小学,2024-11-11T09:00:00,,,"
                ),
            ),
            networks: Table::new(
                "network_id,organizer_id,member_id,member_name,relation,joined_at,left_at,contribution_selected_at,contribution_cancelled_at,dissolved_at",
                &format!("N1,{FATHER},{CHILD},,child,2024-10-01T09:00:00,,2024-11-01T09:00:00,,"),
            ),
            accounts: Table::new(
                "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of",
                &format!("{FATHER},active,normal,0.00,1000.00,2024-12-20T20:00:00"),
            ),
            payments,
            holds: Table::new(
                "person_id,role,from,until,reason,ordered_by",
                &format!("{AUNT},,2024-12-01,,复核,"),
            ),
            sets: Vec::new(),
        }
    }

    /// A brother in the same network.
    pub fn add_brother(&mut self, name: &str) {
        self.enrollments.add(&[
            ("enrollment_id", "E2"),
            ("insured_id_type", "17"),
            ("insured_id", BROTHER),
            ("insured_name", name),
        ]);
        self.networks.add(&[("member_id", BROTHER)]);
    }

    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder for the extract");
        for (name, table) in [
            ("enrollments.csv", &self.enrollments),
            ("networks.csv", &self.networks),
            ("accounts.csv", &self.accounts),
            ("payments.csv", &self.payments),
            ("holds.csv", &self.holds),
        ] {
            fs::write(folder.join(name), table.bytes()).expect("a file of the extract");
        }
    }
}

/// Where the nights of one case happen.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Nothing has happened here.
    pub fn new() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Runs one night; the first one makes the ledger.
    pub fn night(&self, tiny: &Tiny, date: &str, more: &[&str]) -> Output {
        let extract = self.folder.path().join(format!("extract-{date}"));
        tiny.write(&extract);
        let mut command = self.gongji("run");
        command
            .arg(&extract)
            .args(["--batch-date", date])
            .args(tiny.sets.iter().flat_map(|set| ["--set", set]))
            .args(more);
        if !self.out().join("ledger.db").exists() {
            command.arg("--new-ledger");
        }
        command.output().expect("gongji starts")
    }

    /// Imports one answer to the first deduction of the first night.
    pub fn answer(&self, status: &str, code: &str) -> Output {
        let receipts = self.folder.path().join("receipts.csv");
        let text = format!(
            "end_to_end_no,status,amount,code,message,receipt_no,received_at\n2025202412210100000001,{status},355.00,{code},退回,,2024-12-22T09:00:00\n"
        );
        fs::write(&receipts, text).expect("the answers");
        let mut command = self.gongji("reconcile");
        command.arg(&receipts).output().expect("gongji starts")
    }

    /// An output of the batch of a date.
    pub fn text(&self, date: &str, name: &str) -> String {
        let batch = format!("2025-{}-01", date.replace('-', ""));
        let text = fs::read_to_string(self.out().join(batch).join(name));
        text.expect("a published file")
    }

    /// The rows of an output of the batch of a date.
    pub fn rows(&self, date: &str, name: &str) -> Vec<Vec<String>> {
        let text = self.text(date, name);
        csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes())
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_string).collect())
            .collect()
    }

    fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("out")
    }

    fn gongji(&self, what: &str) -> Command {
        let mut command = crate::common::gongji();
        command
            .arg(what)
            .arg("--quiet")
            .arg("--out")
            .arg(self.out());
        command
    }
}
