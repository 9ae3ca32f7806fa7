//! Signals: SIGINT, SIGTERM and SIGHUP stop a run before its commit and are ignored from it on.

use crate::fault::{Exit, Fault};
use crate::text;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The signals by which somebody asks a run to stop; a closed terminal is one of them.
const STOPPING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// Whether somebody asked the run to stop. Clones share the answer.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens to the stopping signals from now on. They no longer end the process by themselves:
    /// the run looks at [`Interrupt::check`] until its commit and not afterwards.
    ///
    /// # Errors
    /// [`Exit::Failed`] when the system refuses the handler.
    pub fn listen() -> Result<Interrupt, Fault> {
        let interrupt = Interrupt::default();
        for signal in STOPPING {
            signal_hook::flag::register(signal, Arc::clone(&interrupt.asked)).map_err(|e| {
                Fault::new(Exit::Failed, text::shell::no_signal_handler(signal, &e))
            })?;
        }
        Ok(interrupt)
    }

    /// Asks the run to stop, as a signal does.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether the run was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// To be called between stages and in long loops before the commit.
    ///
    /// # Errors
    /// [`Exit::Failed`] once the run was asked to stop.
    pub fn check(&self) -> Result<(), Fault> {
        match self.is_asked() {
            true => Err(interrupted()),
            false => Ok(()),
        }
    }
}

/// The fault of a run that was asked to stop.
pub fn interrupted() -> Fault {
    Fault::new(Exit::Failed, text::shell::interrupted())
}

/// Makes a file that passes the limit on file sizes an ordinary error of its write. (A pipe
/// without reader is one already: the runtime ignores SIGPIPE.)
pub fn survive_file_limits() {
    // Where the handler is refused, the limit ends the process as it always did.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stopping_signal_stops_the_run_at_its_next_look() {
        for signal in STOPPING {
            let interrupt = Interrupt::listen().unwrap();
            assert!(interrupt.check().is_ok());
            signal_hook::low_level::raise(signal).unwrap();
            let fault = interrupt.clone().check().unwrap_err();
            assert_eq!(fault.exit, Exit::Failed, "signal {signal}");
        }
    }
}
