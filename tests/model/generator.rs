//! Small random nights, strongly biased to the boundaries.

use super::dice::Dice;
use super::extract::{ACCOUNTS, Columns, ENROLLMENTS, Files, HOLDS, NETWORKS, PAYMENTS};
use super::judgement::Past;
use super::law::Law;
use super::values::{check_character, date, shanghai};
use super::writer;
use chrono::{Duration, NaiveDate};

/// A row by its cells, in the order of the contract.
#[derive(Debug, Clone)]
pub struct Row {
    pub columns: Columns,
    pub cells: Vec<String>,
    /// Written so that it cannot be read as a whole.
    pub broken: Option<writer::Broken>,
}

impl Row {
    pub fn new(columns: Columns, cells: &[&str]) -> Row {
        assert_eq!(columns.len(), cells.len());
        Row {
            columns,
            cells: cells.iter().map(|c| (*c).to_string()).collect(),
            broken: None,
        }
    }

    fn place(&self, column: &str) -> usize {
        let named = self.columns.iter().position(|(name, _)| *name == column);
        named.unwrap_or_else(|| panic!("no column {column}"))
    }

    /// The text of a cell.
    pub fn get(&self, column: &str) -> &str {
        &self.cells[self.place(column)]
    }

    /// Writes a cell.
    pub fn set(&mut self, column: &str, text: impl Into<String>) {
        let place = self.place(column);
        self.cells[place] = text.into();
    }
}

/// A night before it is written down.
pub struct Night {
    pub dice: Dice,
    pub enrollments: Vec<Row>,
    pub networks: Vec<Row>,
    pub accounts: Vec<Row>,
    pub payments: Option<Vec<Row>>,
    pub holds: Option<Vec<Row>>,
    pub past: Past,
    pub batch_date: NaiveDate,
    /// Whether the policy is that of the other city.
    pub is_other_city: bool,
    /// Whether the operator says in which encoding the files are.
    pub names_encoding: bool,
    next_id: usize,
}

/// Days of batches: the first one, and around the day from which on families see the results.
pub const BATCH_DATES: [(i32, u32, u32); 6] = [
    (2024, 12, 21),
    (2024, 12, 23),
    (2024, 12, 28),
    (2024, 12, 29),
    (2024, 12, 30),
    (2025, 1, 13),
];

/// A child's identity document by its number: type and id.
pub fn child(index: usize) -> (&'static str, String) {
    let numbered = |area: &str, day: usize| {
        let head = format!("{area}201503{:02}{index:03}", 1 + day % 28);
        format!("{head}{}", check_character(&head))
    };
    match index {
        7 => ("17", numbered("810000", index)),
        11 => ("07", numbered("931840", index)),
        19 => ("07", format!("USA{:012}", 310_000_000_000_usize + index)),
        23 => ("08", format!("E{index:08}")),
        29 => ("99", format!("S({index:06})-1/2.3")),
        _ => ("01", numbered("310115", index)),
    }
}

/// A grown-up's identity number by his number.
pub fn adult(index: usize) -> String {
    let head = format!("3101011980{:02}01{:03}", 1 + index % 12, index);
    format!("{head}{}", check_character(&head))
}

/// The network that an organizer has when nothing happens.
pub fn network(index: usize) -> String {
    format!("N{index:03}")
}

/// Moments around everything that the contract compares instants with.
pub const MOMENTS: [&str; 36] = [
    "2024-12-20T16:59:00",
    "2024-12-20T17:01:00",
    "2024-12-20T16:58:59",
    "2024-12-20T16:59:00",
    "2024-12-20T16:59:59",
    "2024-12-20T16:59:59.999999999",
    "2024-12-20T17:00:00",
    "2024-12-20T17:00:00",
    "2024-12-20T17:00:00.000000001",
    "2024-12-20T17:00:01",
    "2024-12-20T17:01:00",
    "2024-12-20T17:01:01",
    "2024-12-20T23:59:59",
    "2024-12-21T00:00:00",
    "2024-12-21T00:00:01",
    "2024-12-22T09:00:00",
    "2024-08-31T23:59:59",
    "2024-09-01T00:00:00",
    "2023-05-05T12:00:00",
    "2024-10-10T10:10:10",
    "2024-10-10T10:10:11",
    "2024-11-14T09:00:00",
    "2024-11-14T10:00:00",
    "2024-11-14T23:59:59",
    "2024-11-14T23:59:59.5",
    "2024-11-15T00:00:00",
    "2024-11-15T00:00:01",
    "2024-11-15T11:00:00",
    "2024-11-16T00:00:00",
    "2024-12-19T09:30:00",
    "2024-12-19T23:59:59",
    "2024-12-20T00:00:00",
    "2024-12-20T09:00:00",
    "2024-12-20T12:00:00",
    "2024-12-20T16:00:00",
    "2024-12-20T18:00:00",
];

