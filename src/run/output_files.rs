//! Every output of a plan, written to a staged folder or into memory.

use crate::domain::OutputDigest;
use crate::domain::plan::Plan;
use crate::fault::Fault;
use crate::interrupt::Interrupt;
use crate::outputs::staging::{Hashing, Staging};
use crate::outputs::{self, Sink, manifest, report};
use crate::policy::InForce;
use crate::verify::Rendered;
use rayon::prelude::*;
use std::io;
use std::sync::{Mutex, PoisonError};

/// Writes all outputs to a staged folder, until it is interrupted.
///
/// # Errors
/// The first file that cannot be written; [`Exit::Failed`](crate::fault::Exit::Failed) when
/// interrupted.
pub fn write_all(
    plan: &Plan,
    policy: &InForce,
    staging: &Staging,
    interrupt: &Interrupt,
) -> Result<(), Fault> {
    let written = each_output(plan, policy, |name, render| {
        staging.write(name, |out| render(&mut Wanted { out, interrupt }))
    });
    interrupt.check()?;
    written
}

/// A file that nobody wants any more once the run was asked to stop.
struct Wanted<'w> {
    out: &'w mut Sink<'w>,
    interrupt: &'w Interrupt,
}

impl Wanted<'_> {
    fn check(&self) -> io::Result<()> {
        self.interrupt.check().map_err(io::Error::other)
    }
}

impl io::Write for Wanted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.check()?;
        self.out.flush()
    }
}

/// Renders all outputs into memory.
///
/// # Errors
/// A value that a file's encoding cannot hold.
pub fn render_all(plan: &Plan, policy: &InForce) -> io::Result<Vec<Rendered>> {
    let rendered = Mutex::new(Vec::new());
    each_output(plan, policy, |name, render| {
        let mut bytes = Hashing::new(Vec::new());
        render(&mut bytes)?;
        let (bytes, digest) = bytes.finish(name);
        let file = Rendered {
            name: name.to_owned(),
            bytes,
        };
        rendered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(file);
        io::Result::Ok(digest)
    })?;
    Ok(rendered
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner))
}

type Render<'r> = dyn Fn(&mut Sink<'_>) -> io::Result<()> + Sync + 'r;

/// Has all files written at once, begun in their order, then the page that lists them, then what
/// lists them all.
fn each_output<E: Send>(
    plan: &Plan,
    policy: &InForce,
    write: impl Fn(&str, &Render<'_>) -> Result<OutputDigest, E> + Sync,
) -> Result<(), E> {
    let mut digests: Vec<OutputDigest> = outputs::outputs(plan, policy)
        .into_iter()
        .par_bridge()
        .map(|output| write(&output.name, &|out| output.render(out)))
        .collect::<Result<_, E>>()?;
    digests.sort();
    let page = write(report::NAME, &|out| {
        report::render(plan, policy, &digests, out)
    })?;
    digests.push(page);
    write(manifest::NAME, &|out| {
        manifest::render(plan, policy, &digests, out)
    })
    .map(|_| ())
}
