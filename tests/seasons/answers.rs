//! What account system and tax bureau answer: in part, late, twice, in contradiction.

use crate::accounts::FEE;
use crate::books::Charge;
use crate::dice::Dice;
use crate::office::{Ended, RETRY_CODE};
use crate::season::Season;
use gongji::domain::Money;
use gongji::fault::Exit;
use gongji::ledger::Status;

/// One line of a file of answers.
#[derive(Clone)]
struct Line {
    number: String,
    status: Status,
    code: &'static str,
}

impl Line {
    fn new(number: &str, status: Status, code: &'static str) -> Line {
        Line {
            number: number.to_owned(),
            status,
            code,
        }
    }

    fn text(&self) -> String {
        let number = &self.number;
        let receipt = match self.status {
            Status::Accepted => format!("R{number}"),
            Status::Posted | Status::NotPosted | Status::Rejected | Status::Returned => {
                String::new()
            }
        };
        let (status, code) = (self.status, self.code);
        let amount = Money::from_fen(FEE);
        format!("{number},{status},{amount},{code},\"说明,再查\",{receipt},2024-12-31T08:00:00\n")
    }
}

fn file_of(lines: &[Line]) -> String {
    let head = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";
    let lines: String = lines.iter().map(Line::text).collect();
    format!("{head}{lines}")
}

/// What may be answered next; `None` when nothing may follow.
fn next_answer(charge: &Charge, dice: &mut Dice) -> Option<(Status, &'static str)> {
    let status = match (charge.last(), charge.fails) {
        (None, true) => Status::NotPosted,
        (None, false) if dice.chance(30) => Status::Posted,
        (None | Some(Status::Posted), false) if dice.chance(65) => Status::Accepted,
        (None | Some(Status::Posted), false) => Status::Rejected,
        (Some(Status::Accepted), _) if dice.chance(20) => Status::Returned,
        (Some(_), _) => return None,
    };
    let code = match (status, dice.below(4)) {
        (Status::Posted | Status::Accepted, _) => "",
        (_, 0 | 1) => RETRY_CODE,
        (_, 2) => "DUPLICATE_PAYMENT",
        _ => "E9",
    };
    Some((status, code))
}

impl Season {
    /// Answers about some of the deductions or all, early or late.
    pub fn answers(&mut self) {
        if self.books.charges.is_empty() || !self.dice.chance(60) {
            return;
        }
        let lines = self.some_answers();
        if lines.is_empty() {
            return;
        }
        self.keep_a_copy();
        let mut text = file_of(&lines);
        if self.dice.chance(15) {
            text.push_str(&lines[self.dice.below(lines.len())].text());
            self.counts.count("lines that stand twice", 1);
        }
        if !self.is_imported(&text, lines.len() as u64) {
            return;
        }
        self.counts.count("imports", 1);
        self.last_answers = Some(text.clone());
        self.heard(&lines);
        if self.unfinished {
            return;
        }
        crate::reckoning::after_a_step(self);
        if self.dice.chance(30) {
            let new = self.must_import(&text);
            self.must(new == 0, || "a file sent twice had news".to_owned());
            self.counts.count("files sent twice", 1);
        }
        if self.dice.chance(25) {
            self.contradict(&lines);
        }
    }

    fn some_answers(&mut self) -> Vec<Line> {
        let everything = self.dice.chance(15);
        let latest = self.books.charges.values().map(|c| c.batch).max();
        let mut lines = Vec::new();
        for (number, charge) in &self.books.charges {
            if !everything && !self.dice.chance(40) {
                continue;
            }
            if let Some((status, code)) = next_answer(charge, &mut self.dice) {
                let earlier = Some(charge.batch) < latest;
                self.counts
                    .count("answers to earlier batches", u64::from(earlier));
                lines.push(Line::new(number, status, code));
            }
        }
        let event = "imports of everything open";
        self.counts
            .count(event, u64::from(everything && !lines.is_empty()));
        lines
    }

