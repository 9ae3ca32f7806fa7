//! How a night ended, for whoever started it.

use crate::domain::plan::Plan;
use crate::policy::InForce;
use crate::publish::summary::{self, Stand};

/// The summary of a night, for people and for machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// What an operator reads in ten seconds.
    pub text: String,
    /// The same as JSON.
    pub json: String,
}

impl Ending {
    /// Sums a plan up.
    pub fn of(plan: &Plan, policy: &InForce, stand: Stand) -> Ending {
        Ending {
            text: summary::text(plan, policy, stand),
            json: summary::json(plan, policy, stand),
        }
    }
}
