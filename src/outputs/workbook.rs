//! `exceptions.xlsx`: the exceptions list for people; section 7 of the contract.
//!
//! Every cell is text: a spreadsheet neither rounds a number of eighteen digits nor runs anything.
//! While it is written, a sheet lies in a temporary file without a name (`TMPDIR`), which nobody
//! else can open and which is gone with the process.

use super::exceptions::{self, Listed, listed};
use super::output::Sink;
use crate::domain::plan::{Language, Plan};
use crate::policy::InForce;
use crate::text::{Wordings, system as text};
use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use std::borrow::Cow;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows below the header that one sheet holds.
const ROWS_PER_SHEET: usize = 1_048_575;

/// Longest text of a cell, in UTF-16 units.
const LONGEST_CELL: usize = 32_767;

/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (6, 48);

/// DIN A4 in the format's list of paper sizes.
const PAPER_A4: u8 = 9;

/// Writes the workbook; a list longer than a sheet continues on the next.
///
/// # Errors
/// What `out` reports, and what the workbook's temporary file does.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let bytes = bytes(plan, policy, ROWS_PER_SHEET, out)?;
    out.write_all(&bytes)
}

/// The library asserts that its temporary file can be written; a full disk is an error here.
fn bytes(
    plan: &Plan,
    policy: &InForce,
    rows_per_sheet: usize,
    out: &mut Sink<'_>,
) -> io::Result<Vec<u8>> {
    catch_unwind(AssertUnwindSafe(|| {
        build(plan, policy, rows_per_sheet, out)
    }))
    .map_err(|_| io::Error::other(text::no_temporary_folder()))?
    .map_err(|error| io::Error::other(text::no_workbook(&error)))
}

fn build(
    plan: &Plan,
    policy: &InForce,
    rows_per_sheet: usize,
    out: &mut Sink<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let language = plan.options.language;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(plan.batch.date)?);
    let wordings = Wordings::new(language, policy);
    let lines: Vec<Listed> = listed(&plan.decisions).collect();
    let sheets = lines.len().div_ceil(rows_per_sheet).max(1);
    for number in 0..sheets {
        let first = number * rows_per_sheet;
        let last = lines.len().min(first + rows_per_sheet);
        let sheet = workbook.add_worksheet_with_constant_memory();
        sheet.set_name(sheet_name(language, number + 1))?;
        let lines = &lines[first..last];
        fill(sheet, language, lines, &wordings, out)?;
    }
    workbook.save_to_buffer()
}

/// Fixed, so that the same batch gives the same bytes.
fn properties(date: NaiveDate) -> Result<DocProperties, XlsxError> {
    use chrono::Datelike;
    let year = u16::try_from(date.year()).unwrap_or_default();
    let created = ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8)?;
    Ok(DocProperties::new().set_creation_datetime(&created))
}

fn sheet_name(language: Language, number: usize) -> String {
    let name = match language {
        Language::Zh => "异常清单",
        Language::En => "Exceptions",
    };
    if number == 1 {
        name.to_owned()
    } else {
        format!("{name} {number}")
    }
}

/// Rows between two questions whether the file is still wanted.
const ROWS_UNASKED: u32 = 1 << 10;

fn fill(
    sheet: &mut Worksheet,
    language: Language,
    lines: &[Listed],
    wordings: &Wordings,
    out: &mut Sink<'_>,
) -> Result<(), XlsxError> {
    let labels = labels(language);
    let (narrowest, limit) = WIDTHS;
    set_up(sheet, lines.len() as u32)?;
    let header = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E7_ECF3))
        .set_border_bottom(FormatBorder::Thin);
    let mut widths = labels.map(width);
    for (column, label) in (0..).zip(labels) {
        sheet.write_string_with_format(0, column, label, &header)?;
    }
    for (row, line) in (1..).zip(lines) {
        // Nothing is written before all rows are in the workbook: is it still wanted?
        if row % ROWS_UNASKED == 0 {
            out.flush()?;
        }
        let cells = line.cells_in_words(wordings, language);
        for ((column, cell), widest) in (0..).zip(&cells).zip(&mut widths) {
            sheet.write_string(row, column, writable(cell))?;
            if *widest < limit {
                *widest = width(cell).max(*widest);
            }
        }
    }
    for (column, widest) in (0..).zip(widths) {
        sheet.set_column_width(column, (widest + 2).clamp(narrowest, limit) as f64)?;
    }
    Ok(())
}

/// Text format, frozen header, filters, and a page that prints legibly.
fn set_up(sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
    let last_column = exceptions::HEADER.len() as u16 - 1;
    let text = Format::new()
        .set_num_format("@")
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    for column in 0..=last_column {
        sheet.set_column_format(column, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows, last_column)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, rows, last_column)?;
    sheet
        .set_landscape()
        .set_paper_size(PAPER_A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&C&P / &N");
    Ok(())
}

/// The header in the reader's language, in the order of [`exceptions::HEADER`].
const fn labels(language: Language) -> [&'static str; 15] {
    match language {
        Language::Zh => [
            "参保登记流水号",
            "证件类型",
            "证件号码",
            "姓名",
            "参保区划",
            "学校代码",
            "学校名称",
            "组建人证件号码",
            "类别",
            "原因",
            "其他原因",
            "说明",
            "处理办法",
            "依据",
            "行号",
        ],
        Language::En => [
            "Enrollment",
            "ID type",
            "ID number",
            "Name",
            "District",
            "School code",
            "School",
            "Organizer's ID",
            "Class",
            "Reason",
            "Other reasons",
            "Message",
            "Action",
            "Source",
            "Line",
        ],
    }
}

/// Columns that a text takes on the screen: two for a character of double width.
fn width(text: &str) -> usize {
    let widest = text.split('\n').map(|line| {
        line.chars()
            .map(|c| if c < '\u{1100}' { 1 } else { 2 })
            .sum()
    });
    widest.max().unwrap_or(0)
}

/// What the format can hold: it has no U+FFFE and U+FFFF, and a limit for the length.
fn writable(cell: &str) -> Cow<'_, str> {
    let is_absent = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}');
    // A text has at least as many bytes as UTF-16 units.
    if cell.len() <= LONGEST_CELL && !cell.contains('\u{FFFE}') && !cell.contains('\u{FFFF}') {
        return Cow::Borrowed(cell);
    }
    let mut units = 0;
    let shown = cell
        .chars()
        .map(|c| {
            if is_absent(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_CELL
        });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests;
