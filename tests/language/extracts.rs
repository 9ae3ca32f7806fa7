//! Extracts with every fault of a file.

use crate::Desk;
use crate::common::chinese::must_be_chinese;
use std::fs;
use std::path::Path;

/// A copy of the sample extract.
fn extract(desk: &Desk, name: &str) {
    let folder = desk.path(name);
    fs::create_dir(&folder).expect("a folder");
    for entry in fs::read_dir(desk.path("sample_data")).expect("the sample") {
        let entry = entry.expect("an entry").path();
        if entry.extension().is_some_and(|ending| ending == "csv") {
            let to = folder.join(entry.file_name().expect("a name"));
            fs::copy(&entry, to).expect("a copy");
        }
    }
}

#[test]
fn damaged_extracts_are_told_of_in_chinese() {
    type Damage = fn(&Path);
    fn edit(file: &Path, with: impl Fn(String) -> Vec<u8>) {
        let text = fs::read_to_string(file).expect("a file");
        fs::write(file, with(text)).expect("a file");
    }
    let damages: [(&str, Damage); 24] = [
        ("empty", |f| fs::write(f.join("accounts.csv"), "").unwrap()),
        ("g0ne", |f| fs::remove_file(f.join("accounts.csv")).unwrap()),
        ("folder", |f| {
            fs::remove_file(f.join("accounts.csv")).unwrap();
            fs::create_dir(f.join("accounts.csv")).unwrap();
        }),
        ("link", |f| {
            fs::remove_file(f.join("accounts.csv")).unwrap();
            std::os::unix::fs::symlink("n0where", f.join("accounts.csv")).unwrap();
        }),
        ("column", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.replace("holder_id", "wh0").into_bytes()
            });
        }),
        ("twice", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.replacen("crt_year_balc", "holder_id", 1).into_bytes()
            });
        }),
        ("header", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.split_inclusive('\n')
                    .take(1)
                    .collect::<String>()
                    .into_bytes()
            });
        }),
        ("quote", |f| {
            edit(&f.join("accounts.csv"), |t| (t + "\"open,a\n").into_bytes());
        }),
        ("utf-16", |f| {
            edit(&f.join("accounts.csv"), |t| {
                let units = std::iter::once(0xFEFF).chain(t.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            });
        }),
        ("gzip", |f| {
            fs::write(f.join("accounts.csv"), b"\x1F\x8B\x08\0\0\n").unwrap()
        }),
        ("zip", |f| {
            fs::write(f.join("accounts.csv"), b"PK\x03\x04\0\n").unwrap()
        }),
        ("padding", |f| {
            fs::write(f.join("accounts.csv"), b"\0\0\0\0\n").unwrap()
        }),
        ("semicolon", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.replace(',', ";").into_bytes()
            });
        }),
        ("return", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.replace('\n', "\r").into_bytes()
            });
        }),
        ("near", |f| {
            fs::rename(f.join("payments.csv"), f.join("Payments.csv")).unwrap();
        }),
        ("cut", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.trim_end().as_bytes().to_vec()
            });
        }),
        ("optional", |f| {
            edit(&f.join("networks.csv"), |t| {
                t.replacen("成员姓名", "member_nam", 1).into_bytes()
            });
        }),
        ("control", |f| {
            let lines = "file,rows,sha256,taken_at\nnetworks.csv,m1ny,12,yesterday1\nx/y,1,,\n";
            fs::write(f.join("control.csv"), lines).unwrap();
        }),
        ("long", |f| {
            edit(&f.join("accounts.csv"), |t| {
                (t + &"x".repeat(2_000) + "\n").into_bytes()
            });
        }),
        ("bytes", |f| {
            edit(&f.join("accounts.csv"), |t| {
                [t.as_bytes(), b"\xFF\xFF\n"].concat()
            });
        }),
        ("marked", |f| {
            edit(&f.join("accounts.csv"), |t| {
                [b"\xEF\xBB\xBF", t.as_bytes(), b"\xFF\n"].concat()
            });
        }),
        ("header-quote", |f| {
            edit(&f.join("accounts.csv"), |t| {
                t.replacen("holder_id", "\"holder\"_id", 1).into()
            });
        }),
        ("rejects", |f| {
            edit(&f.join("accounts.csv"), |t| {
                (t + &"x,y\n".repeat(99)).into_bytes()
            });
        }),
        ("unidentified", |f| {
            edit(&f.join("networks.csv"), |t| (t + "x,y\n").into_bytes());
        }),
    ];
    let desk = Desk::new();
    for (name, damage) in damages {
        extract(&desk, name);
        if name != "control" {
            let _ = fs::remove_file(desk.path(name).join("control.csv"));
        }
        damage(&desk.path(name));
        let run = format!("run {name} --out out --new-ledger --dry-run --batch-date 2024-12-21");
        desk.ends(3, &[&run]);
        must_be_chinese(name, &desk.told(&format!("check {name}")).0);
    }
    fs::write(desk.path("file"), "").expect("a file");
    desk.ends(3, &["check file", "check n0where"]);
    desk.ends(
        0,
        &[
            "check sample_data",
            "template k1t",
            "synth city --enrollments 50",
        ],
    );
    desk.ends(2, &["template k1t", "synth sample_data --enrollments 50"]);
    desk.ends(1, &["synth file/city --enrollments 50"]);
}
