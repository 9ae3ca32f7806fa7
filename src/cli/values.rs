//! Values on the command line.

use crate::domain::plan::Encoding;

/// Reads `utf-8` or `gb18030`, in any case.
///
/// # Errors
/// A message for another name.
pub fn encoding(text: &str) -> Result<Encoding, String> {
    match text.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(Encoding::Utf8),
        "gb18030" => Ok(Encoding::Gb18030),
        _ => Err("utf-8 or gb18030 is expected".to_owned()),
    }
}
