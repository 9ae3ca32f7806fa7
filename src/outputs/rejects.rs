//! `rejects.csv`: the rows that could not be read, one line for each problem; section 7 of the
//! contract.

use super::in_order::write_in_order;
use super::output::Sink;
use super::table::CsvRows;
use crate::domain::plan::Plan;
use crate::domain::reject::Reject;
use crate::policy::InForce;
use std::io;

/// The columns.
pub const HEADER: [&str; 5] = ["file", "line", "column", "problem", "value"];

/// Writes the problems in the order of file, line and column.
///
/// # Errors
/// What `out` reports.
pub fn render(plan: &Plan, _policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut header = CsvRows::plain();
    header.row(&HEADER);
    out.write_all(&header.into_bytes())?;
    write_in_order(
        plan.rejects,
        |_, rejects| {
            let mut table = CsvRows::plain();
            for reject in rejects {
                line(&mut table, reject);
            }
            Ok(table.into_bytes())
        },
        |bytes| out.write_all(&bytes),
    )
}

fn line(table: &mut CsvRows, reject: &Reject) {
    table.row(&[
        reject.file.name(),
        &reject.line.to_string(),
        reject.column,
        reject.problem.as_str(),
        &reject.masked_value,
    ]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reject::{ExtractFile, Problem};
    use crate::outputs::fixture::{Fixture, text_of};

    #[test]
    fn one_line_for_each_problem() {
        let mut fixture = Fixture::new();
        let reject = |file, line, column, problem, value: &str| Reject {
            file,
            line,
            column_index: 0,
            column,
            problem,
            masked_value: value.to_owned(),
            shape: None,
        };
        fixture.rejects = vec![
            reject(
                ExtractFile::Enrollments,
                7,
                "insured_id",
                Problem::SpreadsheetDamage,
                "3.1****E+17",
            ),
            reject(ExtractFile::Enrollments, 9, "", Problem::FieldCount, ""),
            reject(
                ExtractFile::Payments,
                2,
                "amount",
                Problem::BadMoney,
                "1,0**0.00",
            ),
        ];
        assert_eq!(
            text_of(render, &fixture),
            "file,line,column,problem,value\n\
             enrollments.csv,7,insured_id,SPREADSHEET_DAMAGE,3.1****E+17\n\
             enrollments.csv,9,,FIELD_COUNT,\n\
             payments.csv,2,amount,BAD_MONEY,\"1,0**0.00\"\n"
        );
    }
}
