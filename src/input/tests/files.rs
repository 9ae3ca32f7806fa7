//! Files that are not what they should be: each is told by its name, none is taken for absent.

use super::*;
use std::os::unix::fs::symlink;
use std::path::Path;

fn refused(dir: &Path) -> Vec<String> {
    match read_in_blocks(&ReadOptions::of(dir), &policy(), 1 << 20) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_file_that_is_no_regular_file_is_never_absent() {
    for name in ["accounts.csv", "payments.csv", "holds.csv", "control.csv"] {
        for (what, expected) in [
            ("nowhere", "a link that leads nowhere"),
            ("itself", "a link that leads nowhere"),
            ("through a file", "a link that leads nowhere"),
            ("a folder", "this is a folder"),
            ("a device", "not a regular file"),
            ("a pipe", "not a regular file"),
        ] {
            let dir = Delivery::new().without(name).write();
            let path = dir.path().join(name);
            match what {
                "nowhere" => symlink("not-there", &path).unwrap(),
                "itself" => symlink(name, &path).unwrap(),
                "through a file" => symlink("enrollments.csv/x", &path).unwrap(),
                "a folder" => std::fs::create_dir(&path).unwrap(),
                "a device" => symlink("/dev/zero", &path).unwrap(),
                _ => rustix::fs::mknodat(
                    rustix::fs::CWD,
                    &path,
                    rustix::fs::FileType::Fifo,
                    rustix::fs::Mode::from_raw_mode(0o600),
                    0,
                )
                .unwrap(),
            }
            let faults = refused(dir.path());
            assert_eq!(faults.len(), 1, "{name}, {what}: {faults:?}");
            assert!(
                faults[0].starts_with(name) && faults[0].contains(expected),
                "{what}: {faults:?}"
            );
        }
    }
}

#[test]
fn a_link_that_leads_to_the_file_is_read() {
    let away = Delivery::new().payments(&[PAYMENT]).write();
    let dir = Delivery::new().write();
    symlink(
        away.path().join("payments.csv"),
        dir.path().join("payments.csv"),
    )
    .unwrap();
    let extract = read_in_blocks(&ReadOptions::of(dir.path()), &policy(), 1 << 20).unwrap();
    assert_eq!(extract.payments.unwrap().len(), 1);
}

#[test]
fn files_that_are_nearly_ours_refuse_the_run() {
    for (name, expected) in [
        ("Payments.csv", true),
        ("payment.csv", true),
        ("payments.csv.part", true),
        ("Holds.CSV", true),
        ("control.csv.bak", true),
        ("accounts.csv.gz", true),
        ("README.md", false),
        ("schools.csv", false),
    ] {
        let dir = Delivery::new().write();
        std::fs::write(dir.path().join(name), "x").unwrap();
        let faults = refused(dir.path());
        assert_eq!(faults.len(), usize::from(expected), "{name}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.starts_with(name)));
    }
    let dir = Delivery::new().write();
    std::fs::create_dir(dir.path().join("payments.csv.d")).unwrap();
    assert!(refused(dir.path()).is_empty(), "a folder is no file");
}

#[test]
fn a_last_row_without_a_line_feed_needs_a_digest() {
    let whole = csv(ACCOUNT_HEADER, &[ACCOUNT]);
    let cut = whole[..whole.len() - 1].to_vec();
    let digest = {
        use sha2::{Digest, Sha256};
        format!("{:x}", Sha256::digest(&cut))
    };
    let with_control = |accounts: &str| {
        let rows = ["enrollments.csv,,", "networks.csv,,", accounts];
        Delivery::new()
            .with("accounts.csv", cut.clone())
            .with("control.csv", csv("file,rows,sha256", &rows))
    };
    for (delivery, expected, why) in [
        (
            Delivery::new().with("accounts.csv", cut.clone()),
            1,
            "no control.csv",
        ),
        (with_control("accounts.csv,,"), 1, "it says nothing"),
        (with_control("accounts.csv,1,"), 1, "rows alone"),
        (
            with_control(&format!("accounts.csv,1,{digest}")),
            0,
            "the digest",
        ),
        (
            Delivery::new().with("accounts.csv", [&whole[..], b"\x1A"].concat()),
            0,
            "the last record is no row",
        ),
        (
            Delivery::new().with("accounts.csv", [&cut[..], b"\r"].concat()),
            1,
            "the LF of a CR LF",
        ),
        (
            Delivery::new().with("payments.csv", PAYMENT_HEADER),
            1,
            "a header alone",
        ),
        (
            Delivery::new().with("payments.csv", csv(PAYMENT_HEADER, &[])),
            0,
            "a header alone, with its LF",
        ),
    ] {
        for block_size in [7, 1 << 20] {
            let read = delivery.read_in(block_size, &policy());
            let faults = read.map_or_else(|refusal| refusal.faults, |_| Vec::new());
            assert_eq!(faults.len(), expected, "{why}: {faults:?}");
            let is_told = |f: &crate::input::FileFault| f.to_string().contains("may be cut off");
            assert!(faults.iter().all(is_told), "{why}: {faults:?}");
        }
    }
}

#[test]
fn what_is_no_csv_is_told_by_its_name() {
    let text = String::from_utf8(csv(ACCOUNT_HEADER, &[ACCOUNT])).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, expected) in [
        (text.replace(',', ";").into_bytes(), "semicolons"),
        (text.replace(',', "\t").into_bytes(), "tabs"),
        (text.replace(',', "|").into_bytes(), "vertical bars"),
        (text.replace(',', "，").into_bytes(), "full-width commas"),
        (text.replace('\n', "\r").into_bytes(), "CR alone"),
        (utf16.clone(), "UTF-16"),
        ([&b"\xFF\xFE"[..], &utf16].concat(), "UTF-16"),
        (b"\x1F\x8B\x08\0\0".to_vec(), "compressed"),
        (b"PK\x03\x04..xl/workbook.xml".to_vec(), "workbook"),
        (vec![0; 512], "NUL"),
        ([text.as_bytes(), &[0; 512]].concat(), "NUL"),
        ([text.trim_end().as_bytes(), &[0; 512]].concat(), "NUL"),
    ] {
        for name in ["accounts.csv", "control.csv"] {
            if name == "control.csv" && (expected == "NUL" || bytes.len() > 100) {
                continue;
            }
            let faults = Delivery::new().with(name, bytes.clone()).faults();
            assert_eq!(faults.len(), 1, "{expected}: {faults:?}");
            assert!(
                faults[0].starts_with(name) && faults[0].contains(expected),
                "{expected}: {faults:?}"
            );
        }
    }
}

#[test]
fn records_of_nothing_are_no_rows() {
    for nothing in [
        ",,,,,",
        ",,",
        " ,\t,\u{3000},,,",
        "\u{1A}",
        "\u{1A}\r",
        "   ",
        "\"\",\"\",\"\",\"\",\"\",\"\"",
    ] {
        let bad = altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "x");
        let delivery = Delivery::new().accounts(&[ACCOUNT, nothing, &bad, nothing]);
        let extract = delivery.read().unwrap();
        assert_eq!(extract.inputs[2].rows, 2, "{nothing:?}");
        assert_eq!(
            rejects(&extract),
            ["accounts.csv 4 account_status BAD_CODE *"]
        );
    }
}