const BALANCES: [&str; 16] = [
    "354.99",
    "355.00",
    "355",
    "355.0",
    "355.01",
    "709.99",
    "710.00",
    "710.01",
    "1064.99",
    "1065.00",
    "1065.01",
    "1420.00",
    "5000.5",
    "0",
    "-0.01",
    "99999999.99",
];

const NAMES: [&str; 8] = [
    "王䶮",
    "＠李",
    "李小明",
    "李雨欣",
    "张子涵",
    "阿依古丽·买买提",
    "ANNA LI",
    "李若曦",
];

/// Code and name; some codes would share a file where letters have no case.
const SCHOOLS: [(&str, &str); 8] = [
    ("2131000001", "上海市第一小学"),
    ("2131000001", "上海市第一小学"),
    ("2131000002", "第二\n小学"),
    ("INDEX", "=甲校"),
    ("abc", "-乙校"),
    ("ABC", "丙,校"),
    ("Abc-2", ""),
    ("_-", "“丁”\"校\""),
];

impl Night {
    /// The night of a seed.
    pub fn of(seed: u64) -> Night {
        let mut night = Night {
            dice: Dice(seed),
            enrollments: Vec::new(),
            networks: Vec::new(),
            accounts: Vec::new(),
            payments: None,
            holds: None,
            past: Past::default(),
            batch_date: date(2024, 12, 21),
            is_other_city: false,
            names_encoding: false,
            next_id: 1,
        };
        if night.dice.chance(50) {
            let (year, month, day) = BATCH_DATES[night.dice.below(BATCH_DATES.len())];
            night.batch_date = date(year, month, day);
        }
        night.is_other_city = night.dice.chance(35);
        night.names_encoding = night.dice.chance(25);
        if night.dice.chance(70) {
            night.payments = Some(Vec::new());
        }
        if night.dice.chance(50) {
            night.holds = Some(Vec::new());
        }
        let families = 1 + night.dice.below(12);
        for family in 0..families {
            night.family(family);
        }
        let happenings = night.dice.below(families * 3 + 2);
        for _ in 0..happenings {
            super::happenings::happen(&mut night);
        }
        night
    }

    /// What the policy says.
    pub fn law(&self) -> Law {
        if self.is_other_city {
            Law::of_the_other_city(self.batch_date)
        } else {
            Law::shanghai(self.batch_date)
        }
    }

    /// The files as they are delivered.
    pub fn files(&mut self) -> Files {
        let dice = &mut self.dice;
        Files {
            enrollments: writer::write(dice, ENROLLMENTS, &self.enrollments),
            networks: writer::write(dice, NETWORKS, &self.networks),
            accounts: writer::write(dice, ACCOUNTS, &self.accounts),
            payments: self
                .payments
                .as_ref()
                .map(|rows| writer::write(dice, PAYMENTS, rows)),
            holds: self
                .holds
                .as_ref()
                .map(|rows| writer::write(dice, HOLDS, rows)),
        }
    }

    /// A moment near a boundary, in one of its spellings.
    pub fn moment(&mut self) -> String {
        if self.dice.chance(20) {
            let seconds = [-1, 0, 1, 86_400][self.dice.below(4)];
            return self.near_the_batch(seconds);
        }
        let moment = self.dice.pick(&MOMENTS);
        self.spelled(moment)
    }

