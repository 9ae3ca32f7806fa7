//! How a night ended, for whoever started it.

use crate::domain::history::ChainHead;
use crate::domain::plan::Plan;
use crate::metrics::Batch;
use crate::outputs::summary::{self, RunStatus};
use crate::policy::InForce;

/// The summary of a night, for people and for machines.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// What an operator reads in ten seconds.
    pub text: String,
    /// The same as JSON.
    pub json: String,
    /// The same for monitoring.
    pub measured: Batch,
}

impl RunReport {
    /// Sums a plan up; `head` is the ledger's latest entry when the run ends.
    pub fn of(plan: &Plan, policy: &InForce, status: RunStatus, head: &ChainHead) -> RunReport {
        let committed = !matches!(status, RunStatus::Planned { .. });
        RunReport {
            measured: Batch::of(plan, &policy.id, committed, head),
            text: summary::text(plan, policy, status, head),
            json: summary::json(plan, policy, status, head),
        }
    }
}
