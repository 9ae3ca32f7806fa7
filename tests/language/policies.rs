//! Policies: the presets, and files with every kind of fault.

use crate::Desk;
use crate::common::chinese::must_be_chinese;
use std::fs;

#[test]
fn a_policy_with_faults_is_told_of_in_chinese() {
    let desk = Desk::new();
    let preset = include_str!("../../src/policy/presets/shanghai-2025.toml");
    for (no, (from, to)) in [
        ("355.00", "355.001"),
        ("355.00", "m1nus"),
        ("2024-12-20T17:00:00", "2024-13-20T17:00:00"),
        ("spouse", "c0usin"),
        ("source = \"our reading\"", "s0urce = 5"),
        ("greater-than", "m0re-than"),
        ("[", "[["),
        ("2025-09-01", "2025-02-01"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("p{no}.toml");
        fs::write(desk.path(&name), preset.replacen(from, to, 1)).expect("a policy");
        for line in ["policy check", "policy show", "check sample_data --policy"] {
            let line = format!("{line} {name}");
            must_be_chinese(&line, &desk.told(&line).0);
        }
    }
    fs::write(desk.path("latin.toml"), b"title = \"\xFF\"").expect("a policy");
    for line in [
        "policy check latin.toml",
        "policy check n0where.toml",
        "policy check sample_data",
    ] {
        must_be_chinese(line, &desk.told(line).0);
    }
    desk.ends(
        0,
        &[
            "policy list",
            "policy check shanghai-2025",
            "policy show shanghai-2025",
            "policy show shanghai-2025 --format md",
            "policy show shanghai-2025 --batch-date 2024-12-21",
        ],
    );
    for preset in ["suzhou-2023", "maanshan-2025", "guangxi-2025"] {
        for line in ["policy check", "policy show"] {
            let line = format!("{line} {preset}");
            must_be_chinese(&line, &desk.told(&line).0);
        }
    }
}