    /// Imports a file with this number of news, perhaps with a death in the middle. False when it
    /// was lost before it was recorded.
    fn is_imported(&mut self, text: &str, news: u64) -> bool {
        let mut recorded = false;
        if self.dice.chance(35) {
            let before = self.office.entries();
            let death = self.some_death();
            let (ended, _) = self.office.import(text, Some(death));
            self.tell(|| format!("import at {death:?}: {ended:?}"));
            recorded = self.office.entries() > before;
            if ended == Ended::Died {
                self.counts.count("imports that died", 1);
                self.counts.died(death.0);
                if self.dice.chance(30) {
                    self.unfinished = recorded || self.unfinished;
                    return recorded;
                }
            } else {
                self.must(ended == Ended::Done && recorded, || {
                    format!("import: {ended:?}")
                });
            }
        }
        let new = self.must_import(text);
        let expected = if recorded { 0 } else { news };
        self.must(new == expected, || {
            format!("{new} answers were new, not {expected}\n{text}")
        });
        true
    }

    /// Imports a file and returns how many answers were new.
    pub fn must_import(&mut self, text: &str) -> u64 {
        let (ended, new) = self.office.import(text, None);
        self.tell(|| format!("import, {new} new: {ended:?}\n{text}"));
        self.must(ended == Ended::Done, || {
            format!("import: {ended:?}\n{text}")
        });
        self.take_over();
        new
    }

    /// The world moves money back.
    fn heard(&mut self, lines: &[Line]) {
        for line in lines {
            let event = match line.status {
                Status::Posted => "posted",
                Status::Accepted => "accepted",
                Status::Rejected => "rejected",
                Status::Returned => "returned",
                Status::NotPosted => "not posted",
            };
            self.counts.count(event, 1);
            let charge = self.books.charges.get_mut(&line.number).expect("a charge");
            charge.answers.push(line.status);
            charge.code = line.code;
            let payer = charge.payer;
            if matches!(line.status, Status::Rejected | Status::Returned) {
                let accounts = &mut self.world.accounts;
                accounts.credit(payer, self.day, FEE, &mut self.dice);
            }
        }
    }

    /// A file with news and one line that cannot be: all of it is refused, nothing changes.
    fn contradict(&mut self, known: &[Line]) {
        let line = known[self.dice.below(known.len())].clone();
        let mut wrong = vec![line.clone()];
        match self.dice.below(4) {
            0 => wrong[0].status = cannot_follow(line.status),
            1 => wrong[0].code = "ANOTHER",
            2 => wrong[0].number.replace_range(14.., "99999999"),
            _ => wrong.push(Line {
                code: "ANOTHER",
                ..line
            }),
        }
        let number = wrong[0].number.clone();
        let mut lines = self.some_answers();
        lines.append(&mut wrong);
        let text = file_of(&lines);
        self.must_refuse(Exit::Refused, "a contradiction", |office| {
            let (ended, _) = office.import(&text, None);
            let is_named = matches!(&ended, Ended::Refused(_, why) if why.contains(&number));
            if is_named { ended } else { Ended::Done }
        });
        self.counts.count("contradictions refused", 1);
        if self.dice.chance(50) {
            lines.retain(|line| line.number != number);
            self.accept_consistent(&text, &lines);
        }
    }

    /// Of a file with a contradiction the other lines are imported, also when the first attempt
    /// dies.
    fn accept_consistent(&mut self, text: &str, good: &[Line]) {
        self.keep_a_copy();
        let before = self.office.entries();
        if self.dice.chance(35) {
            let death = self.some_death();
            let (ended, _) = self.office.import_consistent(text, Some(death));
            if ended == Ended::Died {
                self.counts.count("imports that died", 1);
                self.counts.died(death.0);
            }
        }
        let is_recorded = self.office.entries() > before;
        let (ended, new) = self.office.import_consistent(text, None);
        let expected = if is_recorded { 0 } else { good.len() as u64 };
        self.must(ended == Ended::Done && new == expected, || {
            format!("{ended:?}: {new} were new, not {expected}\n{text}")
        });
        self.take_over();
        self.heard(good);
        crate::reckoning::after_a_step(self);
        let (_, again) = self.office.import_consistent(text, None);
        self.must(again == 0, || "what is consistent was new twice".to_owned());
        self.counts.count("imports of what is consistent", 1);
    }
}

/// An answer that cannot follow this one.
fn cannot_follow(status: Status) -> Status {
    match status {
        Status::Rejected => Status::NotPosted,
        Status::Posted => Status::NotPosted,
        Status::Accepted | Status::Returned | Status::NotPosted => Status::Rejected,
    }
}
