//! Section 2: which rows can be read, which are rejected, and whom that holds back.

use super::table::{self, Record};
use super::values::{self, Moment};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

pub const ENROLLMENTS: &[(&str, &[&str])] = &[
    ("enrollment_id", &["参保登记流水号"]),
    ("insurance_year", &["参保年度"]),
    ("insured_id_type", &["psn_cert_type", "证件类型"]),
    ("insured_id", &["certno", "证件号码"]),
    ("insured_name", &["psn_name", "姓名"]),
    ("category", &["人员类别"]),
    ("channel", &["申报渠道"]),
    ("district_code", &["insu_admdvs", "参保区划"]),
    ("institution_code", &["学校代码"]),
    ("institution_name", &["学校名称"]),
    ("applied_at", &["申报时间"]),
    ("paid_channel", &["已缴方式"]),
    ("paid_at", &["缴费时间"]),
];
pub const NETWORKS: &[(&str, &[&str])] = &[
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
pub const ACCOUNTS: &[(&str, &[&str])] = &[
    ("holder_id", &["账户人证件号码"]),
    ("insurance_status", &["psn_insu_stas", "参保状态"]),
    ("account_status", &["账户状态"]),
    ("current_balance", &["crt_year_balc", "当年账户余额"]),
    ("accumulated_balance", &["cal_year_balc", "历年账户余额"]),
    ("balance_as_of", &["余额时点"]),
];
pub const PAYMENTS: &[(&str, &[&str])] = &[
    ("receipt_no", &["缴费凭证号"]),
    ("insurance_year", &["参保年度"]),
    ("insured_id", &["certno", "证件号码"]),
    ("paid_channel", &["缴费方式", "已缴方式"]),
    ("amount", &["缴费金额"]),
    ("paid_at", &["缴费时间"]),
];

/// The text of the files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    pub enrollments: String,
    pub networks: String,
    pub accounts: String,
    pub payments: Option<String>,
}

/// `(file, line, column, problem, masked value)`.
pub type Reject = (&'static str, u32, String, &'static str, String);

#[derive(Debug, Clone, PartialEq)]
pub struct Enrollment {
    pub id: String,
    pub year: String,
    pub id_type: String,
    pub person: String,
    pub name: String,
    pub category: String,
    pub channel: String,
    pub district: String,
    pub institution: (String, String),
    pub applied_at: Moment,
    pub paid_channel: String,
    pub paid_at: Option<Moment>,
}

/// The fields stand in the order in which several rows of one network are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    pub joined_at: Moment,
    pub selected_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub dissolved_at: Option<Moment>,
    pub organizer: String,
    pub relation: String,
    pub member_name: String,
    pub network: String,
    pub member: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub holder: String,
    pub insurance: String,
    pub status: String,
    pub current: Decimal,
    pub accumulated: Decimal,
    pub as_of: Moment,
}

#[derive(Debug, Clone)]
pub struct Payment {
    pub person: String,
    pub year: String,
    pub channel: String,
}

/// What could be read, what not, and what follows from that.
#[derive(Debug, Default)]
pub struct Extract {
    /// Line and row.
    pub enrollments: Vec<(u32, Enrollment)>,
    pub members: Vec<Member>,
    pub accounts: Vec<Account>,
    pub payments: Vec<Payment>,
    pub rejects: Vec<Reject>,
    /// Records of each file and how many of them are rejected.
    pub counts: BTreeMap<&'static str, (u64, u64)>,
    /// Persons whose own enrollments are held.
    pub held_persons: BTreeSet<String>,
    /// Persons whose account pays for nobody.
    pub held_payers: BTreeSet<String>,
    /// Persons who count as having asked.
    pub asked_by_reject: BTreeSet<String>,
    /// Why the run is refused.
    pub refused: Option<String>,
}

/// Reads one row, column by column, and remembers the problems.
struct Row<'a> {
    record: &'a Record,
    problems: Vec<(String, &'static str, String)>,
}

