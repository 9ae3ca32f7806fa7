//! `remittance.txt`: the fees as the tax bureau receives them (汇缴), section 7 of the contract.
//!
//! The layout is a stand-in for one that is not public: this file is all there is to replace.

use super::deductions::{Numbered, write_deductions};
use super::output::Sink;
use crate::domain::batch::push_seq;
use crate::domain::plan::Plan;
use crate::domain::{BatchId, Encoding, Money, PersonKey};
use crate::policy::InForce;
use crate::text::system as text;
use encoding_rs::{EncoderResult, GB18030};
use sm3::{Digest, Sm3};
use std::io;

/// Name and version of the layout.
const LAYOUT: &str = "GONGJI-REMIT|1";

/// Characters of an insured id that count for the entry hash, and its modulus.
const HASHED_CHARACTERS: usize = 17;
const HASH_MODULUS: u64 = 10_000_000_000;

/// Bytes that most lines fit in.
const LINE: usize = 160;

/// Writes header, one line for each deduction, trailer.
///
/// # Errors
/// What `out` reports; [`io::ErrorKind::InvalidData`] when the encoding cannot hold a character.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let encoding = plan.options.remittance_encoding;
    let mut digest = Sm3::new();
    let mut write = |bytes: &[u8]| {
        digest.update(bytes);
        out.write_all(bytes)
    };
    write(&encode(header(plan, policy), encoding)?)?;
    let mut totals = Totals::default();
    write_deductions(
        plan,
        |lines| {
            let text = encode(details(plan.batch, lines), encoding)?;
            Ok((text, Totals::of(lines)))
        },
        |(text, totals_of_lines)| {
            totals = totals.and(totals_of_lines);
            write(&text)
        },
    )?;
    let trailer = trailer(totals, digest);
    out.write_all(&encode(trailer, encoding)?)
}

fn header(plan: &Plan, policy: &InForce) -> Vec<u8> {
    format!(
        "H|{LAYOUT}|{}|{}|{}|{}|{}\n",
        plan.batch, plan.batch.insurance_year, plan.batch.date, policy.id, policy.sha256
    )
    .into_bytes()
}

fn details(batch: BatchId, lines: &[Numbered]) -> Vec<u8> {
    let compact = batch.compact();
    let mut text = Vec::with_capacity(lines.len() * LINE);
    for line in lines {
        detail(&mut text, &compact, line);
    }
    text
}

fn detail(text: &mut Vec<u8>, compact: &str, line: &Numbered) {
    let row = line.decision.enrollment;
    text.extend_from_slice(b"D|");
    push_seq(text, line.seq);
    text.push(b'|');
    text.extend_from_slice(compact.as_bytes());
    push_seq(text, line.seq);
    text.push(b'|');
    text.extend_from_slice(&row.id_type.digits());
    text.push(b'|');
    row.person.push_to(text);
    for field in [
        row.name.as_str(),
        row.category.as_str(),
        row.district_code(),
        row.institution.code.as_str(),
    ] {
        text.push(b'|');
        text.extend_from_slice(field.as_bytes());
    }
    text.push(b'|');
    line.deduction.amount.push_to(text);
    text.push(b'|');
    if let Some(organizer) = line.decision.organizer() {
        organizer.push_to(text);
    }
    text.push(b'|');
    text.extend_from_slice(row.id.as_bytes());
    text.push(b'\n');
}

/// What the trailer says of the lines before it.
#[derive(Clone, Copy, Default)]
struct Totals {
    count: usize,
    amount: Money,
    hash: u64,
}

impl Totals {
    fn of(lines: &[Numbered]) -> Totals {
        Totals {
            count: lines.len(),
            amount: lines.iter().map(|line| line.deduction.amount).sum(),
            hash: lines.iter().fold(0, |sum, line| {
                (sum + entry(&line.decision.enrollment.person)) % HASH_MODULUS
            }),
        }
    }

    fn and(self, other: Totals) -> Totals {
        Totals {
            count: self.count + other.count,
            amount: self.amount + other.amount,
            hash: (self.hash + other.hash) % HASH_MODULUS,
        }
    }
}

fn trailer(totals: Totals, before: Sm3) -> Vec<u8> {
    let Totals {
        count,
        amount,
        hash,
    } = totals;
    let mut text = format!("T|{count}|{amount}|{hash:010}|").into_bytes();
    for byte in before.finalize() {
        text.extend_from_slice(format!("{byte:02x}").as_bytes());
    }
    text.push(b'\n');
    text
}

/// What an insured id adds to the entry hash: its first 17 characters as a number, 0 if it is
/// shorter or they are not digits.
fn entry(person: &PersonKey) -> u64 {
    person.seventeen_digits().unwrap_or_else(|| {
        let text = person.as_str();
        text.get(..HASHED_CHARACTERS)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(0)
    })
}

/// The lines in the encoding of the file. A character that it cannot hold is an error and never
/// replaced: the bureau would book the fee for somebody else.
fn encode(lines: Vec<u8>, encoding: Encoding) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Ok(lines),
        Encoding::Gb18030 => {
            let text = std::str::from_utf8(&lines).map_err(io::Error::other)?;
            to_gb18030(text)
        }
    }
}

fn to_gb18030(lines: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GB18030.new_encoder();
    let longest = encoder
        .max_buffer_length_from_utf8_without_replacement(lines.len())
        .ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let mut bytes = Vec::with_capacity(longest);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(lines, &mut bytes, true);
    match result {
        EncoderResult::InputEmpty => Ok(bytes),
        EncoderResult::Unmappable(character) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            text::not_in_gb18030(character),
        )),
        EncoderResult::OutputFull => unreachable!("the encoder has the room that it announced"),
    }
}

#[cfg(test)]
mod tests;
