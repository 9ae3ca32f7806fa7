//! Section 2: which rows can be read, which are rejected, and whom that holds back.

use super::rows::{self, Account, Enrollment, Hold, Member, Payment, Reading};
use super::table;
use super::values::{masked_visibly, person};
use std::collections::{BTreeMap, BTreeSet};

/// Canonical name, aliases.
pub type Columns = &'static [(&'static str, &'static [&'static str])];

pub const ENROLLMENTS: Columns = &[
    ("enrollment_id", &["参保登记流水号"]),
    ("insurance_year", &["参保年度"]),
    ("insured_id_type", &["psn_cert_type", "证件类型"]),
    ("insured_id", &["certno", "证件号码"]),
    ("insured_name", &["psn_name", "姓名"]),
    ("category", &["人员类别"]),
    ("subsidy", &["资助类别", "医疗救助对象类别"]),
    ("channel", &["申报渠道"]),
    ("district_code", &["insu_admdvs", "参保区划"]),
    ("institution_code", &["学校代码"]),
    ("institution_name", &["学校名称"]),
    ("applied_at", &["申报时间"]),
    ("paid_channel", &["已缴方式", "缴费方式"]),
    ("paid_at", &["缴费时间"]),
];
pub const NETWORKS: Columns = &[
    ("network_id", &["共济网编号"]),
    ("organizer_id", &["组建人证件号码"]),
    ("member_id", &["成员证件号码"]),
    ("member_name", &["成员姓名"]),
    ("relation", &["与组建人关系"]),
    ("joined_at", &["加入时间"]),
    ("left_at", &["退出时间"]),
    ("contribution_selected_at", &["共济缴费选择时间"]),
    ("contribution_cancelled_at", &["共济缴费取消时间"]),
    ("dissolved_at", &["撤销组网时间"]),
];
pub const ACCOUNTS: Columns = &[
    ("holder_id", &["账户人证件号码"]),
    ("insurance_status", &["psn_insu_stas", "参保状态"]),
    ("account_status", &["账户状态"]),
    ("current_balance", &["crt_year_balc", "当年账户余额"]),
    ("accumulated_balance", &["cal_year_balc", "历年账户余额"]),
    ("balance_as_of", &["余额时点"]),
];
pub const PAYMENTS: Columns = &[
    ("receipt_no", &["缴费凭证号"]),
    ("insurance_year", &["参保年度"]),
    ("insured_id", &["certno", "证件号码"]),
    ("paid_channel", &["缴费方式", "已缴方式"]),
    ("amount", &["缴费金额"]),
    ("paid_at", &["缴费时间"]),
    ("refunded_at", &["退费时间"]),
];
pub const HOLDS: Columns = &[
    ("person_id", &["证件号码"]),
    ("role", &["暂缓对象"]),
    ("from", &["起始日"]),
    ("until", &["截止日"]),
    ("reason", &["暂缓原因"]),
    ("ordered_by", &["文号"]),
];
/// Columns that a file may lack.
pub const OPTIONAL: [&str; 3] = ["subsidy", "member_name", "refunded_at"];

/// The text of the files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    pub enrollments: String,
    pub networks: String,
    pub accounts: String,
    pub payments: Option<String>,
    pub holds: Option<String>,
}

/// `(file, line, column, problem, masked value)`.
pub type Reject = (&'static str, u32, String, &'static str, String);

/// A rejected enrollment: what of it can be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    pub line: u32,
    pub id: String,
    pub name: String,
    pub person: String,
    pub institution_code: String,
}

/// What could be read, what not, and what follows from that.
#[derive(Debug, Default)]
pub struct Extract {
    /// Line and row.
    pub enrollments: Vec<(u32, Enrollment)>,
    pub members: Vec<Member>,
    pub accounts: Vec<Account>,
    pub payments: Vec<Payment>,
    pub holds: Vec<Hold>,
    /// In the order of `rejects.csv`.
    pub rejects: Vec<Reject>,
    /// Rejected enrollments, the identical copies of rows that stay left out.
    pub unreadable: Vec<Unreadable>,
    /// Records of each file and how many of them are rejected.
    pub counts: BTreeMap<&'static str, (u64, u64)>,
    /// Persons whose own enrollments are held.
    pub held_persons: BTreeSet<String>,
    /// Persons whose account pays for nobody.
    pub held_payers: BTreeSet<String>,
    /// Persons who count as having asked.
    pub asked_by_reject: BTreeSet<String>,
    /// Rejected rows of which nobody knows whom they are about.
    pub unidentified: u64,
    /// Why the run is refused.
    pub refused: Option<String>,
}

impl Extract {
    /// Reads everything; the operator accepts so many rows without a readable person.
    pub fn of(files: &Files, accepted: Option<u64>) -> Extract {
        let mut extract = Extract::default();
        extract.read_enrollments(&files.enrollments);
        extract.members = extract.rows("networks.csv", &files.networks, NETWORKS, rows::member);
        extract.accounts = extract.rows("accounts.csv", &files.accounts, ACCOUNTS, rows::account);
        if let Some(text) = &files.payments {
            extract.payments = extract.rows("payments.csv", text, PAYMENTS, rows::payment);
        }
        if let Some(text) = &files.holds {
            extract.holds = extract.rows("holds.csv", text, HOLDS, rows::hold);
        }
        for (file, (rows, rejected)) in &extract.counts {
            if *rejected > 10 && *rejected * 1000 > *rows {
                extract.refused = Some(format!("{file}: {rejected} of {rows} rejected"));
            }
        }
        if accepted.unwrap_or(0) != extract.unidentified {
            extract.refused = Some(format!("{} rows without a person", extract.unidentified));
        }
        extract.put_rejects_in_order();
        extract
    }

