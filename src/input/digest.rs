//! The digest of a file whose blocks are done with in any order.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Blocks that may wait for those before them. Beyond, whoever hands in another waits himself, so
/// that memory does not follow the file.
const MOST_WAITING: usize = 16;

/// Digest and size of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digested {
    /// Lower-case hex.
    pub sha256: String,
    /// Number of bytes.
    pub bytes: u64,
}

/// Takes the digest of a file while its blocks are parsed: no thread reads or parses less because
/// another one digests.
#[derive(Default)]
pub(super) struct FileDigest {
    taken: Mutex<Taken>,
    queue: Mutex<Queue>,
}

/// What has been digested.
#[derive(Default)]
struct Taken {
    sha256: Sha256,
    bytes: u64,
}

#[derive(Default)]
struct Queue {
    /// Handed in and not digested yet, by place in the file.
    waiting: BTreeMap<u64, Vec<u8>>,
    /// Space of what was digested.
    spare: Vec<Vec<u8>>,
}

impl FileDigest {
    /// Hands in the bytes that stand at `offset`. Gives out space for others.
    pub(super) fn hand_in(&self, offset: u64, bytes: Vec<u8>) -> Vec<u8> {
        let is_full = {
            let mut queue = lock(&self.queue);
            queue.waiting.insert(offset, bytes);
            queue.waiting.len() > MOST_WAITING
        };
        let taken = match self.taken.try_lock() {
            Ok(taken) => Some(taken),
            // Whoever digests now will come to these bytes.
            Err(_) => is_full.then(|| lock(&self.taken)),
        };
        if let Some(mut taken) = taken {
            self.digest_waiting(&mut taken);
        }
        lock(&self.queue).spare.pop().unwrap_or_default()
    }

    fn digest_waiting(&self, taken: &mut Taken) {
        let mut digested = None;
        loop {
            let next = {
                let mut queue = lock(&self.queue);
                queue.spare.extend(digested);
                queue.waiting.remove(&taken.bytes)
            };
            let Some(bytes) = next else { return };
            taken.update(&bytes);
            digested = Some(bytes);
        }
    }

    /// What was handed in, followed by what `rest` gives out until it gives out nothing.
    ///
    /// # Errors
    /// Those of `rest`.
    pub(super) fn finish<E>(
        &self,
        mut rest: impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Digested, E> {
        let mut taken = lock(&self.taken);
        self.digest_waiting(&mut taken);
        let mut bytes = Vec::new();
        loop {
            rest(&mut bytes)?;
            if bytes.is_empty() {
                break;
            }
            taken.update(&bytes);
            bytes.clear();
        }
        Ok(Digested {
            sha256: format!("{:x}", taken.sha256.clone().finalize()),
            bytes: taken.bytes,
        })
    }
}

impl Taken {
    fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

/// A panic of another thread ends the run anyway; it must not hide behind a second one here.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn the_order_of_handing_in_does_not_matter() {
        let pieces: Vec<Vec<u8>> = (0..40_u8).map(|i| vec![i; usize::from(i) + 1]).collect();
        let whole = [pieces.concat(), b"rest".to_vec()].concat();
        for step in [1, 7, 39] {
            let digest = FileDigest::default();
            for i in (0..40).map(|i| i * step % 40) {
                let offset = pieces[..i].iter().map(Vec::len).sum::<usize>();
                digest.hand_in(offset as u64, pieces[i].clone());
            }
            let mut rest = vec![Vec::new(), b"rest".to_vec()];
            let digested = digest.finish(|bytes| {
                *bytes = rest.pop().unwrap_or_default();
                Ok::<(), Infallible>(())
            });
            let expected = Digested {
                sha256: format!("{:x}", Sha256::digest(&whole)),
                bytes: whole.len() as u64,
            };
            assert_eq!(digested, Ok(expected), "in steps of {step}");
        }
    }
}