impl Row<'_> {
    fn raw(&self, column: &str) -> String {
        self.record.fields.get(column).cloned().unwrap_or_default()
    }

    fn read<T>(
        &mut self,
        column: &str,
        as_what: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = self.raw(column);
        let result = if value.is_empty() {
            Err("MISSING_VALUE")
        } else {
            as_what(&value)
        };
        match result {
            Ok(read) => Some(read),
            Err(problem) => {
                self.problems
                    .push((column.to_string(), problem, values::masked(&value)));
                None
            }
        }
    }

    /// A column that may be empty.
    fn maybe<T>(
        &mut self,
        column: &str,
        as_what: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        if self.raw(column).is_empty() {
            None
        } else {
            self.read(column, as_what)
        }
    }
}

fn instant(text: &str) -> Result<Moment, &'static str> {
    values::moment(text).ok_or("BAD_INSTANT")
}

fn ascii_id(text: &str) -> Result<String, &'static str> {
    values::bad_text(text, false)?;
    let printable = text.chars().all(|c| (' '..='~').contains(&c));
    (printable && text.len() <= 64)
        .then(|| text.to_string())
        .ok_or("BAD_KEY")
}

fn coded(text: &str, list: &[(&str, &[&str])]) -> Result<String, &'static str> {
    values::bad_text(text, false)?;
    list.iter()
        .find(|(name, others)| *name == text || others.contains(&text))
        .map(|(name, _)| (*name).to_string())
        .ok_or("BAD_CODE")
}

fn shaped(text: &str, is_right: impl Fn(&str) -> bool) -> Result<String, &'static str> {
    values::bad_text(text, false)?;
    is_right(text).then(|| text.to_string()).ok_or("BAD_CODE")
}

fn year(text: &str) -> Result<String, &'static str> {
    shaped(text, |t| {
        t.len() == 4 && t.chars().all(|c| c.is_ascii_digit())
    })
}

fn id_type(text: &str) -> Result<String, &'static str> {
    values::bad_text(text, false)?;
    let two = if text.len() == 1 {
        format!("0{text}")
    } else {
        text.to_string()
    };
    let known: Vec<String> = (1..=17)
        .chain([90, 99])
        .map(|n| format!("{n:02}"))
        .collect();
    known.contains(&two).then_some(two).ok_or("BAD_CODE")
}

const CHANNELS: &[(&str, &[&str])] = &[("school", &["学校"]), ("community", &["社区"])];
const PAID: &[(&str, &[&str])] = &[
    ("cash", &["现金"]),
    ("qr_code", &["扫码"]),
    ("school_transfer", &["学校代扣"]),
    ("mutual_aid", &["共济缴费", "个账代扣", "31"]),
    ("other", &["其他"]),
];
const INSURANCE: &[(&str, &[&str])] = &[
    ("active", &["1", "正常", "正常参保"]),
    ("suspended", &["2", "暂停", "暂停参保"]),
    ("invalid", &["3", "无效"]),
    ("terminated", &["4", "终止", "终止参保"]),
];
const STATUS: &[(&str, &[&str])] = &[
    ("normal", &["正常"]),
    ("frozen", &["冻结"]),
    ("closed", &["注销"]),
    ("deceased", &["死亡"]),
];

fn relation(text: &str) -> String {
    let words: &[(&str, &str)] = &[
        ("self", "本人 01 0"),
        ("spouse", "配偶 丈夫 妻子 10 11 12 1"),
        (
            "child",
            "子女 儿子 女儿 20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 36 37 39 2 3",
        ),
        (
            "grandchild",
            "孙子女 外孙子女 孙子 孙女 外孙子 外孙女 外孙 40 41 42 43 44 49 4",
        ),
        ("parent", "父母 父亲 母亲 50 51 52 57 58 59 5"),
        (
            "grandparent",
            "祖父母 外祖父母 祖父 祖母 外祖父 外祖母 60 61 62 63 64 69 6",
        ),
        (
            "sibling",
            "兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 70 71 73 75 77 79 7",
        ),
        ("parent_in_law", "配偶父母 53 54 55 56"),
    ];
    for (name, others) in words {
        if *name == text || others.split(' ').any(|word| word == text) {
            return (*name).to_string();
        }
    }
    "other".to_string()
}

