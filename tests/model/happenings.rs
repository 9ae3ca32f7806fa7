//! What can happen in a generated night: one small change of a row, or one more row.

use super::dice::Dice;
use super::extract::{HOLDS, PAYMENTS};
use super::generator::{Night, Row, adult, child, network};
use super::judgement::Standing;
use super::writer::Broken;
use chrono::Duration;
use rust_decimal::Decimal;

/// Lets one thing happen.
pub fn happen(night: &mut Night) {
    match night.dice.below(100) {
        0..33 => in_networks(night),
        33..56 => in_enrollments(night),
        56..66 => in_accounts(night),
        66..76 => in_payments(night),
        76..82 => in_holds(night),
        82..90 => in_the_past(night),
        _ => damage(night),
    }
}

fn one<'a>(dice: &mut Dice, rows: &'a mut [Row]) -> &'a mut Row {
    let place = dice.below(rows.len());
    &mut rows[place]
}

fn in_networks(night: &mut Night) {
    let moment = night.moment();
    let moment = if night.dice.chance(15) {
        String::new()
    } else {
        moment
    };
    let whole_network = night.dice.chance(80);
    let place = night.dice.below(night.networks.len());
    let of_network = night.networks[place].get("network_id").to_string();
    let mut set = |column: &str, text: &str| {
        for (i, row) in night.networks.iter_mut().enumerate() {
            if i == place || (whole_network && row.get("network_id") == of_network) {
                row.set(column, text);
            }
        }
    };
    match night.dice.below(18) {
        16 => over_with_another_organizer(night, place),
        0 if !moment.is_empty() => set("joined_at", &moment),
        0 | 1 => set("left_at", &moment),
        2 => set("dissolved_at", &moment),
        3 | 4 => set("contribution_selected_at", &moment),
        5 | 6 => set("contribution_cancelled_at", &moment),
        7 => another_network(night, place),
        8 | 9 => joined_again(night, place),
        10 => night.networks[place].set(
            "relation",
            night.dice.pick(&[
                "spouse",
                "子女",
                "20",
                "51",
                "71",
                "61",
                "42",
                "53",
                "38",
                "侄子",
                "self",
                "本人",
                "01",
                "",
                "other",
                "外孙",
                "哥哥",
                "配偶父母",
                "2",
                "8",
                "parent",
            ]),
        ),
        11 => {
            let own = night.networks[place].get("organizer_id").to_string();
            let mut row = night.networks[place].clone();
            row.set("member_id", own);
            row.set(
                "relation",
                night.dice.pick(&["self", "本人", "spouse", "child"]),
            );
            night.networks.push(row);
        }
        12 => {
            let organizer = someone(&mut night.dice);
            let whole_network = night.dice.chance(50);
            for (i, row) in night.networks.iter_mut().enumerate() {
                if i == place || (whole_network && row.get("network_id") == of_network) {
                    row.set("organizer_id", organizer.clone());
                }
            }
        }
        13 => {
            let member = someone(&mut night.dice);
            night.networks[place].set("member_id", member);
        }
        14 | 17 => name_the_member(night, place),
        _ => {
            let other = night.dice.below(night.networks.len());
            let id = night.networks[other].get("network_id").to_string();
            night.networks[place].set("network_id", id);
        }
    }
}

fn someone(dice: &mut Dice) -> String {
    if dice.chance(40) {
        adult(dice.below(14))
    } else {
        child(dice.below(36)).1
    }
}

/// The same member in another network, of the same or another organizer.
fn another_network(night: &mut Night, place: usize) {
    let mut row = night.networks[place].clone();
    row.set("network_id", network(night.dice.below(16)));
    if night.dice.chance(60) {
        row.set("organizer_id", adult(night.dice.below(14)));
    }
    if night.dice.chance(30) {
        row.set("member_id", someone(&mut night.dice));
    }
    if night.dice.chance(40) {
        row.set("contribution_selected_at", "");
    }
    night.networks.push(row);
}

