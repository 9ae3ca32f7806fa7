//! Stop the program at every step of a commit, then start again: as if nothing had happened, or as
//! if all had.
//!
//! Three ways to die: an abort at every named place of the commit ([`gongji::crash::POINTS`]), a
//! SIGKILL at the n-th system call of a kind (`strace`), and a full disk (a small `tmpfs`). The
//! last two need rights that not every machine gives; where they are missing the cases are skipped
//! with a notice that counts them.
#![cfg(debug_assertions)]

#[path = "../common/mod.rs"]
mod common;

mod full_disk;
mod matrix;
#[path = "../notice/mod.rs"]
mod notice;
mod place;
mod scenario;
mod system_calls;
mod ten_thousand;
