//! The whole night on one screen; the only caller of all stages.

pub mod deciding;
