//! What a test could not look at, said past the runner's capture, so that nobody takes it for proven.

use std::io::Write;

/// Says that something was not looked at, and why.
pub fn skipped(why: &str) {
    // Written to the stream itself: the runner captures only what is printed.
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}
