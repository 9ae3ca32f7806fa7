//! Hashes of what families, schools and deliverers write. Their key is drawn anew by every process,
//! so that nobody can choose values that collide.

use foldhash::fast::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// A hash for telling most values apart; within one process the same for the same value.
#[inline(always)]
pub(super) fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    KEY.hash_one(value)
}
