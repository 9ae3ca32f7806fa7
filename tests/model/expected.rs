//! Section 7: the files that a batch hands out, written a second time.

use super::extract::{Extract, Reject, Unreadable};
use super::judgement::{Taken, Verdict};
use super::law::{Asked, Law};
use super::rows::Enrollment;
use super::sm3;
use super::values::{self, date, masked};
use chrono::{Datelike, Duration, NaiveDate, Weekday};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What the files are written from.
pub struct Papers<'a> {
    pub law: &'a Law,
    pub extract: &'a Extract,
    pub verdicts: &'a [Verdict],
    /// What section 4 says, by `enrollment_id`.
    pub asked: BTreeMap<&'a str, &'a Asked>,
    /// Line and row by `enrollment_id`.
    pub rows: BTreeMap<&'a str, (u32, &'a Enrollment)>,
    pub policy_sha256: String,
}

fn csv(cells: &[String]) -> String {
    let quoted: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell.contains([',', '"', '\r', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        })
        .collect();
    quoted.join(",") + "\n"
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_string()
    }
}

impl Papers<'_> {
    fn row(&self, verdict: &Verdict) -> &Enrollment {
        self.rows[verdict.id.as_str()].1
    }

    fn batch(&self) -> String {
        format!("2025-{}-01", self.law.batch_date.format("%Y%m%d"))
    }

    /// Number, verdict, row and money of every deduction.
    fn deductions(&self) -> Vec<(usize, &Verdict, &Enrollment, &Taken)> {
        self.verdicts
            .iter()
            .filter_map(|v| v.taken.as_ref().map(|taken| (v, taken)))
            .enumerate()
            .map(|(i, (v, taken))| (i + 1, v, self.row(v), taken))
            .collect()
    }

    pub fn total(&self) -> Decimal {
        let fees = self.deductions().into_iter();
        fees.map(|(_, _, _, taken)| taken.before - taken.after)
            .sum()
    }

    pub fn remittance(&self) -> String {
        let batch = self.batch();
        let day = self.law.batch_date.format("%Y-%m-%d");
        let sha256 = &self.policy_sha256;
        let mut text = format!("H|GONGJI-REMIT|1|{batch}|2025|{day}|shanghai-2025|{sha256}\n");
        let mut hash: u128 = 0;
        let lines = self.deductions();
        for (seq, verdict, row, taken) in &lines {
            let number = format!("{}{seq:08}", batch.replace('-', ""));
            let payer = verdict.organizer.as_deref().unwrap_or_default();
            let head: String = row.person.chars().take(17).collect();
            if head.len() == 17 && head.chars().all(|c| c.is_ascii_digit()) {
                hash += head.parse::<u128>().unwrap();
            }
            text += &format!(
                "D|{seq:08}|{number}|{}|{}|{}|{}|{}|{}|{:.2}|{payer}|{}\n",
                row.id_type,
                row.person,
                row.name,
                row.category,
                row.district,
                row.institution.0,
                taken.before - taken.after,
                row.id
            );
        }
        let digest = sm3::hex(text.as_bytes());
        let (count, total) = (lines.len(), self.total());
        text + &format!(
            "T|{count}|{total:.2}|{:010}|{digest}\n",
            hash % 10_000_000_000
        )
    }

    pub fn postings(&self) -> String {
        let mut text = "end_to_end_no,holder_id,insured_id,amount,balance_before,balance_after,\
                        balance_as_of,network_id,notices\n"
            .to_string();
        for (seq, verdict, row, taken) in self.deductions() {
            text += &csv(&[
                format!("{}{seq:08}", self.batch().replace('-', "")),
                verdict.organizer.clone().unwrap_or_default(),
                row.person.clone(),
                format!("{:.2}", taken.before - taken.after),
                format!("{:.2}", taken.before),
                format!("{:.2}", taken.after),
                values::written(taken.as_of),
                verdict.network.clone().unwrap_or_default(),
                taken.notices.join(";"),
            ]);
        }
        text
    }

    pub fn results(&self) -> String {
        let mut lines: Vec<&Verdict> = self
            .verdicts
            .iter()
            .filter(|v| matches!(v.outcome, "deducted" | "exception" | "excluded"))
            .filter(|v| v.reasons.first() != Some(&"DUPLICATE_ENROLLMENT"))
            .collect();
        lines.sort_by_key(|v| (&self.row(v).person, &v.id));
        let mut text = "insured_id,insurance_year,outcome,reason,organizer_id,amount,deducted_on,\
                        certificate_from\n"
            .to_string();
        for verdict in lines {
            let row = self.row(verdict);
            let (amount, day, certificate) = match &verdict.taken {
                Some(taken) => (
                    format!("{:.2}", taken.before - taken.after),
                    self.law.batch_date.to_string(),
                    certificate_from(self.law.batch_date).to_string(),
                ),
                None => Default::default(),
            };
            text += &csv(&[
                row.person.clone(),
                row.year.clone(),
                verdict.outcome.to_string(),
                verdict.reasons.first().unwrap_or(&"").to_string(),
                verdict.organizer.clone().unwrap_or_default(),
                amount,
                day,
                certificate,
            ]);
        }
        text
    }

    /// Lines of `exceptions.csv`; message, action and source, which are texts, left out.
    pub fn exceptions(&self) -> String {
        let is_listed = |v: &&Verdict| match v.outcome {
            "exception" | "excluded" => true,
            "settled" => v.reasons.len() > 1,
            _ => false,
        };
        let lines = self.verdicts.iter().filter(is_listed).map(|v| {
            let (line, row) = self.rows[v.id.as_str()];
            let cells = [
                row.id.clone(),
                row.id_type.clone(),
                row.person.clone(),
                row.name.clone(),
                row.district.clone(),
                row.institution.0.clone(),
                row.institution.1.clone(),
                v.organizer.clone().unwrap_or_default(),
                v.outcome.to_string(),
                v.reasons[0].to_string(),
                v.reasons[1..].join(";"),
                line.to_string(),
            ];
            csv(&cells.map(|cell| guarded(&cell)))
        });
        lines.collect()
    }

    pub fn rejects(&self) -> String {
        let lines = self.extract.rejects.iter().map(|reject: &Reject| {
            let (file, line, column, problem, value) = reject;
            csv(&[
                file.to_string(),
                line.to_string(),
                column.clone(),
                problem.to_string(),
                value.clone(),
            ])
        });
        "file,line,column,problem,value\n".to_string() + &lines.collect::<String>()
    }

    /// The lists for schools by name, and the index of them (name of the school left out).
    pub fn by_institution(&self) -> BTreeMap<String, String> {
        let mut lists = BTreeMap::new();
        let mut used = BTreeSet::from(["index".to_string()]);
        let mut index = String::new();
        for (code, mut lines) in self.schools() {
            lines.sort();
            let mut name = code.clone();
            let mut nth = 2;
            while !used.insert(name.to_ascii_lowercase()) {
                name = format!("{code}-{nth}");
                nth += 1;
            }
            let mut text = "\u{FEFF}参保登记流水号,姓名,证件号码,结果,办理建议\n".to_string();
            for line in &lines {
                text += &csv(&line.cells.each_ref().map(|cell| guarded(cell)));
            }
            lists.insert(format!("by-institution/{name}.csv"), text);
            let deducted = lines
                .iter()
                .filter(|line| line.cells[3] == "已划扣")
                .count();
            index += &csv(&[
                guarded(&code),
                deducted.to_string(),
                (lines.len() - deducted).to_string(),
            ]);
        }
        lists.insert("by-institution/index.csv".to_string(), index);
        lists
    }

    fn schools(&self) -> BTreeMap<String, Vec<Line>> {
        let mut schools: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for verdict in self.verdicts {
            let (line, row) = self.rows[verdict.id.as_str()];
            if self.asked[verdict.id.as_str()].requested {
                let school = schools.entry(row.institution.0.clone()).or_default();
                school.push(self.line_of(verdict, row, line));
            }
        }
        for rejected in &self.extract.unreadable {
            if !rejected.institution_code.is_empty() {
                let school = schools.entry(rejected.institution_code.clone());
                school.or_default().push(line_of_rejected(rejected));
            }
        }
        schools
    }

    fn line_of(&self, verdict: &Verdict, row: &Enrollment, line: u32) -> Line {
        let is_deducted = matches!(verdict.outcome, "deducted" | "settled");
        let outcome = if is_deducted {
            "已划扣"
        } else {
            "未划扣"
        };
        Line {
            id: row.id.clone(),
            line,
            cells: [
                row.id.clone(),
                row.name.clone(),
                masked(&row.person),
                outcome.to_string(),
                self.advice(verdict).to_string(),
            ],
        }
    }

    fn advice(&self, verdict: &Verdict) -> &'static str {
        match verdict.reasons.first() {
            None | Some(&"ALREADY_DEDUCTED" | &"FEE_EXEMPT") => "无需再缴",
            Some(&"ALREADY_PAID" | &"DUPLICATE_ENROLLMENT") => "已有缴费或参保记录，请勿重复收费",
            Some(
                &"WRONG_YEAR" | &"INVALID_ID" | &"NO_FEE" | &"OUTSIDE_REGION"
                | &"IDENTITY_CONFLICT",
            ) => "请核对学生证件信息",
            Some(_)
                if self.law.batch_date < self.law.results_from
                    || verdict.reasons.contains(&"ON_HOLD") =>
            {
                "以最终结果为准，请勿先行收费"
            }
            Some(_) => "请以其他方式缴费",
        }
    }
}

/// One student in the list of a school.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    id: String,
    line: u32,
    cells: [String; 5],
}

fn line_of_rejected(rejected: &Unreadable) -> Line {
    Line {
        id: rejected.id.clone(),
        line: rejected.line,
        cells: [
            rejected.id.clone(),
            rejected.name.clone(),
            masked(&rejected.person),
            "未划扣".to_string(),
            "请核对学生证件信息".to_string(),
        ],
    }
}

/// The day after the tenth working day that follows.
pub fn certificate_from(batch_date: NaiveDate) -> NaiveDate {
    let mut day = batch_date;
    let mut working_days = 0;
    while working_days < 10 {
        day += Duration::days(1);
        working_days += u32::from(is_working_day(day));
    }
    day + Duration::days(1)
}

fn is_working_day(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let is_worked = day == date(2025, 1, 26) || day == date(2025, 2, 8);
    let is_new_year = day == date(2025, 1, 1);
    let is_spring = date(2025, 1, 28) <= day && day <= date(2025, 2, 4);
    is_worked || !(is_weekend || is_new_year || is_spring)
}
