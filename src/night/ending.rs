//! How a night ended, for whoever started it.

use crate::domain::plan::Plan;
use crate::metrics::Batch;
use crate::policy::InForce;
use crate::publish::summary::{self, Stand};

/// The summary of a night, for people and for machines.
#[derive(Debug, Clone)]
pub struct Ending {
    /// What an operator reads in ten seconds.
    pub text: String,
    /// The same as JSON.
    pub json: String,
    /// The same for monitoring.
    pub measured: Batch,
}

impl Ending {
    /// Sums a plan up.
    pub fn of(plan: &Plan, policy: &InForce, stand: Stand) -> Ending {
        let committed = !matches!(stand, Stand::Planned { .. });
        Ending {
            measured: Batch::of(plan, &policy.id, committed),
            text: summary::text(plan, policy, stand),
            json: summary::json(plan, policy, stand),
        }
    }
}