fn enrollment(row: &mut Row) -> Option<Enrollment> {
    let id = row.read("enrollment_id", ascii_id);
    let year = row.read("insurance_year", year);
    let id_type = row.read("insured_id_type", id_type);
    let person = row.read("insured_id", values::person);
    let name = row.read("insured_name", |t| {
        values::bad_text(t, false).map(|()| t.to_string())
    });
    let category = row.read("category", |t| {
        values::bad_text(t, false).map(|()| match t {
            "中小学生" => "student".to_string(),
            "婴幼儿" => "infant".to_string(),
            other => other.to_string(),
        })
    });
    let channel = row.read("channel", |t| coded(t, CHANNELS));
    let district = row.read("district_code", |t| {
        shaped(t, |t| t.len() == 6 && t.chars().all(|c| c.is_ascii_digit()))
    });
    let code = row.read("institution_code", |t| {
        shaped(t, |t| {
            t.len() <= 32
                && t.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        })
    });
    let institution = row.maybe("institution_name", |t| {
        values::bad_text(t, true).map(|()| t.to_string())
    });
    let applied_at = row.read("applied_at", instant);
    let paid_channel = row.maybe("paid_channel", |t| coded(t, PAID));
    let paid_at = row.maybe("paid_at", instant);
    Some(Enrollment {
        id: id?,
        year: year?,
        id_type: id_type?,
        person: person?,
        name: name?,
        category: category?,
        channel: channel?,
        district: district?,
        institution: (code?, institution.unwrap_or_default()),
        applied_at: applied_at?,
        paid_channel: paid_channel.unwrap_or_default(),
        paid_at,
    })
}

fn member(row: &mut Row) -> Option<Member> {
    let network = row.read("network_id", ascii_id);
    let organizer = row.read("organizer_id", values::person);
    let member = row.read("member_id", values::person);
    let member_name = row.maybe("member_name", |t| {
        values::bad_text(t, true).map(|()| t.to_string())
    });
    let joined_at = row.read("joined_at", instant);
    let not_before = |text: &str| {
        let end = instant(text)?;
        match joined_at {
            Some(joined) if end < joined => Err("BAD_INSTANT"),
            _ => Ok(end),
        }
    };
    let left_at = row.maybe("left_at", not_before);
    let selected_at = row.maybe("contribution_selected_at", instant);
    let cancelled_at = row.maybe("contribution_cancelled_at", instant);
    let dissolved_at = row.maybe("dissolved_at", not_before);
    Some(Member {
        network: network?,
        organizer: organizer?,
        member: member?,
        member_name: member_name.unwrap_or_default(),
        relation: relation(&row.raw("relation")),
        joined_at: joined_at?,
        left_at,
        selected_at,
        cancelled_at,
        dissolved_at,
    })
}

fn account(row: &mut Row) -> Option<Account> {
    let holder = row.read("holder_id", values::person);
    let insurance = row.read("insurance_status", |t| coded(t, INSURANCE));
    let status = row.read("account_status", |t| coded(t, STATUS));
    let current = row.read("current_balance", |t| {
        values::money(t, true).ok_or("BAD_MONEY")
    });
    let accumulated = row.read("accumulated_balance", |t| {
        values::money(t, true).ok_or("BAD_MONEY")
    });
    let as_of = row.read("balance_as_of", instant);
    Some(Account {
        holder: holder?,
        insurance: insurance?,
        status: status?,
        current: current?,
        accumulated: accumulated?,
        as_of: as_of?,
    })
}

