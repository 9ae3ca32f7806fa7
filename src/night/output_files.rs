//! Every output of a plan, written to a staged folder.

use crate::domain::plan::Plan;
use crate::fault::Fault;
use crate::policy::InForce;
use crate::publish::staging::Staging;
use crate::publish::{self, manifest};
use rayon::prelude::*;

/// Writes all outputs at once, then what lists them.
///
/// # Errors
/// The first file that cannot be written.
pub fn write_all(plan: &Plan, policy: &InForce, staging: &Staging) -> Result<(), Fault> {
    publish::outputs(plan, policy).par_iter().try_for_each(|output| {
        staging.write(&output.name, |out| output.render(out)).map(|_| ())
    })?;
    let outputs = staging.digests();
    staging.write(manifest::NAME, |out| manifest::render(plan, policy, &outputs, out)).map(|_| ())
}
