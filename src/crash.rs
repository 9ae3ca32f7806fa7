//! Places at which a test may let the process die, to prove that the next start mends it.
//!
//! In builds with debug assertions, `GONGJI_CRASH_AT=<name>` aborts the process at the first
//! passing of that place, `<name>:<n>` at the n-th; with `=panic` behind it the place panics, with
//! `=<number>` the process sends itself that signal. Release builds contain none of it.

/// Every place, in the order in which a run passes them.
pub const POINTS: &[&str] = &[
    "ledger.before-create",
    "ledger.after-create-file",
    "ledger.after-create",
    "staging.before-folder",
    "staging.after-folder",
    "staging.before-file",
    "staging.within-file",
    "staging.after-file",
    "staging.before-sync-file",
    "staging.after-sync-file",
    "staging.before-sync-folder",
    "staging.after-sync-folder",
    "ledger.before-begin",
    "ledger.after-begin",
    "ledger.within-rows",
    "ledger.after-rows",
    "ledger.after-files",
    "ledger.before-commit",
    "ledger.after-commit",
    "staging.before-mark",
    "staging.after-mark",
    "copy.before-part",
    "copy.within-part",
    "copy.after-part",
    "copy.before-place",
    "copy.after-place",
    "staging.before-place",
    "staging.after-place",
    "staging.before-sync-out",
    "staging.after-sync-out",
    "staging.before-discard",
    "staging.after-discard",
    "mend.before-file",
    "mend.after-file",
    "mend.before-sync",
    "mend.after-sync",
    "ledger.before-close",
    "ledger.after-close",
];

/// Marks a place of [`crate::crash::POINTS`].
#[macro_export]
macro_rules! crash_point {
    ($name:literal) => {
        #[cfg(debug_assertions)]
        $crate::crash::reach($name);
    };
}

#[cfg(debug_assertions)]
mod armed {
    use std::cell::RefCell;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// What the environment asks for, and how often the place may still be passed.
    struct Wanted {
        name: String,
        left: AtomicU32,
        blow: Blow,
    }

    /// What happens at the place.
    enum Blow {
        Abort,
        Panic,
        Signal(i32),
    }

    impl Blow {
        fn read(text: &str) -> Option<Blow> {
            match text {
                "" => Some(Blow::Abort),
                "panic" => Some(Blow::Panic),
                number => Some(Blow::Signal(number.parse().ok()?)),
            }
        }

        fn strike(&self) {
            match self {
                Blow::Abort => std::process::abort(),
                Blow::Panic => panic!("a place was asked to panic"),
                Blow::Signal(signal) => {
                    signal_hook::low_level::raise(*signal).expect("a signal that can be sent")
                }
            }
        }
    }

    static FROM_ENVIRONMENT: OnceLock<Option<Wanted>> = OnceLock::new();

    thread_local! {
        static IN_THREAD: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
    }

    /// Carried by the unwinding of a thread that was armed with [`arm`].
    #[derive(Debug)]
    pub struct Died(pub &'static str);

    fn read_environment() -> Option<Wanted> {
        let text = std::env::var("GONGJI_CRASH_AT").ok()?;
        let (place, blow) = text.split_once('=').unwrap_or((&text, ""));
        let (name, count) = match place.split_once(':') {
            Some((name, count)) => (name, count.parse().ok()?),
            None => (place, 1),
        };
        Some(Wanted {
            name: name.to_owned(),
            left: AtomicU32::new(count),
            blow: Blow::read(blow)?,
        })
    }

    /// Lets the current thread unwind with [`Died`] at the n-th passing of a place: a crash inside
    /// a test's own process. `None` disarms.
    pub fn arm(place: Option<(&str, u32)>) {
        IN_THREAD.set(place.map(|(name, n)| (name.to_owned(), n)));
    }

    /// A place is passed.
    pub fn reach(name: &'static str) {
        debug_assert!(
            super::POINTS.contains(&name),
            "{name} is not in crash::POINTS"
        );
        let wanted = FROM_ENVIRONMENT.get_or_init(read_environment);
        if let Some(wanted) = wanted
            && wanted.name == name
            && wanted.left.fetch_sub(1, Ordering::Relaxed) == 1
        {
            wanted.blow.strike();
        }
        let dies = IN_THREAD.with_borrow_mut(|armed| match armed {
            Some((wanted, left)) if wanted == name => {
                *left = left.saturating_sub(1);
                *left == 0
            }
            _ => false,
        });
        if dies {
            arm(None);
            std::panic::resume_unwind(Box::new(Died(name)));
        }
    }
}

#[cfg(debug_assertions)]
pub use armed::{Died, arm, reach};

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;

    #[test]
    fn an_armed_thread_dies_at_the_counted_passing() {
        arm(Some(("ledger.before-commit", 2)));
        reach("ledger.before-commit");
        reach("ledger.after-commit");
        let death = std::panic::catch_unwind(|| reach("ledger.before-commit")).unwrap_err();
        assert_eq!(
            death.downcast_ref::<Died>().unwrap().0,
            "ledger.before-commit"
        );
        reach("ledger.before-commit");
    }

    #[test]
    fn names_are_unique() {
        let mut names = POINTS.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), POINTS.len());
    }
}
