//! The policies that come with the program.

/// Name and text of every preset, the default one first.
pub fn presets() -> &'static [(&'static str, &'static str)] {
    &[
        ("shanghai-2025", include_str!("presets/shanghai-2025.toml")),
        ("suzhou-2023", include_str!("presets/suzhou-2023.toml")),
        ("maanshan-2025", include_str!("presets/maanshan-2025.toml")),
        ("guangxi-2025", include_str!("presets/guangxi-2025.toml")),
    ]
}
