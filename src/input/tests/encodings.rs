//! UTF-8, GB18030, and bytes that are neither.

use super::*;
use encoding_rs::GB18030;

fn gb18030(bytes: &[u8]) -> Vec<u8> {
    let (encoded, _, is_unmappable) = GB18030.encode(std::str::from_utf8(bytes).unwrap());
    assert!(!is_unmappable);
    encoded.into_owned()
}

/// What was read but for the digests of the raw bytes.
fn content(delivery: &Delivery) -> String {
    let mut extract = delivery.read().unwrap();
    for input in &mut extract.inputs {
        (input.sha256, input.bytes) = (String::new(), 0);
        input.encoding = None;
    }
    shown(&extract)
}

fn many() -> Delivery {
    let rare = altered(ENROLLMENT_HEADER, ENROLLMENT, "insured_name", "㐀𠮷·é");
    let quoted = altered(
        ENROLLMENT_HEADER,
        ENROLLMENT,
        "institution_name",
        "\"某\n小学, \"\"东\"\"\"",
    );
    let wide = altered(
        ENROLLMENT_HEADER,
        ENROLLMENT,
        "insured_id",
        "３１０１０１２０１５０３０７００１５",
    );
    let bad = altered(ENROLLMENT_HEADER, ENROLLMENT, "channel", "学堂");
    Delivery::new().enrollments(&[
        &altered(ENROLLMENT_HEADER, &rare, "enrollment_id", "E2"),
        &altered(ENROLLMENT_HEADER, &wide, "enrollment_id", "E3"),
        &altered(ENROLLMENT_HEADER, &bad, "enrollment_id", "E4"),
        &quoted,
    ])
}

#[test]
fn the_encoding_does_not_matter() {
    let utf8 = many();
    let expected = content(&utf8);
    let (mut marked, mut gb, mut gb_marked) = (utf8.clone(), utf8.clone(), utf8.clone());
    for (_, bytes) in &mut marked.files {
        bytes.splice(0..0, *b"\xEF\xBB\xBF");
    }
    for (_, bytes) in &mut gb.files {
        *bytes = gb18030(bytes);
    }
    for (_, bytes) in &mut gb_marked.files {
        *bytes = [b"\x84\x31\x95\x33", &gb18030(bytes)[..]].concat();
    }
    for (delivery, encoding) in [
        (&utf8, Some(Encoding::Utf8)),
        (&marked, None),
        (&marked, Some(Encoding::Utf8)),
        (&gb, None),
        (&gb, Some(Encoding::Gb18030)),
        (&gb_marked, None),
    ] {
        let delivery = Delivery {
            encoding,
            ..delivery.clone()
        };
        assert_eq!(content(&delivery), expected, "{encoding:?}");
    }
}

#[test]
fn other_bytes_refuse_the_run() {
    let name = gb18030("张小明".as_bytes());
    let damaged = |bytes: &[u8]| {
        let start = csv(ACCOUNT_HEADER, &[ACCOUNT]);
        Delivery::new().with("accounts.csv", [&start[..], bytes].concat())
    };
    for (delivery, expected, why) in [
        (
            damaged(b"\xFF,,,,,\n"),
            "accounts.csv line 3: the file is neither valid UTF-8 nor valid GB18030; found: bytes that are no character; save the file as UTF-8 or GB18030 and deliver it again",
            "a byte of neither",
        ),
        (
            Delivery::new().with(
                "accounts.csv",
                [
                    b"\xEF\xBB\xBF",
                    &csv(ACCOUNT_HEADER, &[ACCOUNT])[..],
                    &name,
                    b"\n",
                ]
                .concat(),
            ),
            "accounts.csv line 3: the file is marked as UTF-8 but is not valid UTF-8; found: bytes that are no character; save the file as UTF-8 or GB18030 and deliver it again",
            "a mark that lies",
        ),
        (
            Delivery {
                encoding: Some(Encoding::Utf8),
                ..Delivery::new().with("accounts.csv", [&name[..], b",x\n"].concat())
            },
            "accounts.csv line 1: the header is not valid UTF-8; found: bytes that are no character; save the file as UTF-8 or GB18030 and deliver it again",
            "a header in another encoding than the one asked for",
        ),
    ] {
        for block_size in [16, 1 << 20] {
            let refusal = delivery.read_in(block_size, &policy()).unwrap_err();
            let told: Vec<String> = refusal.faults.iter().map(ToString::to_string).collect();
            assert_eq!(told, [expected], "{why}");
        }
    }
}

#[test]
fn with_the_encoding_asked_for_bad_bytes_cost_a_row() {
    let start = csv(ACCOUNT_HEADER, &[]);
    let bytes = [
        &start[..],
        b"\"a\nb\xFF\",,,,,\n",
        ACCOUNT.as_bytes(),
        b"\n\n\xFF\n",
    ]
    .concat();
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let delivery = Delivery {
            encoding: Some(encoding),
            ..Delivery::new().with("accounts.csv", bytes.clone())
        };
        let delivery = match encoding {
            Encoding::Utf8 => delivery,
            Encoding::Gb18030 => delivery
                .with(
                    "enrollments.csv",
                    gb18030(&csv(ENROLLMENT_HEADER, &[ENROLLMENT])),
                )
                .with("networks.csv", gb18030(&csv(NETWORK_HEADER, &[NETWORK]))),
        };
        let extract = delivery.read().unwrap();
        assert_eq!(
            rejects(&extract),
            [
                "accounts.csv 2  BAD_ENCODING ",
                "accounts.csv 6  BAD_ENCODING "
            ]
        );
        assert_eq!(extract.inputs[2].rows, 3);
        assert_eq!(extract.accounts.len(), 1);
    }
}
