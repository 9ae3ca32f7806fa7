//! How long work tells how far it is.

/// Receives the progress of one stage; the silent implementation is `()`.
pub trait Progress: Sync {
    /// A stage begins; `total` bytes or items lie before it, 0 when unknown.
    fn begin(&self, stage: &'static str, total: u64);
    /// So many more are done.
    fn advance(&self, done: u64);
    /// The stage has ended.
    fn end(&self);
}

impl Progress for () {
    fn begin(&self, _stage: &'static str, _total: u64) {}
    fn advance(&self, _done: u64) {}
    fn end(&self) {}
}
