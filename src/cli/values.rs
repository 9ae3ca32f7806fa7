//! Values on the command line.

use crate::domain::Encoding;
use crate::domain::message::Message;
use crate::text::values as text;

/// Reads `utf-8` or `gb18030`, in any case.
///
/// # Errors
/// A message for another name.
pub fn encoding(given: &str) -> Result<Encoding, Message> {
    match given.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(Encoding::Utf8),
        "gb18030" => Ok(Encoding::Gb18030),
        _ => Err(text::encoding()),
    }
}
