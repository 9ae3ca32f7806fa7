//! A synthetic bureau: answers to a batch, so that whole seasons can be played.

use super::random::{Draw, Stream};
use anyhow::Context;
use std::io::{BufWriter, Write};
use std::path::Path;

/// One in this many refusals is the account system's.
const NOT_POSTED_OF_REFUSALS: u64 = 4;
/// Resolution of the ratio.
const PARTS: u64 = 1_000_000;
/// Codes and texts of refusals.
const REFUSALS: [(&str, &str); 3] = [
    ("DUPLICATE_PAYMENT", "重复缴费"),
    ("E042", "姓名与证件号码不符"),
    ("E090", "系统繁忙，请稍后重报"),
];

/// Answers every posting of a batch folder: accepted, but for about `reject_ratio` of them.
/// Returns how many answers there are. The same batch, ratio and seed give the same bytes.
///
/// # Errors
/// When the batch's postings cannot be read or `out` cannot be written.
pub fn answer(
    batch_folder: &Path,
    reject_ratio: f64,
    seed: u64,
    out: impl Write,
) -> anyhow::Result<u64> {
    let postings = batch_folder.join("postings.csv");
    let mut rows = csv::Reader::from_path(&postings)
        .with_context(|| format!("cannot read {}", postings.display()))?;
    let limit = (reject_ratio.clamp(0.0, 1.0) * PARTS as f64) as u64;
    let mut out = csv::Writer::from_writer(BufWriter::new(out));
    let head = [
        "end_to_end_no",
        "status",
        "amount",
        "code",
        "message",
        "receipt_no",
        "received_at",
    ];
    out.write_record(head)?;
    let mut count = 0;
    for row in rows.records() {
        let row = row.with_context(|| format!("cannot read {}", postings.display()))?;
        let number = row.get(0).unwrap_or_default();
        let mut draw = Draw::new(seed, Stream::Answer, count);
        let refused = draw.below(PARTS) < limit;
        let (code, message) = REFUSALS[draw.below(REFUSALS.len() as u64) as usize];
        let receipt_no = format!("SW{number}");
        // The instant of the balance that was used: no clock, and the same every time.
        let received_at = row.get(6).unwrap_or_default();
        let answer = match (refused, draw.below(NOT_POSTED_OF_REFUSALS)) {
            (false, _) => ["accepted", "", "", receipt_no.as_str()],
            (true, 0) => ["not_posted", "A01", "账户余额已变动", ""],
            (true, _) => ["rejected", code, message, ""],
        };
        let [status, code, message, receipt_no] = answer;
        let amount = row.get(3).unwrap_or_default();
        out.write_record([
            number,
            status,
            amount,
            code,
            message,
            receipt_no,
            received_at,
        ])?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}
