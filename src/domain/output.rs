//! A published file, by what binds it to its batch.

/// Name, digest and size of one output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputDigest {
    /// Path inside the batch folder with `/` between folders, for example
    /// `by-institution/3131000001.csv`.
    pub name: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}