#[test]
fn a_name_next_to_an_optional_column_refuses_the_run() {
    for (name, expected) in [
        ("membername", true),
        ("member_nam", true),
        ("memeber_name", true),
        ("Member_Namme", true),
        ("mebmer_name", true),
        ("member", false),
        ("成员姓氏", false),
    ] {
        let header = NETWORK_HEADER.replace("member_name", name);
        let faults = Delivery::new()
            .with("networks.csv", csv(&header, &[NETWORK]))
            .faults();
        assert_eq!(faults.len(), usize::from(expected), "{name}: {faults:?}");
    }
    // With the column there, another of nearly its name is only an extra one.
    let header = format!("{NETWORK_HEADER},membername");
    let row = format!("{NETWORK},x");
    let delivery = Delivery::new().with("networks.csv", csv(&header, &[&row]));
    assert!(delivery.faults().is_empty());
}

#[test]
fn rows_that_name_nobody_can_be_accepted_in_exactly_their_number() {
    let nobody = altered(NETWORK_HEADER, NETWORK, "member_id", "");
    for (rows, accepted, is_taken) in [
        (1, None, false),
        (1, Some(0), false),
        (1, Some(1), true),
        (1, Some(2), false),
        (2, Some(1), false),
        (0, Some(0), true),
        (0, Some(1), false),
    ] {
        let rows = [vec![NETWORK], vec![&*nobody; rows]].concat();
        let delivery = Delivery {
            accept_unidentified: accepted,
            ..Delivery::new().networks(&rows)
        };
        assert_eq!(delivery.read().is_ok(), is_taken, "{rows:?} {accepted:?}");
    }
}

