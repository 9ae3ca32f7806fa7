//! Files that refuse the run, each with all that is wrong.

use super::*;

#[test]
fn missing_files_are_named() {
    let delivery = Delivery::new()
        .without("networks.csv")
        .without("accounts.csv");
    let faults = delivery.faults();
    assert_eq!(faults.len(), 2);
    assert!(faults[0].starts_with("networks.csv: the file is missing; found: no such file in "));
    assert!(faults[1].ends_with("put it into the folder and run again"));

    assert!(Delivery::new().read().unwrap().payments.is_none());
    let mut strict = Delivery::new();
    strict.require_payments = true;
    assert!(strict.faults()[0].starts_with("payments.csv: the file is missing"));
}

#[test]
fn a_missing_file_is_told_with_what_the_folder_holds() {
    let mut delivery = Delivery::new();
    for name in ["enrollments.csv", "networks.csv"] {
        delivery = delivery.without(name);
    }
    let delivery = delivery
        .with("参保登记.csv", "")
        .with("310101201503070015.csv", "");
    let faults = delivery.faults();
    assert!(
        faults[0]
            .contains(", which holds 310***********0015.csv, accounts.csv, 参保登记.csv; give"),
        "{faults:?}"
    );
    assert!(!faults[1].contains("which holds"), "said once: {faults:?}");
    let names: Vec<String> = (10..30).map(|n| format!("x{n}")).collect();
    let dir = delivery.write();
    for name in names {
        std::fs::write(dir.path().join(name), "").unwrap();
    }
    let refusal = digests(dir.path()).unwrap_err().to_string();
    assert!(refusal.contains(", x17 and 13 more; give"), "{refusal}");
    assert_eq!(refusal.matches("and 13 more").count(), 1, "{refusal}");
}

#[test]
fn messages_call_columns_as_the_file_does() {
    let header = ACCOUNT_HEADER.replace("account_status", "账户状态");
    let bad = altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "x");
    let rows = vec![bad.as_str(); 11];
    let faults = Delivery::new()
        .with("accounts.csv", csv(&header, &rows))
        .faults();
    assert!(
        faults[0].contains("found: line 2 账户状态 (account_status) BAD_CODE, line 3"),
        "{faults:?}"
    );
    let header = NETWORK_HEADER.replace("member_id", "成员证件号码");
    let row = altered(NETWORK_HEADER, NETWORK, "member_id", "");
    let networks = csv(&header, &[&row]);
    let faults = Delivery::new().with("networks.csv", networks).faults();
    assert!(
        faults[0].contains("no readable 成员证件号码 (member_id), so that")
            && faults[0].contains("found: 成员证件号码 (member_id) MISSING_VALUE"),
        "{faults:?}"
    );
}

#[test]
fn a_column_that_resembles_an_absent_optional_one_is_warned_of() {
    let notes = |column: &str| {
        let header = format!("{ENROLLMENT_HEADER},{column},备注,");
        let rows = csv(&header, &[&format!("{ENROLLMENT},低保,,")]);
        let delivery = Delivery::new().with("enrollments.csv", rows);
        delivery.read().unwrap().notes
    };
    let [Remark::Warning(warning), Remark::Info(unused)] = &notes("资助类型")[..] else {
        panic!("a warning and a remark");
    };
    assert_eq!(
        warning.to_string(),
        "enrollments.csv: there is no optional column \"subsidy\" (资助类别, 医疗救助对象类别); the column \"资助类型\" resembles it and is not read: rename it if it is meant"
    );
    let unused = unused.to_string();
    assert!(unused.ends_with(": 备注 and 1 empty columns"), "{unused}");
    let [Remark::Info(_)] = &notes("资助类别")[..] else {
        panic!("a column that is read is no matter of a warning");
    };
}

#[test]
fn a_folder_is_no_file_and_a_file_no_folder() {
    let dir = Delivery::new().without("accounts.csv").write();
    std::fs::create_dir(dir.path().join("accounts.csv")).unwrap();
    for (folder, expected) in [
        (
            dir.path().to_owned(),
            "accounts.csv: this is a folder, not a file; put the file itself in its place",
        ),
        (
            dir.path().join("networks.csv"),
            "this is not a folder; name the folder that holds",
        ),
        (
            dir.path().join("nowhere"),
            "the folder of the extract cannot be read",
        ),
    ] {
        let options = ReadOptions::of(&folder);
        let refusal = read_in_blocks(&options, &policy(), 1 << 20).unwrap_err();
        assert!(refusal.to_string().contains(expected), "{refusal}");
        assert!(digests(&folder).unwrap_err().to_string().contains(expected));
    }
}

#[test]
fn headers_and_emptiness_are_judged() {
    let header_alone = "the file has a header and no row; deliver the file again with its rows";
    let empty = "the file is empty; deliver the file again with its header and rows";
    for (name, bytes, expected) in [
        ("enrollments.csv", "", empty),
        ("accounts.csv", "\u{FEFF}", empty),
        ("networks.csv", "\n\r\n", empty),
        ("enrollments.csv", ENROLLMENT_HEADER, header_alone),
        (
            "networks.csv",
            &format!("{NETWORK_HEADER}\r\n\r\n"),
            header_alone,
        ),
        (
            "accounts.csv",
            "insurance_status,account_status,current_balance,accumulated_balance,余额时点\n1,normal,1,1,2024-12-20T23:00:00\n",
            "column \"holder_id\" (账户人证件号码) is missing; found: insurance_status, account_status, current_balance, accumulated_balance, 余额时点; add it and deliver the file again",
        ),
        (
            "accounts.csv",
            &format!("{ACCOUNT_HEADER},账户状态\n"),
            "column \"account_status\" (账户状态) stands there more than once; found: account_status, 账户状态; remove all but one and deliver the file again",
        ),
        (
            "accounts.csv",
            &format!("\"holder_id\"x,{ACCOUNT_HEADER}\n"),
            "the header has text after a closing quote, or a quote inside a field; correct the header and deliver the file again",
        ),
    ] {
        let faults = Delivery::new().with(name, bytes).faults();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(
            faults[0].starts_with(name) && faults[0].ends_with(expected),
            "{faults:?}"
        );
    }
    let header = csv(PAYMENT_HEADER, &[]);
    let payments = Delivery::new().with("payments.csv", header).read();
    assert_eq!(payments.unwrap().payments.unwrap().len(), 0);
    let unnamed = NETWORK_HEADER.replace(",member_name", "");
    let row = NETWORK.replace(",张小明", "");
    let networks = Delivery::new().with("networks.csv", csv(&unnamed, &[&row]));
    assert_eq!(networks.read().unwrap().memberships[0].member_name, "");
}

