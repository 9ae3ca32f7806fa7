//! Whatever the bytes, the blocks and the threads: no panic, every row accounted for, one result.

use super::*;
use proptest::prelude::*;
use rayon::ThreadPool;
use std::sync::LazyLock;

/// What mangling puts in: bytes that mean something, and any others.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop_oneof![Just(b"\"".to_vec()), Just(b",".to_vec()), Just(b"\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"\"\"".to_vec()), Just(b"\"\n".to_vec())],
        1 => proptest::collection::vec(any::<u8>(), 0..4),
        1 => Just("\u{FEFF}".as_bytes().to_vec()),
        1 => Just("张|".as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

/// Files of several rows, one of them mangled at a few places.
fn mangled() -> impl Strategy<Value = Delivery> {
    let files = [
        "enrollments.csv",
        "networks.csv",
        "accounts.csv",
        "payments.csv",
        "control.csv",
    ];
    let places = proptest::collection::vec(
        (any::<prop::sample::Index>(), 0_usize..6, any_bytes()),
        0..4,
    );
    (0..files.len(), places, any::<bool>()).prop_map(move |(file, places, is_gb18030)| {
        let mut delivery = full();
        if is_gb18030 {
            for (_, bytes) in &mut delivery.files {
                let text = String::from_utf8(bytes.clone()).unwrap();
                *bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
            }
        }
        let (_, bytes) = delivery
            .files
            .iter_mut()
            .find(|(name, _)| *name == files[file])
            .unwrap();
        for (place, cut, put) in places {
            let at = place.index(bytes.len() + 1);
            let end = bytes.len().min(at + cut);
            bytes.splice(at..end, put);
        }
        delivery
    })
}

/// A dozen rows of each file.
fn full() -> Delivery {
    let ids: Vec<String> = (0..12).map(|i| format!("G{i}")).collect();
    let enrollments: Vec<String> = ids
        .iter()
        .map(|id| {
            let row = altered(ENROLLMENT_HEADER, ENROLLMENT, "insured_id", id);
            let row = altered(ENROLLMENT_HEADER, &row, "institution_name", "\"某\n小学\"");
            altered(
                ENROLLMENT_HEADER,
                &row,
                "enrollment_id",
                &id.replace("11", "10"),
            )
        })
        .collect();
    let networks: Vec<String> = ids
        .iter()
        .map(|id| {
            altered(
                NETWORK_HEADER,
                &altered(NETWORK_HEADER, NETWORK, "member_id", id),
                "network_id",
                &id[..2],
            )
        })
        .collect();
    let accounts: Vec<String> = ids
        .iter()
        .map(|id| altered(ACCOUNT_HEADER, ACCOUNT, "holder_id", id))
        .collect();
    let payments: Vec<String> = ids
        .iter()
        .map(|id| altered(PAYMENT_HEADER, PAYMENT, "insured_id", id))
        .collect();
    let control = csv(
        "file,rows,sha256,taken_at",
        &[
            "enrollments.csv,12,,",
            "networks.csv,,,",
            "accounts.csv,12,,",
            "payments.csv,,,",
        ],
    );
    let rows = |rows: &[String]| {
        rows.iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    };
    Delivery::new()
        .enrollments(&[&rows(&enrollments)])
        .networks(&[&rows(&networks)])
        .accounts(&[&rows(&accounts[1..]), ACCOUNT])
        .payments(&[&rows(&payments)])
        .with("control.csv", control)
}

fn outcome(read: &Result<Extract, Refusal>) -> String {
    match read {
        Ok(extract) => shown(extract),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn the_full_extract_is_read() {
    let extract = full().read().unwrap();
    assert_eq!(extract.enrollments.len(), 10, "two share an id and differ");
    assert_eq!(extract.memberships.len(), 12);
    assert_eq!(extract.accounts.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_panics_and_rows_add_up(delivery in mangled(), encoding in prop_oneof![Just(None), Just(Some(Encoding::Utf8)), Just(Some(Encoding::Gb18030))]) {
        let delivery = Delivery { encoding, ..delivery };
        match delivery.read() {
            Ok(extract) => {
                let input = &extract.inputs[0];
                prop_assert_eq!(extract.enrollments.len() as u64 + input.rejected_rows, input.rows);
                for input in &extract.inputs {
                    let lines: std::collections::BTreeSet<_> =
                        extract.rejects.iter().filter(|r| r.file == input.file).map(|r| r.line).collect();
                    prop_assert_eq!(lines.len() as u64, input.rejected_rows);
                }
                prop_assert!(extract.rejects.is_sorted_by_key(|r| (r.file, r.line, r.column_index)));
            }
            Err(refusal) => prop_assert!(!refusal.faults.is_empty()),
        }
    }
}

/// Pools of one, two and eight threads.
static POOLS: LazyLock<[ThreadPool; 3]> = LazyLock::new(|| {
    [1, 2, 8].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap()
    })
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn blocks_and_threads_do_not_matter(delivery in mangled(), size in 1_usize..200) {
        let mut lax = policy();
        lax.max_reject_ratio.value = rust_decimal::Decimal::ONE;
        let whole = outcome(&delivery.read_in(1 << 20, &lax));
        for pool in POOLS.iter() {
            let read = pool.install(|| delivery.read_in(size, &lax));
            prop_assert_eq!(&outcome(&read), &whole, "{:?}, blocks of {}", pool, size);
        }
    }
}
