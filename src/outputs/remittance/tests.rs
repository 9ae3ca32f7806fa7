use super::*;
use crate::domain::{Category, IdType};
use crate::outputs::fixture::{Fixture, bytes_of, key, pupil, text_of};
use std::io::Write;

fn sm3(bytes: &[u8]) -> String {
    let digest = Sm3::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_digest_is_sm3() {
    assert_eq!(
        sm3(b"abc"),
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    );
}

#[test]
fn header_details_trailer() {
    let mut fixture = Fixture::new();
    fixture.policy.sha256 = "c0ffee".to_owned();
    fixture.deduct(pupil("E2"), 1_000_00);
    let mut infant = pupil("E1");
    infant.category = Category::Infant;
    infant.id_type = IdType::FOREIGN_PASSPORT;
    infant.person = key("A1234567(8)");
    infant.name = "阿依古丽·买买提".into();
    fixture.deduct(infant, 1_000_00);
    let before = "H|GONGJI-REMIT|1|2025-20241221-01|2025|2024-12-21|shanghai-2025|c0ffee\n\
        D|00000001|2025202412210100000001|08|A1234567(8)|阿依古丽·买买提|infant|310101|2131000001|355.00|310101198001010017|E1\n\
        D|00000002|2025202412210100000002|01|310101201503070015|张三|student|310101|2131000001|355.00|310101198001010017|E2\n";
    // The passport adds nothing; of the id card's 17 digits the last ten remain.
    let digest = sm3(before.as_bytes());
    assert_eq!(
        text_of(render, &fixture),
        format!("{before}T|2|710.00|0150307001|{digest}\n")
    );
}

#[test]
fn a_night_without_deductions_has_header_and_trailer() {
    let mut fixture = Fixture::new();
    fixture.policy.sha256 = "c0ffee".to_owned();
    let header = "H|GONGJI-REMIT|1|2025-20241221-01|2025|2024-12-21|shanghai-2025|c0ffee\n";
    assert_eq!(
        text_of(render, &fixture),
        format!("{header}T|0|0.00|0000000000|{}\n", sm3(header.as_bytes()))
    );
}

#[test]
fn what_an_id_adds_to_the_entry_hash() {
    for (why, id, added) in [
        (
            "eighteen characters",
            "310101201503070015",
            31_010_120_150_307_001,
        ),
        (
            "with a check character X",
            "11010519491231002X",
            11_010_519_491_231_002,
        ),
        ("leading zeros", "000000000000000123", 12),
        (
            "exactly seventeen digits",
            "12345678901234567",
            12_345_678_901_234_567,
        ),
        ("sixteen digits", "1234567890123456", 0),
        (
            "a letter among the first seventeen",
            "A10101201503070015",
            0,
        ),
        ("a letter in the seventeenth place", "1234567890123456A8", 0),
        (
            "longer, the rest is ignored",
            "12345678901234567ABC",
            12_345_678_901_234_567,
        ),
        ("short", "A1", 0),
    ] {
        assert_eq!(entry(&key(id)), added, "{why}");
    }
}

#[test]
fn the_entry_hash_wraps_at_ten_digits() {
    let mut fixture = Fixture::new();
    for (id, person) in [("E1", "99999999999999999"), ("E2", "00000000000000002")] {
        let mut row = pupil(id);
        row.person = key(person);
        fixture.deduct(row, 1_000_00);
    }
    let text = text_of(render, &fixture);
    assert!(text.contains("\nT|2|710.00|0000000001|"), "{text}");
}

#[test]
fn lines_of_other_outcomes_are_no_lines() {
    let mut fixture = Fixture::new();
    fixture.except(pupil("E1"), &[crate::domain::Reason::NoFee]);
    fixture.settle(pupil("E2"), &[]);
    fixture.not_requested(pupil("E3"));
    assert_eq!(text_of(render, &fixture).lines().count(), 2);
}

#[test]
fn gb18030_holds_rare_characters_and_is_what_the_digest_covers() {
    let mut fixture = Fixture::new();
    fixture.options.remittance_encoding = Encoding::Gb18030;
    let mut row = pupil("E1");
    row.name = "\u{3400}\u{20000}\u{9FA6}張·é".into();
    fixture.deduct(row, 1_000_00);
    let bytes = bytes_of(render, &fixture);
    let (text, had_errors) = GB18030.decode_without_bom_handling(&bytes);
    assert!(!had_errors);
    assert!(text.contains("|\u{3400}\u{20000}\u{9FA6}張·é|"), "{text}");
    let trailer = bytes.len()
        - bytes
            .iter()
            .rev()
            .skip(1)
            .position(|b| *b == b'\n')
            .unwrap()
        - 1;
    let digest = text.trim_end().rsplit('|').next().unwrap();
    assert_eq!(digest, sm3(&bytes[..trailer]));
    assert!(!bytes.windows(2).any(|pair| pair == b"&#"));
}

#[test]
fn a_character_that_gb18030_cannot_write_is_an_error_and_never_replaced() {
    let mut fixture = Fixture::new();
    fixture.options.remittance_encoding = Encoding::Gb18030;
    let mut row = pupil("E1");
    row.name = "张\u{E5E5}".into();
    fixture.deduct(row, 1_000_00);
    let error = render(&fixture.plan(), &fixture.policy, &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(error.to_string().contains("U+E5E5"), "{error}");
}

#[test]
fn a_full_disk_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let fixture = Fixture::new();
    let error = render(&fixture.plan(), &fixture.policy, &mut Full).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}