/// The same member in the same network once more.
fn joined_again(night: &mut Night, place: usize) {
    let mut row = night.networks[place].clone();
    if night.dice.chance(60) {
        let ends = [
            "2024-11-15T11:00:00",
            "2024-12-20T16:59:59",
            "2024-12-20T17:00:00",
        ];
        let end = night.dice.pick(&ends);
        let left = night.spelled(end);
        night.networks[place].set("left_at", left);
    }
    for column in [
        "joined_at",
        "contribution_selected_at",
        "contribution_cancelled_at",
    ] {
        if night.dice.chance(40) {
            let moment = night.moment();
            row.set(column, moment);
        }
    }
    if night.dice.chance(20) {
        row.set("member_name", "另名");
    }
    night.networks.push(row);
}

/// The network once had another organizer, for the same or another member.
fn over_with_another_organizer(night: &mut Night, place: usize) {
    let mut row = night.networks[place].clone();
    let other = one(&mut night.dice, &mut night.networks);
    row.set("organizer_id", other.get("organizer_id"));
    if night.dice.chance(60) {
        row.set("member_id", someone(&mut night.dice));
    }
    let ends = ["2024-11-15T11:00:00", "2024-12-20T16:59:59"];
    let end = night.dice.pick(&ends);
    row.set("joined_at", "2023-05-05 12:00:00");
    row.set("left_at", end);
    night.networks.push(row);
}

fn name_the_member(night: &mut Night, place: usize) {
    let member = night.networks[place].get("member_id").to_string();
    let enrolled = night
        .enrollments
        .iter()
        .find(|e| e.get("insured_id") == member);
    let name = enrolled.map_or(String::new(), |e| e.get("insured_name").to_string());
    let name = match night.dice.below(8) {
        0 => "另名".to_string(),
        1 => name.replace('·', "•").to_lowercase(),
        2 => format!(" {} ", name.replace('·', " ")),
        3 => name.replace('·', "．").replace('A', "Ａ"),
        4 | 7 => name.replace('李', "\u{F9E1}") + "\u{E0100}",
        5 => name.chars().flat_map(|c| [c, '\u{2060}']).collect(),
        _ => name,
    };
    night.networks[place].set("member_name", name);
}

fn in_enrollments(night: &mut Night) {
    let moment = night.moment();
    let place = night.dice.below(night.enrollments.len());
    let id = night.new_id();
    let other = night.dice.below(night.enrollments.len());
    let other_cell = |column: &str| night.enrollments[other].get(column).to_string();
    let (other_name, other_id, other_person) = (
        other_cell("insured_name"),
        other_cell("enrollment_id"),
        other_cell("insured_id"),
    );
    let dice = &mut night.dice;
    let mut again = night.enrollments[place].clone();
    let row = &mut night.enrollments[place];
    match dice.below(17) {
        15 | 16 => row.set(
            "subsidy",
            dice.pick(&["低保", "低保", "HALF", "half", "孤儿", "a|b"]),
        ),
        0 | 1 => {
            again.set("enrollment_id", id);
            change_a_little(dice, &mut again, &moment);
            night.enrollments.push(again);
        }
        2 => {
            if dice.chance(50) {
                change_a_little(dice, &mut again, &moment);
            }
            night.enrollments.push(again);
        }
        3 => row.set("insured_name", other_name),
        4 => row.set(
            "paid_channel",
            dice.pick(&["cash", "扫码", "mutual_aid", "31", "其他"]),
        ),
        5 => row.set("paid_at", moment),
        6 => row.set(
            "district_code",
            dice.pick(&["320583", "310000", "130100", "319999"]),
        ),
        7 => row.set(
            "category",
            dice.pick(&["大学生", "退休", "student", "Student", "学龄前儿童"]),
        ),
        8 => row.set("insurance_year", dice.pick(&["2024", "2026", "2025"])),
        9 => {
            let before = row.get("insured_id").to_string();
            spoil_number(dice, row);
            let after = row.get("insured_id").to_string();
            for member in night
                .networks
                .iter_mut()
                .filter(|m| m.get("member_id") == before)
            {
                member.set("member_id", after.clone());
            }
        }
        10 | 11 => row.set("applied_at", moment),
        12 => row.set("channel", dice.pick(&["school", "community"])),
        13 => row.set("insured_id", other_person),
        _ => {
            // Sometimes both rows have one id and differ: both are rejected.
            if dice.chance(20) {
                row.set("enrollment_id", other_id);
            } else {
                row.set(
                    "insured_id_type",
                    dice.pick(&[
                        "1",
                        "01",
                        "7",
                        "08",
                        "17",
                        "90",
                        "99",
                        "居民身份证（户口簿）",
                        "居民身份证(户口簿）",
                        "护照",
                        "回乡证",
                        "香港特区护照/身份证明",
                        "港澳台居民居住证",
                    ]),
                );
            }
        }
    }
}

