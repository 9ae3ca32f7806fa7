//! SIGINT and SIGTERM: they stop a run before its commit and are ignored from it on.

use crate::fault::{Exit, Fault};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody asked the run to stop. Clones share the answer.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens to SIGINT and SIGTERM from now on. The signals no longer end the process by
    /// themselves: the run looks at [`Interrupt::check`] until its commit and not afterwards.
    ///
    /// # Errors
    /// [`Exit::Failed`] when the system refuses the handler.
    pub fn listen() -> Result<Interrupt, Fault> {
        let interrupt = Interrupt::default();
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&interrupt.asked)).map_err(|e| {
                Fault::new(
                    Exit::Failed,
                    format!("cannot listen to signal {signal}: {e}"),
                )
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
        if self.is_asked() {
            return Err(Fault::new(
                Exit::Failed,
                "interrupted before the commit: nothing was deducted; run the same command again",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_stops_the_run_at_its_next_look() {
        let interrupt = Interrupt::listen().unwrap();
        assert!(interrupt.check().is_ok());
        signal_hook::low_level::raise(signal_hook::consts::SIGTERM).unwrap();
        let fault = interrupt.clone().check().unwrap_err();
        assert_eq!(fault.exit, Exit::Failed);
    }
}
