//! Synthetic answers of account system and tax bureau, so that whole seasons can be played.

use super::random::{Draw, Stream};
use crate::answers::COLUMNS;
use crate::domain::Money;
use crate::fault::{Exit, Fault};
use crate::outputs::postings::PostingRow;
use crate::outputs::reader;
use crate::regular;
use crate::text::system;
use csv::WriterBuilder;
use serde::Serialize;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// One in this many refusals is the account system's.
const NOT_POSTED_OF_REFUSALS: u64 = 4;
/// Resolution of the ratio.
const PARTS: u64 = 1_000_000;
/// Kinds of differences, each planted in turn.
const KINDS: u64 = 5;
/// Codes and texts of refusals.
const REFUSALS: [(&str, &str); 3] = [
    ("DUPLICATE_PAYMENT", "重复缴费"),
    ("E042", "姓名与证件号码不符"),
    ("E090", "系统繁忙，请稍后重报"),
];
/// Whose answers are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Answerer {
    /// posted and not_posted.
    AccountSystem,
    /// accepted and rejected; silent about what the account system of the same seed and ratio
    /// refuses.
    TaxBureau,
    /// The last word of either in one file.
    Both,
}

/// What answers are made.
#[derive(Debug, Clone, Copy)]
pub struct Answers {
    /// Whose.
    pub of: Answerer,
    /// Share of refused postings, from 0 to 1.
    pub reject_ratio: f64,
    /// How many of each kind of difference are planted, in the first postings of the batch.
    pub differences: u64,
    /// The same batch, options and seed give the same bytes.
    pub seed: u64,
}

/// One line of the file, in the order of [`COLUMNS`].
#[derive(Clone, Serialize)]
struct Line {
    end_to_end_no: String,
    status: &'static str,
    amount: String,
    code: &'static str,
    message: &'static str,
    receipt_no: String,
    received_at: String,
}

impl Answers {
    /// Answers the postings of a batch folder. Returns how many lines there are.
    ///
    /// # Errors
    /// When the batch's postings cannot be read or `out` cannot be written.
    pub fn write(&self, batch_folder: &Path, out: impl Write) -> anyhow::Result<u64> {
        let postings = batch_folder.join("postings.csv");
        let unread = |error: &io::Error| {
            let told = system::file(system::READ_IT, &postings.display(), error);
            Fault::new(Exit::Failed, told)
        };
        let unreadable = |error: csv::Error| unread(&error.into());
        let bytes = regular::read(&postings).map_err(|error| unread(&error))?;
        let mut out = WriterBuilder::new()
            .has_headers(false)
            .from_writer(BufWriter::new(out));
        out.write_record(COLUMNS.map(|column| column.name))?;
        let mut count = 0;
        for (nth, row) in (0..).zip(reader::rows(&bytes).map_err(unreadable)?) {
            let Some(line) = self.line(nth, row.map_err(unreadable)?) else {
                continue;
            };
            for line in self.planted(nth, line) {
                out.serialize(line)?;
                count += 1;
            }
        }
        out.flush()?;
        Ok(count)
    }

    fn line(&self, nth: u64, posting: PostingRow) -> Option<Line> {
        let mut draw = Draw::new(self.seed, Stream::Answer, nth);
        let limit = (self.reject_ratio.clamp(0.0, 1.0) * PARTS as f64) as u64;
        let is_refused = draw.below(PARTS) < limit;
        let (code, message) = REFUSALS[draw.below(REFUSALS.len() as u64) as usize];
        let is_debited = !is_refused || draw.below(NOT_POSTED_OF_REFUSALS) > 0;
        let (status, code, message) = match (self.of, is_debited, is_refused) {
            (Answerer::TaxBureau, false, _) => return None,
            (_, false, _) => ("not_posted", "A01", "账户余额已变动"),
            (Answerer::AccountSystem, true, _) => ("posted", "", ""),
            (_, true, false) => ("accepted", "", ""),
            (_, true, true) => ("rejected", code, message),
        };
        let receipt_no = match status {
            "accepted" => format!("SW{}", posting.end_to_end_no),
            _ => String::new(),
        };
        Some(Line {
            end_to_end_no: posting.end_to_end_no,
            status,
            amount: posting.amount,
            code,
            message,
            receipt_no,
            // The instant of the balance that was used: no clock, and the same every time.
            received_at: posting.balance_as_of,
        })
    }

    /// The line, or what stands in its place where a difference is planted.
    fn planted(&self, nth: u64, mut line: Line) -> Vec<Line> {
        if nth >= self.differences.saturating_mul(KINDS) {
            return vec![line];
        }
        match nth % KINDS {
            0 => line.amount = "3.55E+2".to_owned(),
            1 => line
                .end_to_end_no
                .replace_range(14.., &format!("{:08}", 99_999_999 - nth)),
            2 => {
                let again = Line {
                    code: "E999",
                    ..line.clone()
                };
                return vec![line, again];
            }
            3 => {
                let deducted = Money::parse(&line.amount).unwrap_or(Money::ZERO);
                line.amount = (deducted + Money::from_fen(1)).to_string();
            }
            _ => line.status = "returned",
        }
        vec![line]
    }
}