fn payment(row: &mut Row) -> Option<Payment> {
    let receipt = row.read("receipt_no", |t| values::bad_text(t, true));
    let year = row.read("insurance_year", year);
    let person = row.read("insured_id", values::person);
    let channel = row.read("paid_channel", |t| coded(t, PAID));
    let amount = row.read("amount", |t| values::money(t, false).ok_or("BAD_MONEY"));
    let paid_at = row.read("paid_at", instant);
    receipt?;
    amount?;
    paid_at?;
    Some(Payment {
        person: person?,
        year: year?,
        channel: channel?,
    })
}

impl Extract {
    /// Reads everything.
    pub fn of(files: &Files) -> Extract {
        let mut extract = Extract::default();
        extract.read_enrollments(&files.enrollments);
        let members = extract.rows("networks.csv", &files.networks, NETWORKS, member);
        extract.members = members.into_iter().map(|(_, row)| row).collect();
        let accounts = extract.rows("accounts.csv", &files.accounts, ACCOUNTS, account);
        extract.accounts = accounts.into_iter().map(|(_, row)| row).collect();
        if let Some(text) = &files.payments {
            let payments = extract.rows("payments.csv", text, PAYMENTS, payment);
            extract.payments = payments.into_iter().map(|(_, row)| row).collect();
        }
        for (file, (rows, rejected)) in &extract.counts {
            if *rejected > 10 && *rejected * 1000 > *rows {
                extract.refused = Some(format!("{file}: {rejected} of {rows} rejected"));
            }
        }
        extract
    }

    /// The readable rows of one file with their lines; the others become rejects.
    fn rows<T>(
        &mut self,
        file: &'static str,
        text: &str,
        columns: &[(&str, &[&str])],
        parse: impl Fn(&mut Row) -> Option<T>,
    ) -> Vec<(u32, T)> {
        let mut readable = Vec::new();
        for record in table::read(text, columns) {
            let counts = self.counts.entry(file).or_default();
            counts.0 += 1;
            let mut row = Row {
                record: &record,
                problems: Vec::new(),
            };
            let parsed = match record.broken {
                Some(problem) => {
                    row.problems.push((String::new(), problem, String::new()));
                    None
                }
                None => parse(&mut row),
            };
            match parsed {
                Some(parsed) if row.problems.is_empty() => readable.push((record.line, parsed)),
                _ => {
                    counts.1 += 1;
                    for (column, problem, value) in row.problems {
                        self.rejects
                            .push((file, record.line, column, problem, value));
                    }
                    self.hold(file, &record);
                }
            }
        }
        readable
    }

    /// Who is held back because of a rejected row.
    fn hold(&mut self, file: &str, record: &Record) {
        let key = |column: &str| {
            record
                .fields
                .get(column)
                .and_then(|t| values::person(t).ok())
        };
        match file {
            "enrollments.csv" => self.held_persons.extend(key("insured_id")),
            "networks.csv" => {
                match key("member_id") {
                    None => self.refused = Some("a network row without a readable member".into()),
                    Some(member) => {
                        self.held_persons.insert(member.clone());
                        self.held_payers.insert(member.clone());
                        self.asked_by_reject.insert(member);
                    }
                }
                self.held_payers.extend(key("organizer_id"));
            }
            "accounts.csv" => self.held_payers.extend(key("holder_id")),
            _ => match key("insured_id") {
                None => self.refused = Some("a payment without a readable person".into()),
                Some(person) => drop(self.held_persons.insert(person)),
            },
        }
    }

    fn read_enrollments(&mut self, text: &str) {
        let rows = self.rows("enrollments.csv", text, ENROLLMENTS, enrollment);
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
                values::masked(&row.id),
            ));
            if !all_equal {
                self.held_persons.insert(row.person.clone());
            }
        }
    }
}
