//! Digests of files while they are written and when they are read again.

use crate::domain::OutputDigest;
use crate::regular;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::path::Path;

const BLOCK: usize = 1 << 18;

/// A writer that digests and counts what passes through it.
#[derive(Debug)]
pub struct Hashing<W> {
    inner: W,
    sha: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    /// Nothing has passed yet.
    pub fn new(inner: W) -> Hashing<W> {
        Hashing {
            inner,
            sha: Sha256::new(),
            bytes: 0,
        }
    }

    /// The writer behind, and the digest of what passed under a name.
    pub fn finish(self, name: &str) -> (W, OutputDigest) {
        let digest = OutputDigest {
            name: name.to_owned(),
            sha256: format!("{:x}", self.sha.finalize()),
            bytes: self.bytes,
        };
        (self.inner, digest)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sha.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Digest and size of a file on disk, under the name it is recorded by.
///
/// # Errors
/// What opening and reading report.
pub fn digest_file(path: &Path, name: &str) -> io::Result<OutputDigest> {
    let mut file = regular::open(path)?;
    let mut hashing = Hashing::new(io::sink());
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hashing.finish(name).1),
            read => hashing.write_all(&block[..read])?,
        }
    }
}

/// SHA-256 of bytes in memory, in hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// Whether a file on disk has the bytes that were recorded of it.
pub fn has_bytes(path: &Path, sha256: &str, bytes: u64) -> bool {
    digest_file(path, "").is_ok_and(|found| (found.sha256.as_str(), found.bytes) == (sha256, bytes))
}

/// The plan digest of section 10 of the contract: SHA-256 over the lines
/// `<sha256>␠␠<final name>\n`, sorted by name, manifest included.
pub fn plan_digest(outputs: &[OutputDigest]) -> String {
    let mut sorted: Vec<&OutputDigest> = outputs.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sha = Sha256::new();
    for output in sorted {
        sha.update(format!("{}  {}\n", output.sha256, output.name));
    }
    format!("{:x}", sha.finalize())
}
