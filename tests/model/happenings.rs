//! What can happen in a generated night: one small change of a row, or one more row.

use super::dice::Dice;
use super::extract::PAYMENTS;
use super::generator::{Night, Row, adult, child, network};
use super::writer::Broken;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Lets one thing happen.
pub fn happen(night: &mut Night) {
    match night.dice.below(100) {
        0..35 => in_networks(night),
        35..60 => in_enrollments(night),
        60..73 => in_accounts(night),
        73..81 => in_payments(night),
        81..89 => in_the_past(night),
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
    match night.dice.below(16) {
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
                "spouse", "子女", "20", "51", "71", "61", "42", "53", "38", "侄子", "self", "本人",
                "01", "", "other",
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
            let organizer = adult(night.dice.below(14));
            night.networks[place].set("organizer_id", organizer);
        }
        13 => {
            let member = someone(&mut night.dice);
            night.networks[place].set("member_id", member);
        }
        14 => name_the_member(night, place),
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

fn name_the_member(night: &mut Night, place: usize) {
    let member = night.networks[place].get("member_id").to_string();
    let enrolled = night
        .enrollments
        .iter()
        .find(|e| e.get("insured_id") == member);
    let name = enrolled.map_or(String::new(), |e| e.get("insured_name").to_string());
    let name = match night.dice.below(4) {
        0 => "另名".to_string(),
        1 => name.replace('·', "•").to_lowercase(),
        2 => format!(" {} ", name.replace('·', " ")),
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
    match dice.below(15) {
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
        7 => row.set("category", dice.pick(&["大学生", "retired", "student"])),
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
                    dice.pick(&["1", "01", "7", "08", "17", "90", "99"]),
                );
            }
        }
    }
}

fn change_a_little(dice: &mut Dice, row: &mut Row, moment: &str) {
    match dice.below(7) {
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
    let moment = night.dice.pick(&[
        "2024-12-13T23:59:59",
        "2024-12-14T00:00:00",
        "2024-12-21T23:59:59",
        "2024-12-22T00:00:00",
        "2024-12-20T23:59:59",
        "2024-12-21T00:00:00",
    ]);
    let as_of = night.spelled(moment);
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
    let dice = &mut night.dice;
    let person = match dice.below(4) {
        0 => child(dice.below(36)).1,
        _ => one(dice, &mut night.enrollments)
            .get("insured_id")
            .to_string(),
    };
    let year = dice.pick(&["2025", "2025", "2025", "2024"]);
    let channel = dice.pick(&["cash", "扫码", "mutual_aid", "个账代扣"]);
    let rows = night.payments.get_or_insert_default();
    let receipt = format!("R|{}", rows.len());
    rows.push(Row {
        columns: PAYMENTS,
        cells: [&receipt, year, &person, channel, "355.00", &paid_at]
            .map(str::to_string)
            .to_vec(),
        broken: None,
    });
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
    match dice.below(4) {
        // What was returned once stays open: nothing is charged again.
        0 if !night.past.returned.contains_key(&key) => {
            let name = row.get("insured_name").to_string();
            night.past.standing.insert(key, (payer, name));
        }
        1 if !night.past.standing.contains_key(&key) => {
            let code = dice
                .pick(&["DUPLICATE_PAYMENT", "NAME_DIFFERS"])
                .to_string();
            night.past.returned.insert(key, vec![code]);
        }
        0..=2 => {
            // Somebody of the family with the same name, charged earlier.
            let other = (key.0, child(35).1);
            if !night.past.returned.contains_key(&other) {
                let name = row.get("insured_name").to_string();
                night.past.standing.insert(other, (payer, name));
            }
        }
        _ => {
            let day = NaiveDate::from_ymd_opt(2024, 12, 18 + dice.below(3) as u32);
            let deductions = night.past.deductions.entry(payer).or_default();
            deductions.push((day.unwrap(), Decimal::new(355_00, 2)));
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
    let which = dice.below(4);
    let (rows, spared): (&mut Vec<Row>, &[&str]) = match (which, &mut night.payments) {
        (3, Some(payments)) if !payments.is_empty() => (payments, &["insured_id"]),
        _ => files.into_iter().nth(which % 3).unwrap(),
    };
    let row = one(dice, rows);
    let column = dice.below(row.columns.len());
    let name = row.columns[column].0;
    // Without a readable person the whole run is refused: rarely.
    if spared.contains(&name) && !dice.chance(5) {
        return;
    }
    if spared.is_empty() && dice.chance(15) {
        row.broken = Some(if dice.chance(50) {
            Broken::Quoting
        } else {
            Broken::FieldCount
        });
        return;
    }
    let bad: &[&str] = match name {
        "enrollment_id" | "network_id" => &["", "a|b", "编号", &"9".repeat(65)],
        "insured_id" | "organizer_id" | "member_id" | "holder_id" => &[
            "",
            "3.10101E+17",
            "310101201503070000",
            "张三",
            "1|2",
            "A_B",
            "３.１Ｅ＋１７",
        ],
        "insured_name" | "category" => &["", "王\u{FFFD}", "王|明", "王\u{7}", "王\u{E5E5}"],
        "member_name" | "receipt_no" | "institution_name" => &["\u{FFFD}", "a\u{0}b"],
        "relation" => &["?"],
        "insurance_year" => &["", "25", "20２5", "二〇二五"],
        "insured_id_type" => &["", "18", "00", "1a"],
        "institution_code" => &["", "学校", "a b"],
        "channel" | "paid_channel" | "insurance_status" | "account_status" => &["?", "0"],
        "district_code" => &["", "31011", "3101155", "31011X"],
        "current_balance" | "accumulated_balance" | "amount" => &[
            "",
            "1,000.00",
            "1e3",
            "+5",
            ".5",
            "1.234",
            "1_000",
            "1234567890123",
        ],
        _ => &[
            "2024-12-20",
            "2024-12-20T24:00:00",
            "2024-02-30T00:00:00",
            "2024/12/20 10:00:00",
            "?",
        ],
    };
    row.cells[column] = dice.pick(bad).to_string();
}
