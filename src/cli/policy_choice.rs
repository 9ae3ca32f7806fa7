//! Which policy: `--policy` and `--set`.

use super::log;
use crate::fault::{Exit, Fault};
use crate::policy::{self, Policy, PolicyError};

/// The policy and what the operator sets in it.
#[derive(Debug, Clone, clap::Args)]
pub struct PolicyChoice {
    /// Preset (`gongji policy list`) or path of a policy file.
    #[arg(long, env = "GONGJI_POLICY", default_value = policy::DEFAULT, value_name = "NAME|FILE")]
    pub policy: String,
    #[command(flatten)]
    pub sets: Sets,
}

/// The values that the operator gives.
#[derive(Debug, Clone, clap::Args)]
pub struct Sets {
    /// Puts a value in place of the policy's: key=value, or key=value@source to say where it
    /// stands. Repeatable; in the environment one per line.
    #[arg(
        long = "set",
        env = "GONGJI_SET",
        value_name = "K=V",
        value_delimiter = '\n'
    )]
    pub set: Vec<String>,
}

impl PolicyChoice {
    /// Reads and checks the policy.
    ///
    /// # Errors
    /// A fault with exit code 2 for whatever is wrong with it.
    pub fn load(&self) -> Result<Policy, Fault> {
        let policy = Policy::load(&self.policy, &self.sets.set).map_err(refused)?;
        log::speak_in(policy.offset());
        Ok(policy)
    }
}

/// The fault of a policy that cannot be used.
pub fn refused(error: PolicyError) -> Fault {
    Fault::new(Exit::Usage, error.message())
}
