//! Every output of a plan, written to a staged folder.

use crate::domain::OutputDigest;
use crate::domain::plan::Plan;
use crate::fault::Fault;
use crate::policy::InForce;
use crate::publish::staging::{Hashing, Staging};
use crate::publish::{self, Sink, manifest, report};
use crate::verify::Rendered;
use rayon::prelude::*;
use std::io;

/// Writes all outputs at once, then what lists them.
///
/// # Errors
/// The first file that cannot be written.
pub fn write_all(plan: &Plan, policy: &InForce, staging: &Staging) -> Result<(), Fault> {
    publish::outputs(plan, policy)
        .par_iter()
        .try_for_each(|output| {
            staging
                .write(&output.name, |out| output.render(out))
                .map(|_| ())
        })?;
    let outputs = staging.digests();
    staging.write(report::NAME, |out| {
        report::render(plan, policy, &outputs, out)
    })?;
    let outputs = staging.digests();
    staging
        .write(manifest::NAME, |out| {
            manifest::render(plan, policy, &outputs, out)
        })
        .map(|_| ())
}

/// Renders all outputs into memory, the manifest last.
///
/// # Errors
/// A value that a file's encoding cannot hold.
pub fn render_all(plan: &Plan, policy: &InForce) -> io::Result<Vec<Rendered>> {
    let files: Vec<(Rendered, OutputDigest)> = publish::outputs(plan, policy)
        .par_iter()
        .map(|output| in_memory(&output.name, |out| output.render(out)))
        .collect::<io::Result<_>>()?;
    let (mut rendered, mut digests): (Vec<Rendered>, Vec<OutputDigest>) = files.into_iter().unzip();
    let (page, digest) = in_memory(report::NAME, |out| {
        report::render(plan, policy, &digests, out)
    })?;
    rendered.push(page);
    digests.push(digest);
    digests.sort();
    let (list, _) = in_memory(manifest::NAME, |out| {
        manifest::render(plan, policy, &digests, out)
    })?;
    rendered.push(list);
    Ok(rendered)
}

fn in_memory(
    name: &str,
    render: impl FnOnce(&mut Sink<'_>) -> io::Result<()>,
) -> io::Result<(Rendered, OutputDigest)> {
    let mut bytes = Hashing::new(Vec::new());
    render(&mut bytes)?;
    let (bytes, digest) = bytes.finish(name);
    Ok((
        Rendered {
            name: name.to_owned(),
            bytes,
        },
        digest,
    ))
}
