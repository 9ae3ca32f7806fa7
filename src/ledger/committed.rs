//! Whether this process has moved money: what its exit code has to say, whatever happens later.

use crate::fault::{Exit, Fault};
use std::sync::atomic::{AtomicBool, Ordering};

static COMMITTED: AtomicBool = AtomicBool::new(false);

/// Whether a commit of this process is in a ledger, or may be because the database did not tell.
pub fn has_committed() -> bool {
    COMMITTED.load(Ordering::SeqCst)
}

/// Performs a commit. A panic in the midst of it counts as committed: nobody knows better.
///
/// # Errors
/// As `commit`; nothing is committed then unless the exit is [`Exit::Incomplete`].
pub(super) fn committing<T>(commit: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let earlier = COMMITTED.swap(true, Ordering::SeqCst);
    commit().inspect_err(|fault| {
        if fault.exit != Exit::Incomplete {
            COMMITTED.store(earlier, Ordering::SeqCst);
        }
    })
}
