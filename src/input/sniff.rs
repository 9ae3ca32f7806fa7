//! Files that are no CSV in UTF-8 or GB18030 at all, told by what they are.

use super::fault::FileFault;
use crate::domain::message::Message;
use crate::text::input as text;

/// Bytes at the start of a file that are looked at.
pub(super) const LOOKED_AT: usize = 1 << 16;

/// Pairs of bytes that are looked at for the halves of UTF-16.
const PAIRS: usize = 256;
/// So many NUL bytes may have another cause.
const FEW: usize = 1;

/// By which first bytes compressed files are known.
const COMPRESSED: [&[u8]; 9] = [
    b"\x1F\x8B",
    b"\x1F\x9D",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"BZh",
    b"\xFD7zXZ\x00",
    b"\x28\xB5\x2F\xFD",
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!",
];
/// First bytes of the workbooks of old.
const OLD_WORKBOOK: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// What only the packages of workbooks hold.
const WORKBOOK_PARTS: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet"];

/// The fault of a file that starts with `start` and is no CSV; `None` where it may be one.
pub(super) fn fault_of_start(file: &str, start: &[u8]) -> Option<FileFault> {
    let what = foreign(start)?;
    Some(FileFault::new(file, what, text::deliver_as_csv()))
}

fn foreign(start: &[u8]) -> Option<Message> {
    if is_utf16(start) {
        return Some(text::is_utf16());
    }
    if start.starts_with(OLD_WORKBOOK) || is_package(start) {
        return Some(text::is_workbook());
    }
    if COMPRESSED.iter().any(|mark| start.starts_with(mark)) {
        return Some(text::is_compressed());
    }
    if start.first() == Some(&0) {
        return Some(text::is_padded());
    }
    // Bytes of a first record that no line feed ends.
    (start.contains(&b'\r') && !start.contains(&b'\n') && start.len() > 1)
        .then(text::ends_in_cr_alone)
}

/// A byte order mark of UTF-16 or UTF-32, or NUL bytes again and again in one half of every pair:
/// the upper half of separators and digits.
fn is_utf16(start: &[u8]) -> bool {
    let has_mark = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    let pairs: Vec<&[u8]> = start.chunks_exact(2).take(PAIRS).collect();
    let nul_in = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    let (first, second) = (nul_in(0), nul_in(1));
    has_mark || (first.min(second) == 0 && first.max(second) > FEW)
}

fn is_package(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
        && WORKBOOK_PARTS
            .iter()
            .any(|part| memchr::memmem::find(start, part).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_what_they_are() {
        for (start, expected) in [
            (&b"a,b\n"[..], None),
            (b"a,b", None),
            (b"", None),
            (b"a,b\r\n1,2\r\n", None),
            (b"\xFF\xFEa\0,\0", Some("UTF-16")),
            (b"\xFE\xFF\0a\0,", Some("UTF-16")),
            (b"a\0,\0b\0", Some("UTF-16")),
            (b"\0a\0,\0b", Some("UTF-16")),
            (b"\x59\xD3\0,\x54\x0D\0,\x59\xD3\0\n", Some("UTF-16")),
            (b"a,b\n1,\0\n", None),
            (b"a,b\n1,2\n\0\0\0\0", None),
            (b"\x1F\x8B\x08", Some("compressed")),
            (b"BZh9", Some("compressed")),
            (b"\xFD7zXZ\x00", Some("compressed")),
            (b"PK\x03\x04 accounts.csv", Some("compressed")),
            (b"PK\x03\x04 [Content_Types].xml", Some("workbook")),
            (b"PK\x03\x04 xl/workbook.xml", Some("workbook")),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Some("workbook")),
            (b"\0\0\0\0", Some("NUL")),
            (b"a,b\r1,2\r", Some("CR alone")),
        ] {
            let fault = fault_of_start("a.csv", start).map(|fault| fault.to_string());
            let is_as_expected = match (&fault, expected) {
                (None, None) => true,
                (Some(fault), Some(word)) => fault.contains(word),
                _ => false,
            };
            assert!(is_as_expected, "{}: {fault:?}", start.escape_ascii());
        }
    }
}