#[test]
fn broken_quotes_and_endless_fields_stop_a_file() {
    let long = "x".repeat(1_025);
    for (row, expected, why) in [
        (
            format!("{ACCOUNT}\n\"{PARENT},active\n{ACCOUNT}"),
            "accounts.csv line 3 column \"holder_id\": a field opens with a quote that is never closed; close the quote; the file may also have been cut off in transfer, and deliver the file again",
            "an unclosed quote",
        ),
        (
            altered(ACCOUNT_HEADER, ACCOUNT, "account_status", &long),
            "accounts.csv line 2 column \"account_status\": a field has more than 1,024 bytes or 3 line feeds; look for a quote that is not closed, and deliver the file again",
            "a field of 1,025 bytes",
        ),
        (
            altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "\"a\n\n\n\nb\""),
            "accounts.csv line 2 column \"account_status\": a field has more than 1,024 bytes or 3 line feeds; look for a quote that is not closed, and deliver the file again",
            "four line feeds",
        ),
        (
            format!("{ACCOUNT}\n{}", "x,".repeat(2_000_000)),
            "accounts.csv line 3: a record is longer than 2 MiB; look for line feeds that are missing, and deliver the file again",
            "a record without end",
        ),
    ] {
        for block_size in [7, 64, 1 << 20] {
            let delivery = Delivery::new().accounts(&[&row, ACCOUNT]);
            let refusal = delivery.read_in(block_size, &policy()).unwrap_err();
            assert_eq!(refusal.faults.len(), 1, "{why}");
            assert_eq!(refusal.faults[0].to_string(), expected, "{why}");
        }
    }
}

#[test]
fn all_faults_of_all_files_are_told_in_order() {
    let delivery = Delivery::new()
        .with("control.csv", "file,rows,sha256\nenrollments.csv,7,\n")
        .with("accounts.csv", "")
        .with("networks.csv", format!("{NETWORK_HEADER}\n\"x"))
        .enrollments(&[ENROLLMENT]);
    let faults = delivery.faults();
    let files: Vec<&str> = faults
        .iter()
        .filter_map(|f| f.split([' ', ':']).next())
        .collect();
    assert_eq!(
        files,
        [
            "networks.csv",
            "accounts.csv",
            "control.csv",
            "control.csv",
            "control.csv"
        ],
        "{faults:#?}"
    );
}

#[test]
fn too_many_rejected_rows_refuse_the_run() {
    let bad = altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "x");
    let ten = vec![bad.as_str(); 10];
    let extract = Delivery::new().accounts(&ten).read().unwrap();
    assert_eq!((extract.rejects.len(), extract.accounts.len()), (10, 0));
    let eleven = vec![bad.as_str(); 11];
    assert_eq!(
        Delivery::new().accounts(&eleven).faults(),
        [
            "accounts.csv: 11 of 11 rows cannot be read, more than the share of 0.001 that the policy allows; found: line 2 account_status BAD_CODE, line 3 account_status BAD_CODE, line 4 account_status BAD_CODE, …; correct the rows (gongji check shows the first of each problem, with --json all of them) and deliver the file again"
        ]
    );
    let good = vec![ACCOUNT; 10_989];
    let enough = [good, eleven].concat();
    assert_eq!(Delivery::new().accounts(&enough).faults().len(), 0);
}

#[test]
fn a_rejected_row_that_names_nobody_refuses_the_run() {
    for (name, header, row, expected) in [
        (
            "networks.csv",
            NETWORK_HEADER,
            altered(NETWORK_HEADER, NETWORK, "member_id", "3.1E+17"),
            "line 2: a row that cannot be read has no readable member_id, so that nobody knows whom to hold back; found: member_id SPREADSHEET_DAMAGE",
        ),
        (
            "networks.csv",
            NETWORK_HEADER,
            "N1,x".to_owned(),
            "line 2: a row that cannot be read has no readable member_id, so that nobody knows whom to hold back; found: FIELD_COUNT",
        ),
        (
            "payments.csv",
            PAYMENT_HEADER,
            altered(PAYMENT_HEADER, PAYMENT, "insured_id", ""),
            "line 2: a row that cannot be read has no readable insured_id, so that nobody knows whom to hold back; found: insured_id MISSING_VALUE",
        ),
        (
            "payments.csv",
            PAYMENT_HEADER,
            format!("\"R\"{PAYMENT}"),
            "line 2: a row that cannot be read has no readable insured_id, so that nobody knows whom to hold back; found: BAD_QUOTING",
        ),
    ] {
        let faults = Delivery::new().with(name, csv(header, &[&row])).faults();
        assert_eq!(
            faults,
            [format!(
                "{name} {expected}; correct it and deliver the file again"
            )]
        );
    }
}
