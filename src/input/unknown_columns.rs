//! Header cells that are no declared column: refused, pointed at or passed over.

use super::column::Column;
use super::fault::FileFault;
use super::header_map::HeaderMap;
use crate::domain::Line;
use crate::domain::masking::mask_identity_numbers;
use crate::domain::message::Remark;
use crate::text::delivered;
use crate::text::input as text;

/// A fault for every unknown name that is nearly that of an optional column which is not there.
pub(super) fn near_columns(
    file: &str,
    line: Line,
    header: &HeaderMap,
    columns: &[Column],
) -> Vec<FileFault> {
    let near = header.extra().into_iter().filter_map(|cell| {
        let word = cell.to_ascii_lowercase();
        let is_near = |column: &&Column| strsim::osa_distance(&word, column.name) == 1;
        let name = header
            .absent(columns)
            .find(is_near)
            .filter(|_| cell.is_ascii())?
            .name;
        let what = text::is_nearly_column(name);
        let fault = FileFault::new(file, what, text::rename_column(name));
        Some(fault.at(line).in_column(Some(cell)))
    });
    near.collect()
}

/// Remarks on columns that nobody asked for: a warning for each that may be meant for an optional
/// one which is not there, and one remark on the others.
pub(super) fn remarks(file: &str, header: &HeaderMap, columns: &[Column]) -> Vec<Remark> {
    // What stands in a header may be a row of data.
    let masked = |cell: &str| mask_identity_numbers(cell);
    let mut remarks = Vec::new();
    let mut others = Vec::new();
    for cell in header.extra() {
        match header
            .absent(columns)
            .find(|column| resembles(cell, column))
        {
            Some(column) => remarks.push(Remark::Warning(text::resembles_column(
                file,
                &masked(cell),
                &column.described(),
            ))),
            None => others.push(masked(cell)),
        }
    }
    if !others.is_empty() {
        let names = delivered::cells(&others, usize::MAX);
        remarks.push(Remark::Info(text::columns_not_used(file, &names)));
    }
    remarks
}

/// Whether a cell may be meant for a column: one of its names within the other, or at most one
/// character in three to change.
fn resembles(cell: &str, column: &Column) -> bool {
    let cell = cell.to_lowercase();
    let length = cell.chars().count();
    length > 1
        && column.names().any(|name| {
            let longer = length.max(name.chars().count());
            name.contains(&cell)
                || cell.contains(name)
                || strsim::osa_distance(&cell, name) * 3 <= longer
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_resembles_a_column_that_contains_it_or_differs_in_a_third() {
        let subsidy = Column::optional("subsidy", &["资助类别", "医疗救助对象类别"]);
        for (cell, expected) in [
            ("资助类型", true),
            ("资助", true),
            ("资助类别名称", true),
            ("医疗救助类别", true),
            ("医疗救助对像类別", true),
            ("Subsidies", true),
            ("subsidy_type", true),
            ("人员类型", false),
            ("备注", false),
            ("类", false),
            ("", false),
            ("sub_district", false),
        ] {
            assert_eq!(resembles(cell, &subsidy), expected, "{cell}");
        }
    }
}
