//! Standard output and standard error, written so that a reader who has gone or stands still
//! changes nothing of what a command does.

use crate::interrupt::Interrupt;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, Write};
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What a pipe with room takes at once without blocking (`PIPE_BUF`).
const AT_ONCE: usize = 4096;
/// How long one look waits for room.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};
/// Between two looks at what has room and takes nothing all the same.
const PAUSE: Duration = Duration::from_millis(10);
/// Looks after which a log that nobody reads is given up: about five seconds.
const PATIENCE: u32 = 50;

/// Whether standard output was closed when the process began. The runtime opens the null device
/// in its place before `main`, which would take every answer and lose it.
static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

#[ctor::ctor(unsafe)]
fn look_at_standard_output() {
    let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()) == Err(Errno::BADF);
    STDOUT_IS_CLOSED.store(is_closed, Ordering::Relaxed);
}

/// Writes to standard output, and waits for its reader until the command is asked to stop.
///
/// # Errors
/// What the system reports; a reader who has gone is [`io::ErrorKind::BrokenPipe`].
pub fn print(text: &str, interrupt: &Interrupt) -> io::Result<()> {
    if STDOUT_IS_CLOSED.load(Ordering::Relaxed) {
        return Err(Errno::BADF.into());
    }
    put(rustix::stdio::stdout(), text.as_bytes(), || {
        !interrupt.is_asked()
    })
}

/// Standard error as the log's writer: what it does not take is lost, and is no failure.
#[derive(Debug, Clone, Copy)]
pub struct Log;

/// Whether nobody reads the log; it is not waited for again before it takes something.
static LOG_STANDS_STILL: AtomicBool = AtomicBool::new(false);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut left = match LOG_STANDS_STILL.load(Ordering::Relaxed) {
            true => 0,
            false => PATIENCE,
        };
        let text = harmless(&String::from_utf8_lossy(bytes));
        let written = put(rustix::stdio::stderr(), text.as_bytes(), || {
            left = left.saturating_sub(1);
            left > 0
        });
        let stands_still = written.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
        LOG_STANDS_STILL.store(stands_still, Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The text without what would move a terminal's cursor or break a line of the log: such a
/// character comes from a file or a path, never from the program. Its own colours stay.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let colour = match character {
            '\u{1b}' => colour(rest.as_str()),
            _ => None,
        };
        match (character, colour) {
            (_, Some(colour)) => {
                shown.push(character);
                shown.push_str(colour);
                rest = rest.as_str()[colour.len()..].chars();
            }
            ('\n' | '\t', _) => shown.push(character),
            ('\u{2028}' | '\u{2029}', _) => shown.push(char::REPLACEMENT_CHARACTER),
            _ if character.is_control() => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(character),
        }
    }
    shown
}

/// The rest of a sequence that sets a colour, behind its escape.
fn colour(text: &str) -> Option<&str> {
    let numbers = text.strip_prefix('[')?;
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    numbers[end..].starts_with('m').then(|| &text[..end + 2])
}

/// Writes everything without ever blocking for long; `may_wait` is asked each time there was no
/// room.
fn put(to: BorrowedFd, mut bytes: &[u8], mut may_wait: impl FnMut() -> bool) -> io::Result<()> {
    while !bytes.is_empty() {
        let part = &bytes[..bytes.len().min(AT_ONCE)];
        match room(to).and_then(|()| rustix::io::write(to, part)) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) if may_wait() => thread::sleep(PAUSE),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Waits a moment for room; [`Errno::AGAIN`] when there is none.
fn room(to: BorrowedFd) -> rustix::io::Result<()> {
    match poll(&mut [PollFd::new(&to, PollFlags::OUT)], Some(&LOOK))? {
        0 => Err(Errno::AGAIN),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn nothing_from_outside_moves_a_terminal() {
        for (text, shown) in [
            ("two\nlines\tand 汉字", "two\nlines\tand 汉字"),
            ("\u{1b}[31mred\u{1b}[0m", "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[2Jgone", "\u{fffd}[2Jgone"),
            ("bell\u{7}, back\r", "bell\u{fffd}, back\u{fffd}"),
            ("\u{85}\u{2028}\u{2029}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{1b}", "\u{fffd}"),
        ] {
            assert_eq!(harmless(text), shown, "{text:?}");
        }
    }

    #[test]
    fn what_nobody_reads_is_waited_for_as_long_as_allowed() {
        let (reader, writer) = io::pipe().unwrap();
        let mut looks = 0;
        let blocked = put(writer.as_fd(), &[b'x'; 1 << 20], || {
            looks += 1;
            looks < 3
        });
        assert_eq!(blocked.unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert_eq!(looks, 3);
        drop(reader);
        let gone = put(writer.as_fd(), b"x", || true);
        assert_eq!(gone.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