    /// So many seconds after 00:00 of the batch date.
    pub fn near_the_batch(&mut self, seconds: i64) -> String {
        let midnight = self.batch_date.and_hms_opt(0, 0, 0).unwrap();
        let moment = midnight + Duration::seconds(seconds);
        self.spelled(&moment.format("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// One of the spellings of a moment in Shanghai time.
    pub fn spelled(&mut self, moment: &str) -> String {
        let east = |text: &str| shanghai(moment).format(text).to_string();
        match self.dice.below(11) {
            0 => format!("{moment}+08:00"),
            1 => moment.replace('T', " "),
            2 => moment.replace('T', "t"),
            3 => east("%Y-%m-%dT%H:%M:%S%.fZ"),
            4 => east("%Y/%m/%d %H:%M:%S%.fz"),
            5 => {
                let west = shanghai(moment) - Duration::minutes(330);
                west.format("%Y-%m-%d %H:%M:%S%.9f-05:30").to_string()
            }
            6 => {
                let east = shanghai(moment) + Duration::minutes(345);
                east.format("%Y-%m-%dT%H:%M:%S%.9f+0545").to_string()
            }
            7 => moment.replace('-', "/"),
            8 if !moment.contains('.') => moment.replace(['-', 'T', ':'], ""),
            _ => moment.to_string(),
        }
    }

    /// An enrollment id that no other row has.
    pub fn new_id(&mut self) -> String {
        // Not in the order of the rows, and not in that of time either.
        let number = (self.next_id * 37) % 1_000;
        self.next_id += 1;
        format!("E{number:03}")
    }

    fn family(&mut self, index: usize) {
        let children = 1 + self.dice.below(3);
        let joined = self.some(&[
            "2023-05-05T12:00:00",
            "2024-09-01T00:00:00",
            "2024-10-10T10:10:10",
        ]);
        let selected = self.some(&[
            "2024-11-14T10:00:00",
            "2024-11-14T23:59:59",
            "2024-12-20T16:59:59",
            "2024-12-19T09:30:00",
            "",
        ]);
        let cancelled = self.some(&[
            "",
            "",
            "",
            "",
            "2024-08-31T23:59:59",
            "2024-11-14T09:59:59",
            "2024-11-14T23:59:59",
            "2024-11-15T00:00:00",
        ]);
        for place in 0..children {
            self.enroll(index * 3 + place, place);
            let (_, id) = child(index * 3 + place);
            let row = Row::new(
                NETWORKS,
                &[
                    &network(index),
                    &adult(index),
                    &id,
                    "",
                    "child",
                    &joined,
                    "",
                    &selected,
                    &cancelled,
                    "",
                ],
            );
            self.networks.push(row);
        }
        let balance = self.dice.pick(&BALANCES).to_string();
        let as_of = [-6 * 3_600, -3_600, -7 * 86_400][self.dice.below(3)];
        let as_of = self.near_the_batch(as_of);
        let cells = [&adult(index), "active", "normal", "0.00", &balance, &as_of];
        self.accounts.push(Row::new(ACCOUNTS, &cells));
    }

    fn some(&mut self, moments: &[&str]) -> String {
        match self.dice.pick(moments) {
            "" => String::new(),
            moment => self.spelled(moment),
        }
    }

    fn enroll(&mut self, index: usize, place: usize) {
        let (kind, id) = child(index);
        let applied = self.some(&[
            "2024-11-14T09:00:00",
            "2024-11-14T23:59:59",
            "2024-10-10T10:10:10",
            "2024-12-20T12:00:00",
        ]);
        let name = format!(
            "{}{}",
            NAMES[(index / 3 + index) % NAMES.len()],
            ["", "一", "二"][place]
        );
        let channel = self.dice.pick(&["school", "学校", "community", "社区"]);
        let category = self
            .dice
            .pick(&["student", "中小学生", "1403", "infant", "婴幼儿", "1401"]);
        let (school, school_name) = SCHOOLS[self.dice.below(SCHOOLS.len())];
        let id_number = self.new_id();
        self.enrollments.push(Row::new(
            ENROLLMENTS,
            &[
                &id_number,
                "2025",
                kind,
                &id,
                &name,
                category,
                "",
                channel,
                "310115",
                school,
                school_name,
                &applied,
                "",
                "",
            ],
        ));
    }
}
