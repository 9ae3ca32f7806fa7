//! A file of a batch: its name and how its bytes are made.

use std::fmt;
use std::io::{self, Write};

/// Where the bytes of an output go. Sendable, since lines are rendered on several threads.
pub type Sink<'s> = dyn Write + Send + 's;

type Render<'p> = Box<dyn Fn(&mut Sink<'_>) -> io::Result<()> + Send + Sync + 'p>;

/// One file of a batch, rendered when and where the caller asks for it.
pub struct Output<'p> {
    /// Path inside the batch folder, with `/`.
    pub name: String,
    render: Render<'p>,
}

impl<'p> Output<'p> {
    /// An output that `render` writes.
    pub fn new(
        name: impl Into<String>,
        render: impl Fn(&mut Sink<'_>) -> io::Result<()> + Send + Sync + 'p,
    ) -> Output<'p> {
        Output {
            name: name.into(),
            render: Box::new(render),
        }
    }

    /// Writes the whole file; the same bytes every time.
    ///
    /// # Errors
    /// What `out` reports, or a value that the file's encoding cannot hold.
    pub fn render(&self, out: &mut Sink<'_>) -> io::Result<()> {
        (self.render)(out)
    }
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("name", &self.name).finish()
    }
}
