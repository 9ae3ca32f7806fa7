//! `postings.csv`: the debit orders to the account system (记账), section 7 of the contract.

use super::deductions::{Numbered, write_deductions};
use super::output::Sink;
use super::table::CsvRows;
use crate::domain::batch::push_seq;
use crate::domain::plan::Plan;
use crate::policy::InForce;
use serde::Deserialize;
use std::io;

/// The columns.
pub const HEADER: [&str; 9] = [
    "end_to_end_no",
    "holder_id",
    "insured_id",
    "amount",
    "balance_before",
    "balance_after",
    "balance_as_of",
    "network_id",
    "notices",
];

/// Place of the amount among the columns.
pub const AMOUNT: usize = 3;

/// What of one line is read again, by the names of [`HEADER`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PostingRow {
    /// The number of the deduction.
    pub end_to_end_no: String,
    /// What is to be debited, in yuan.
    pub amount: String,
    /// When the balance was so.
    pub balance_as_of: String,
}

/// Bytes that most lines fit in.
const LINE: usize = 160;

/// Writes one line for each deduction, in the order of the remittance.
///
/// # Errors
/// What `out` reports.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut header = CsvRows::plain();
    header.row(&HEADER);
    out.write_all(&header.into_bytes())?;
    let compact = plan.batch.compact();
    write_deductions(
        plan,
        |lines| {
            let mut table = CsvRows::plain().with_room_for(lines.len() * LINE);
            for line in lines {
                posting(&mut table, &compact, line, policy);
            }
            Ok(table.into_bytes())
        },
        |bytes| out.write_all(&bytes),
    )
}

fn posting(table: &mut CsvRows, compact: &str, line: &Numbered, policy: &InForce) {
    let money = line.deduction;
    table.unquoted(|cell| {
        cell.extend_from_slice(compact.as_bytes());
        push_seq(cell, line.seq);
    });
    table.unquoted(|cell| {
        if let Some(organizer) = line.decision.organizer() {
            organizer.push_to(cell);
        }
    });
    table.unquoted(|cell| line.decision.enrollment.person.push_to(cell));
    for amount in [money.amount, money.balance_before, money.balance_after] {
        table.unquoted(|cell| amount.push_to(cell));
    }
    table.unquoted(|cell| money.balance_as_of.push_to(cell, policy.offset));
    table.text(line.decision.deciding_row.map_or("", |row| &row.network));
    table.text(&money.notices.joined());
    table.end_row();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Notice;
    use crate::outputs::fixture::{Fixture, pupil, text_of};

    #[test]
    fn one_line_for_each_deduction_in_the_order_of_ids() {
        let mut fixture = Fixture::new();
        fixture.deduct(pupil("E2"), 10_000_00);
        let late = fixture.deduct(pupil("E1"), 35_500);
        late.notices.insert(Notice::NearCutoff);
        late.notices.insert(Notice::LateCancellation);
        fixture.exclude(pupil("E3"), &[crate::domain::Reason::AlreadyPaid]);
        assert_eq!(
            text_of(render, &fixture),
            "end_to_end_no,holder_id,insured_id,amount,balance_before,balance_after,balance_as_of,network_id,notices\n\
             2025202412210100000001,310101198001010017,310101201503070015,355.00,355.00,0.00,2024-12-20T23:30:00.5+08:00,N-E1,LATE_CANCELLATION;NEAR_CUTOFF\n\
             2025202412210100000002,310101198001010017,310101201503070015,355.00,10000.00,9645.00,2024-12-20T23:30:00.5+08:00,N-E2,\n"
        );
    }

    #[test]
    fn a_night_without_deductions_has_the_header_alone() {
        assert_eq!(text_of(render, &Fixture::new()), HEADER.join(",") + "\n");
    }

    #[test]
    fn a_network_number_may_need_quotes() {
        let mut fixture = Fixture::new();
        fixture.deduct(pupil("E\"1,"), 35_500);
        let text = text_of(render, &fixture);
        assert!(text.ends_with(",\"N-E\"\"1,\",\n"), "{text}");
    }
}
