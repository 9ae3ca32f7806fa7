//! Values on the command line.

use crate::domain::message::Message;
use crate::domain::plan::Encoding;
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

/// Reads the digest of a plan: 64 hexadecimal digits.
///
/// # Errors
/// A message for anything else: it was never approved, so that nothing is to be compared.
pub fn plan_digest(given: &str) -> Result<String, Message> {
    let digest = given.trim().to_ascii_lowercase();
    let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    is_digest.then_some(digest).ok_or_else(text::plan_digest)
}