    fn put_rejects_in_order(&mut self) {
        let files = [
            ("enrollments.csv", ENROLLMENTS),
            ("networks.csv", NETWORKS),
            ("accounts.csv", ACCOUNTS),
            ("payments.csv", PAYMENTS),
            ("holds.csv", HOLDS),
        ];
        self.rejects.sort_by_key(|(file, line, column, _, _)| {
            let place = files.iter().position(|(name, _)| name == file).unwrap();
            let columns = files[place].1;
            let column = columns.iter().position(|(name, _)| name == column);
            (place, *line, column)
        });
    }

    /// The readable rows of one file; the others become rejects.
    fn rows<T>(
        &mut self,
        file: &'static str,
        text: &str,
        columns: Columns,
        parse: impl Fn(&mut Reading) -> Option<T>,
    ) -> Vec<T> {
        let rows = self.rows_with_lines(file, text, columns, parse);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn rows_with_lines<T>(
        &mut self,
        file: &'static str,
        text: &str,
        columns: Columns,
        parse: impl Fn(&mut Reading) -> Option<T>,
    ) -> Vec<(u32, T)> {
        let mut readable = Vec::new();
        self.counts.entry(file).or_default();
        for record in table::read(text, columns) {
            self.counts.get_mut(file).unwrap().0 += 1;
            let mut row = Reading::of(&record.fields);
            let parsed = match record.broken {
                Some(problem) => {
                    row.problems.push(("", problem, String::new()));
                    None
                }
                None => parse(&mut row),
            };
            match parsed {
                Some(parsed) if row.problems.is_empty() => readable.push((record.line, parsed)),
                _ => self.reject(file, record.line, row),
            }
        }
        readable
    }

    fn reject(&mut self, file: &'static str, line: u32, row: Reading) {
        self.counts.get_mut(file).unwrap().1 += 1;
        self.hold(file, &row);
        if file == "enrollments.csv" {
            let good = |column: &str| {
                let has_problem = row.problems.iter().any(|(name, _, _)| *name == column);
                if has_problem {
                    String::new()
                } else {
                    row.raw(column)
                }
            };
            self.unreadable.push(Unreadable {
                line,
                id: good("enrollment_id"),
                name: good("insured_name"),
                person: person(&good("insured_id")).unwrap_or_default(),
                institution_code: good("institution_code"),
            });
        }
        for (column, problem, value) in row.problems {
            self.rejects
                .push((file, line, column.to_string(), problem, value));
        }
    }

    /// Who is held back because of a rejected row.
    fn hold(&mut self, file: &str, row: &Reading) {
        let key = |column: &str| {
            let text = row.raw(column);
            person(&text).ok().filter(|_| !text.is_empty())
        };
        match file {
            "enrollments.csv" => self.held_persons.extend(key("insured_id")),
            "networks.csv" => {
                let member = key("member_id");
                self.unidentified += u64::from(member.is_none());
                self.held_persons.extend(member.clone());
                self.held_payers.extend(member.clone());
                self.asked_by_reject.extend(member);
                self.held_payers.extend(key("organizer_id"));
            }
            "accounts.csv" => self.held_payers.extend(key("holder_id")),
            "payments.csv" => {
                let insured = key("insured_id");
                self.unidentified += u64::from(insured.is_none());
                self.held_persons.extend(insured);
            }
            _ => {
                let held = key("person_id");
                self.unidentified += u64::from(held.is_none());
                self.held_persons.extend(held.clone());
                self.held_payers.extend(held);
            }
        }
    }

    fn read_enrollments(&mut self, text: &str) {
        let rows = self.rows_with_lines("enrollments.csv", text, ENROLLMENTS, rows::enrollment);
        for (line, row) in &rows {
            let same_id: Vec<_> = rows
                .iter()
                .filter(|(_, other)| other.id == row.id)
                .collect();
            let all_equal = same_id.iter().all(|(_, other)| other == row);
            let is_first = same_id.iter().all(|(other_line, _)| other_line >= line);
            if same_id.len() == 1 || (all_equal && is_first) {
                self.enrollments.push((*line, row.clone()));
                continue;
            }
            self.counts.get_mut("enrollments.csv").unwrap().1 += 1;
            self.rejects.push((
                "enrollments.csv",
                *line,
                "enrollment_id".into(),
                "DUPLICATE_KEY",
                masked_visibly(&row.id),
            ));
            if !all_equal {
                self.held_persons.insert(row.person.clone());
                self.unreadable.push(Unreadable {
                    line: *line,
                    id: row.id.clone(),
                    name: row.name.clone(),
                    person: row.person.clone(),
                    institution_code: row.institution.0.clone(),
                });
            }
        }
    }
}
