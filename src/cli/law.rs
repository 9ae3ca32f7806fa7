//! Which law: the same two options for every command that decides.

/// `--policy` and `--set`.
#[derive(Debug, Clone, clap::Args)]
pub struct Law {
    /// Preset name (`gongji policy list`) or path of a policy file.
    #[arg(long, env = "GONGJI_POLICY", value_name = "NAME|FILE", default_value = "shanghai-2025")]
    pub policy: String,
    /// Gives a value that the policy leaves to the operator, or another than it states; may be
    /// repeated (in the environment: one per line).
    #[arg(long = "set", env = "GONGJI_SET", value_name = "KEY=VALUE", value_delimiter = '\n')]
    pub sets: Vec<String>,
}