fn change_a_little(dice: &mut Dice, row: &mut Row, moment: &str) {
    match dice.below(8) {
        7 => row.set("subsidy", dice.pick(&["低保", "孤儿"])),
        0 => row.set("insured_name", "另名"),
        1 => row.set("applied_at", moment),
        2 => row.set("insurance_year", "2024"),
        3 => row.set("category", "大学生"),
        4 => row.set("district_code", "320583"),
        5 => row.set("paid_channel", "cash"),
        _ => {}
    }
}

/// A number that fails its check, or whose birth date is none.
fn spoil_number(dice: &mut Dice, row: &mut Row) {
    let mut number = row.get("insured_id").to_string();
    let spoiled = match dice.below(4) {
        0 => {
            number.pop();
            number + "5"
        }
        1 => "31011520130229001X".to_string(),
        2 => "31011520241222001X".to_string(),
        _ => "18991231".to_string(),
    };
    row.set("insured_id", spoiled);
}

fn in_accounts(night: &mut Night) {
    let days = [-7, 1, 0, -1][night.dice.below(4)];
    let seconds = [-1, 0][night.dice.below(2)];
    let as_of = night.near_the_batch(days * 86_400 + seconds);
    if night.accounts.len() < 2 {
        return;
    }
    let dice = &mut night.dice;
    let place = dice.below(night.accounts.len());
    let mut again = night.accounts[place].clone();
    let row = &mut night.accounts[place];
    match dice.below(8) {
        0 => row.set(
            "insurance_status",
            dice.pick(&["suspended", "3", "终止参保", "1", "正常"]),
        ),
        1 => row.set(
            "account_status",
            dice.pick(&["frozen", "注销", "死亡", "正常"]),
        ),
        2 => drop(night.accounts.remove(place)),
        3 => night.accounts.push(again),
        4 => {
            again.set("current_balance", "1.5");
            night.accounts.push(again);
        }
        5 => {
            // The same money, written differently.
            let money = again.get("accumulated_balance").to_string();
            if !money.contains('.') {
                again.set("accumulated_balance", format!("{money}.00"));
            }
            again.set("insurance_status", "正常参保");
            night.accounts.push(again);
        }
        _ => row.set("balance_as_of", as_of),
    }
}

fn in_payments(night: &mut Night) {
    let paid_at = night.moment();
    let refunded_at = night.moment();
    let person = match night.dice.below(6) {
        0 => child(night.dice.below(36)).1,
        _ => one(&mut night.dice, &mut night.enrollments)
            .get("insured_id")
            .to_string(),
    };
    let dice = &mut night.dice;
    let year = dice.pick(&["2025", "2025", "2025", "2024"]);
    let amount = dice.pick(&["355.00", "355", "355.0", "177.50", "0.00"]);
    let rows = night.payments.get_or_insert_default();
    let mut pay = |dice: &mut Dice, amount: &str, refunded_at: &str| {
        let receipt = format!("R|{}", rows.len());
        let channel = dice.pick(&["cash", "扫码", "mutual_aid", "个账代扣", "31"]);
        let cells = [
            &receipt,
            year,
            &person,
            channel,
            amount,
            &paid_at,
            refunded_at,
        ];
        rows.push(Row::new(PAYMENTS, &cells));
        if dice.chance(8) {
            rows.push(rows[rows.len() - 1].clone());
        }
    };
    let minus = format!("-{amount}");
    match dice.below(10) {
        0 | 1 => {
            pay(dice, amount, "");
            pay(dice, &minus, "");
        }
        2 | 3 => pay(dice, amount, &refunded_at),
        4 => {
            pay(dice, amount, &refunded_at);
            pay(dice, &minus, "");
        }
        5 => {
            pay(dice, amount, &refunded_at);
            pay(dice, "355.00", "");
            pay(dice, "-355.00", "");
        }
        6 => pay(dice, &minus, ""),
        7 => {
            pay(dice, "177.50", "");
            pay(dice, "177.50", "");
            pay(dice, &minus, "");
        }
        _ => pay(dice, amount, ""),
    }
}