#[test]
fn control_can_be_required() {
    let control = csv(
        "file,rows,sha256",
        &["enrollments.csv,1,", "networks.csv,1,", "accounts.csv,1,"],
    );
    for (delivery, is_taken) in [
        (Delivery::new(), false),
        (Delivery::new().with("control.csv", control), true),
    ] {
        let delivery = Delivery {
            require_control: true,
            ..delivery
        };
        assert_eq!(delivery.read().is_ok(), is_taken);
    }
}

#[test]
fn a_file_that_is_another_before_the_commit_is_noticed() {
    type Change = fn(&Path);
    let changes: [(&str, Change, &str); 6] = [
        ("", |_| {}, "nothing"),
        (
            "accounts.csv",
            |dir| {
                use std::io::Write;
                let path = dir.join("accounts.csv");
                let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
                file.write_all(b"\n").unwrap();
            },
            "grown",
        ),
        (
            "networks.csv",
            |dir| {
                let (old, new) = (dir.join("networks.csv"), dir.join("new"));
                std::fs::copy(&old, &new).unwrap();
                std::fs::rename(&new, &old).unwrap();
            },
            "replaced",
        ),
        (
            "enrollments.csv",
            |dir| std::fs::remove_file(dir.join("enrollments.csv")).unwrap(),
            "removed",
        ),
        (
            "payments.csv",
            |dir| std::fs::write(dir.join("payments.csv"), "x").unwrap(),
            "added",
        ),
        (
            "control.csv",
            |dir| std::fs::write(dir.join("control.csv"), "x").unwrap(),
            "added",
        ),
    ];
    for (name, change, why) in changes {
        let dir = Delivery::new().write();
        let extract = read_in_blocks(&ReadOptions::of(dir.path()), &policy(), 1 << 20).unwrap();
        change(dir.path());
        let faults = extract.folder.unchanged().err().map(|r| r.faults);
        let found: Vec<&str> = faults.iter().flatten().map(|f| &*f.file).collect();
        let expected: &[&str] = if name.is_empty() { &[] } else { &[name] };
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn a_folder_whose_link_is_moved_stays_the_one_that_was_opened() {
    let (one, other) = (Delivery::new().write(), Delivery::new().write());
    let home = tempfile::tempdir().unwrap();
    let link = home.path().join("today");
    symlink(one.path(), &link).unwrap();
    let extract = read_in_blocks(&ReadOptions::of(&link), &policy(), 1 << 20).unwrap();
    std::fs::remove_file(&link).unwrap();
    symlink(other.path(), &link).unwrap();
    assert!(extract.folder.unchanged().is_ok());
}

#[test]
fn reading_ends_when_it_is_stopped() {
    let dir = Delivery::new().write();
    let options = ReadOptions {
        is_stopped: &|| true,
        ..ReadOptions::of(dir.path())
    };
    assert!(read_in_blocks(&options, &policy(), 1 << 20).is_err());
}

#[test]
fn faults_are_told_in_both_languages() {
    let faults = Delivery::new()
        .with("accounts.csv", "\0\0\0")
        .read()
        .unwrap_err();
    let zh = faults
        .message()
        .text(crate::domain::plan::Language::Zh)
        .to_owned();
    assert!(
        zh.contains("accounts.csv") && zh.contains("NUL 字节填充"),
        "{zh}"
    );
    let en = faults
        .message()
        .text(crate::domain::plan::Language::En)
        .to_owned();
    assert!(en.contains("padded with NUL"), "{en}");
}