/// The bureau orders that somebody is not to be charged.
fn in_holds(night: &mut Night) {
    let dice = &mut night.dice;
    let person = match dice.below(5) {
        0 => someone(dice),
        1 | 2 => one(dice, &mut night.networks)
            .get("organizer_id")
            .to_string(),
        _ => one(dice, &mut night.enrollments)
            .get("insured_id")
            .to_string(),
    };
    let today = night.batch_date;
    let spelled = |dice: &mut Dice, day: i64| {
        let format = dice.pick(&["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]);
        (today + Duration::days(day)).format(format).to_string()
    };
    let first = [-30, -1, 0, 0, 1][dice.below(5)];
    let from = spelled(dice, first);
    let until = match [0, 1, 1, 2][dice.below(4)] {
        0 => String::new(),
        after => spelled(dice, first.max(-1) + after),
    };
    let role = dice.pick(&["", "insured", "参保人", "organizer", "组建人"]);
    let ordered_by = dice.pick(&["", "沪医保〔2024〕1号"]);
    let cells = [&person, role, &from, &until, "核查中", ordered_by];
    let rows = night.holds.get_or_insert_default();
    rows.push(Row::new(HOLDS, &cells));
}

fn in_the_past(night: &mut Night) {
    let dice = &mut night.dice;
    let row = one(dice, &mut night.enrollments);
    let Ok(person) = super::values::person(row.get("insured_id")) else {
        return;
    };
    let year = row.get("insurance_year").to_string();
    if year.len() != 4 || !year.is_ascii() {
        return;
    }
    let key = (year, person);
    let payer = adult(dice.below(12));
    let name = row.get("insured_name").to_string();
    let receipts = match &night.payments {
        // The tax bureau's list has what it answered for our own deduction.
        Some(payments) if dice.chance(50) => payments
            .iter()
            .filter(|p| dice.chance(70) && super::values::long_text(p.get("receipt_no")).is_ok())
            .map(|p| p.get("receipt_no").to_string())
            .collect(),
        _ => Vec::new(),
    };
    let standing = Standing {
        payer: payer.clone(),
        name,
        receipts,
    };
    match dice.below(5) {
        // What was returned once stays open: nothing is charged again.
        0 | 4 if !night.past.returned.contains_key(&key) => {
            night.past.standing.insert(key, standing);
        }
        1 if !night.past.standing.contains_key(&key) => {
            let code = dice.pick(&["DUPLICATE_PAYMENT", "NAME_DIFFERS", "TRY_AGAIN"]);
            let codes = night.past.returned.entry(key).or_default();
            codes.push(code.to_string());
        }
        0..=2 | 4 => {
            // Somebody of the family with the same name, charged earlier.
            let other = (key.0, child(35).1);
            if !night.past.returned.contains_key(&other) {
                night.past.standing.insert(other, standing);
            }
        }
        _ => {
            let day = night.batch_date - Duration::days(1 + dice.below(3) as i64);
            let deductions = night.past.deductions.entry(payer).or_default();
            deductions.push((day, Decimal::new(355_00, 2)));
        }
    }
}

/// A value or a row that cannot be read.
fn damage(night: &mut Night) {
    let dice = &mut night.dice;
    let files: [(&mut Vec<Row>, &[&str]); 3] = [
        (&mut night.enrollments, &[]),
        (&mut night.networks, &["member_id"]),
        (&mut night.accounts, &[]),
    ];
    let which = dice.below(6);
    let (rows, spared): (&mut Vec<Row>, &[&str]) =
        match (which, &mut night.payments, &mut night.holds) {
            (3, Some(payments), _) if !payments.is_empty() => (payments, &["insured_id"]),
            (4 | 5, _, Some(holds)) if !holds.is_empty() => (holds, &["person_id"]),
            _ => files.into_iter().nth(which % 3).unwrap(),
        };
    let row = one(dice, rows);
    let column = dice.below(row.columns.len());
    let name = row.columns[column].0;
    // Without a readable person the whole run is refused, or must be accepted: seldom.
    if spared.contains(&name) && !dice.chance(20) {
        return;
    }
    if dice.chance(if spared.is_empty() { 20 } else { 3 }) {
        row.broken = Some(match dice.below(3) {
            1 | 2 if night.names_encoding => Broken::Encoding,
            0 | 1 => Broken::Quoting,
            _ => Broken::FieldCount,
        });
        return;
    }
    let bad: &[&str] = match name {
        "enrollment_id" | "network_id" => &[
            "",
            "a|b",
            "编号",
            &"9".repeat(65),
            "3e17",
            "20240001.0",
            "a\u{2028}b",
        ],
        "insured_id" | "organizer_id" | "member_id" | "holder_id" | "person_id" => &[
            "12345678.0",
            "3E5",
            "12.5e-3",
            "",
            "3.10101E+17",
            "310101201503070000",
            "张三",
            "1|2",
            "A_B",
            "３.１Ｅ＋１７",
        ],
        "insured_name" | "category" => &[
            "",
            "王\u{FFFD}",
            "王|明",
            "王\u{7}",
            "王\u{E5E5}",
            "王\u{E78D}明",
            "王\u{2029}明",
        ],
        "member_name" | "receipt_no" | "institution_name" | "subsidy" | "reason" | "ordered_by" => {
            &["\u{FFFD}", "a\u{1}b", "a\u{2028}b", "一\u{85}二"]
        }
        "relation" => &["?", "\u{FFFD}"],
        "insurance_year" => &["", "25", "20２5", "二〇二五"],
        "insured_id_type" => &["", "18", "00", "1a", "居民 身份证", "001"],
        "institution_code" => &["", "学校", "a b"],
        "channel" | "paid_channel" | "insurance_status" | "account_status" | "role" => {
            &["?", "0", "正|常", "ｎｏｒｍａｌ"]
        }
        "district_code" => &["", "31011", "3101155", "31011X"],
        "current_balance" | "accumulated_balance" | "amount" => &[
            "",
            "1,000.00",
            "1e3",
            "+5",
            ".5",
            "1.234",
            "1_000",
            "5.",
            "--5",
            "１",
            "1234567890123",
        ],
        "from" | "until" => &[
            "",
            "2024-12-20 00:00:00",
            "2024-2-1",
            "2024-12/20",
            "00000000",
            "1999-12-31",
            "2100/01/01",
            "2000-01-01",
            "?",
        ],
        _ => &[
            "2024-12-20",
            "2024-12-20T24:00:00",
            "2024-12-20T23:59:60",
            "2024-02-30T00:00:00",
            "2024/12-20 10:00:00",
            "2024-12-20  10:00:00",
            "2024-12-20 10:00",
            "20241220100000Z",
            "2024122010000",
            "2024-12-20T10:00:00+8:00",
            "2024-12-20T10:00:00+24:00",
            "2024-12-20T10:00:00.",
            "2024-12-20T10:00:00.1234567890",
            "0000-00-01 00:00:00",
            "1900-01-01",
            "1900-01-01 00:00:00",
            "2100-01-01 00:00:00",
            "0000/00/00",
            "0000-00-00T00:00:00Z",
            "?",
        ],
    };
    row.cells[column] = dice.pick(bad).to_string();
}
