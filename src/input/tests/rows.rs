//! Values that cannot be read, and who is held because of them.

use super::*;

/// The problems of one row, as `column PROBLEM value`.
fn problems(delivery: &Delivery) -> Vec<String> {
    let extract = delivery.read().unwrap();
    let of_row = |shown: String| shown.splitn(3, ' ').nth(2).unwrap().to_owned();
    rejects(&extract).into_iter().map(of_row).collect()
}

/// Each case alters one column of a good row; `""` expects no problem.
fn check(
    deliver: impl Fn(&str) -> Delivery,
    header: &str,
    row: &str,
    cases: &[(&str, &str, &str)],
) {
    for (column, value, expected) in cases {
        let altered = altered(header, row, column, value);
        let found = problems(&deliver(&altered));
        let expected: &[&str] = if expected.is_empty() {
            &[]
        } else {
            &[expected]
        };
        assert_eq!(found, expected, "{column} = {value:?}");
    }
}

#[test]
fn values_of_enrollments() {
    let long_key = "1".repeat(65);
    let long_id = "E".repeat(65);
    check(
        |row| Delivery::new().enrollments(&[row]),
        ENROLLMENT_HEADER,
        ENROLLMENT,
        &[
            ("enrollment_id", " E-1 /#~ ", ""),
            ("enrollment_id", "", "enrollment_id MISSING_VALUE "),
            (
                "enrollment_id",
                "\u{3000}\u{200B}",
                "enrollment_id MISSING_VALUE ",
            ),
            ("enrollment_id", "E|1", "enrollment_id BAD_TEXT ***"),
            ("enrollment_id", "E\t1", "enrollment_id BAD_TEXT ***"),
            ("enrollment_id", "号1", "enrollment_id BAD_KEY **"),
            (
                "enrollment_id",
                &long_id,
                &format!("enrollment_id BAD_KEY EEE{}EEEE", "*".repeat(58)),
            ),
            ("insurance_year", "2026", ""),
            ("insurance_year", "25", "insurance_year BAD_CODE **"),
            ("insurance_year", "２０２５", "insurance_year BAD_CODE ****"),
            ("insurance_year", "+202", "insurance_year BAD_CODE ****"),
            ("insured_id_type", "1", ""),
            ("insured_id_type", "99", ""),
            ("insured_id_type", "18", "insured_id_type BAD_CODE **"),
            ("insured_id_type", "1|", "insured_id_type BAD_TEXT **"),
            ("insured_id", "110105491231002", ""),
            ("insured_id", "", "insured_id MISSING_VALUE "),
            (
                "insured_id",
                "3.10101E+17",
                "insured_id SPREADSHEET_DAMAGE 3.1****E+17",
            ),
            (
                "insured_id",
                "310101201503070000",
                "insured_id SPREADSHEET_DAMAGE 310***********0000",
            ),
            (
                "insured_id",
                "31010120150307001?",
                "insured_id BAD_KEY 310***********001?",
            ),
            (
                "insured_id",
                "31010120150307\u{FFFD}",
                "insured_id BAD_TEXT 310********307\u{FFFD}",
            ),
            (
                "insured_id",
                &long_key,
                &format!("insured_id BAD_KEY 111{}1111", "*".repeat(58)),
            ),
            ("insured_name", "阿依古丽·买买提", ""),
            ("insured_name", "", "insured_name MISSING_VALUE "),
            ("insured_name", "张|明", "insured_name BAD_TEXT ***"),
            ("insured_name", "张\u{E5E5}", "insured_name BAD_TEXT **"),
            ("insured_name", "\"张\n明\"", "insured_name BAD_TEXT ***"),
            ("category", "retired", ""),
            ("category", "", "category MISSING_VALUE "),
            ("category", "stu\rdent", "category BAD_TEXT stu*dent"),
            ("channel", "社区", ""),
            ("channel", "School", ""),
            ("channel", "schools", "channel BAD_CODE *******"),
            ("district_code", "31010", "district_code BAD_CODE *****"),
            ("district_code", "31010a", "district_code BAD_CODE ******"),
            ("institution_code", "a_-9", ""),
            ("institution_code", "a.b", "institution_code BAD_CODE ***"),
            ("institution_code", "校", "institution_code BAD_CODE *"),
            ("institution_name", "", ""),
            ("institution_name", "\"某|校\n东\"", ""),
            (
                "institution_name",
                "某\u{0}校",
                "institution_name BAD_TEXT ***",
            ),
            ("applied_at", "", "applied_at MISSING_VALUE "),
            (
                "applied_at",
                "2024-10-08",
                "applied_at BAD_INSTANT 202***0-08",
            ),
            (
                "applied_at",
                "2024-10-08|09:30:00",
                "applied_at BAD_INSTANT 202************0:00",
            ),
            ("paid_channel", "个账代扣", ""),
            ("paid_channel", "card", "paid_channel BAD_CODE ****"),
            ("paid_at", "2024-11-30 08:00:00.5Z", ""),
            ("paid_at", "yes", "paid_at BAD_INSTANT ***"),
        ],
    );
}

#[test]
fn values_of_networks() {
    check(
        |row| Delivery::new().networks(&[row]),
        NETWORK_HEADER,
        NETWORK,
        &[
            ("network_id", "", "network_id MISSING_VALUE "),
            ("network_id", "网1", "network_id BAD_KEY **"),
            ("organizer_id", "", "organizer_id MISSING_VALUE "),
            ("organizer_id", "1 2", "organizer_id BAD_KEY ***"),
            ("member_name", "", ""),
            ("member_name", "\"张\n|\"", ""),
            ("member_name", "张\u{FFFD}", "member_name BAD_TEXT **"),
            ("relation", "", ""),
            ("relation", "friend|\u{FFFD}", ""),
            ("joined_at", "", "joined_at MISSING_VALUE "),
            ("joined_at", "1.3.2024", "joined_at BAD_INSTANT 1.3*2024"),
            ("left_at", "2024-03-01T10:00:00", ""),
            (
                "left_at",
                "2024-03-01T09:59:59",
                "left_at BAD_INSTANT 202************9:59",
            ),
            ("left_at", "0", "left_at BAD_INSTANT *"),
            ("dissolved_at", "2024-03-01T02:00:00Z", ""),
            (
                "dissolved_at",
                "2024-03-01T01:59:59Z",
                "dissolved_at BAD_INSTANT 202*************:59Z",
            ),
            ("contribution_selected_at", "", ""),
            (
                "contribution_selected_at",
                "x",
                "contribution_selected_at BAD_INSTANT *",
            ),
            (
                "contribution_cancelled_at",
                "x",
                "contribution_cancelled_at BAD_INSTANT *",
            ),
        ],
    );
}

#[test]
fn values_of_accounts() {
    check(
        |row| Delivery::new().accounts(&[ACCOUNT, row]),
        ACCOUNT_HEADER,
        ACCOUNT,
        &[
            ("holder_id", "", "holder_id MISSING_VALUE "),
            ("insurance_status", "正常参保", ""),
            ("insurance_status", "5", "insurance_status BAD_CODE *"),
            ("account_status", "死亡", ""),
            ("account_status", "open", "account_status BAD_CODE ****"),
            ("current_balance", "-0.01", ""),
            ("current_balance", "", "current_balance MISSING_VALUE "),
            ("current_balance", "1e3", "current_balance BAD_MONEY ***"),
            (
                "accumulated_balance",
                "1_000",
                "accumulated_balance BAD_MONEY *****",
            ),
            (
                "accumulated_balance",
                "１",
                "accumulated_balance BAD_MONEY *",
            ),
            (
                "balance_as_of",
                "2024-12-20T24:00:00",
                "balance_as_of BAD_INSTANT 202************0:00",
            ),
        ],
    );
}

#[test]
fn values_of_payments() {
    check(
        |row| Delivery::new().payments(&[row]),
        PAYMENT_HEADER,
        PAYMENT,
        &[
            ("receipt_no", "\"R|\n1\"", ""),
            ("receipt_no", "", "receipt_no MISSING_VALUE "),
            ("receipt_no", "R\u{1}", "receipt_no BAD_TEXT **"),
            ("insurance_year", "", "insurance_year MISSING_VALUE "),
            ("paid_channel", "31", ""),
            ("paid_channel", "", "paid_channel MISSING_VALUE "),
            ("amount", "-355.00", ""),
            ("amount", "+355.00", "amount BAD_MONEY *******"),
            ("paid_at", "", "paid_at MISSING_VALUE "),
        ],
    );
}

#[test]
fn aliases_are_understood_in_every_file() {
    let labels = [
        (
            "enrollments.csv",
            "参保登记流水号,参保年度,psn_cert_type,CERTNO,psn_name,人员类别,申报渠道,insu_admdvs,学校代码,学校名称,申报时间,已缴方式,缴费时间",
            ENROLLMENT,
        ),
        (
            "networks.csv",
            "共济网编号,组建人证件号码,成员证件号码,成员姓名,与组建人关系,加入时间,退出时间,共济缴费选择时间,共济缴费取消时间,撤销组网时间",
            NETWORK,
        ),
        (
            "accounts.csv",
            "账户人证件号码,psn_insu_stas,账户状态,crt_year_balc,cal_year_balc,余额时点",
            ACCOUNT,
        ),
        (
            "payments.csv",
            "缴费凭证号,参保年度,证件号码,已缴方式,缴费金额,缴费时间",
            PAYMENT,
        ),
    ];
    let plain = Delivery::new().payments(&[PAYMENT]).read().unwrap();
    let mut labelled = Delivery::new();
    for (name, header, row) in labels {
        labelled = labelled.with(name, csv(header, &[row]));
    }
    let mut labelled = labelled.read().unwrap();
    labelled.inputs.clone_from(&plain.inputs);
    assert_eq!(shown(&labelled), shown(&plain));
}

#[test]
fn a_row_lists_every_bad_value_in_the_order_of_the_columns() {
    let bad = "N1,,310101201503070015,a\u{7},child,x,y,z,,";
    let header = "dissolved_at,contribution_cancelled_at,contribution_selected_at,left_at,joined_at,relation,member_name,member_id,organizer_id,network_id,note";
    let reversed: Vec<&str> = bad.split(',').rev().chain(["extra"]).collect();
    let delivery = Delivery::new().with("networks.csv", csv(header, &[&reversed.join(",")]));
    let extract = delivery.read().unwrap();
    assert_eq!(
        rejects(&extract),
        [
            "networks.csv 2 organizer_id MISSING_VALUE ",
            "networks.csv 2 member_name BAD_TEXT **",
            "networks.csv 2 joined_at BAD_INSTANT *",
            "networks.csv 2 left_at BAD_INSTANT *",
            "networks.csv 2 contribution_selected_at BAD_INSTANT *",
        ]
    );
    assert_eq!(extract.inputs[1].rejected_rows, 1);
    assert_eq!(
        told(&extract.notes),
        ["networks.csv: columns not used: note"]
    );
}

#[test]
fn rows_without_fields_stand_alone() {
    let quoted = format!("\"E9\"x{}", &ENROLLMENT[2..]);
    let inner = ENROLLMENT.replace("张小明", "张\"小\"明");
    let extract = Delivery::new()
        .enrollments(&[
            ENROLLMENT,
            "E2,2025",
            &format!("{ENROLLMENT},"),
            &quoted,
            &inner,
        ])
        .read()
        .unwrap();
    assert_eq!(
        rejects(&extract),
        [
            "enrollments.csv 3  FIELD_COUNT ",
            "enrollments.csv 4  FIELD_COUNT ",
            "enrollments.csv 5  BAD_QUOTING ",
            "enrollments.csv 6  BAD_QUOTING ",
        ]
    );
    assert!(extract.held.persons.is_empty());
    assert_eq!(extract.inputs[0].rows, 5);
}

#[test]
fn rejected_rows_hold_whom_they_name() {
    let none: [String; 0] = [];
    let child = |file: &str| vec![format!("{CHILD} {file}:2")];
    let parent = |file: &str| vec![format!("{PARENT} {file}:2")];
    let both = |file: &str| [parent(file), child(file)].concat();
    let bad_enrollment = altered(ENROLLMENT_HEADER, ENROLLMENT, "channel", "x");
    let bad_network = altered(NETWORK_HEADER, NETWORK, "joined_at", "x");
    let bad_account = altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "x");
    let bad_payment = altered(PAYMENT_HEADER, PAYMENT, "amount", "x");
    for (delivery, file, persons, payers, requested) in [
        (
            Delivery::new().enrollments(&[&bad_enrollment]),
            "enrollments.csv",
            true,
            [false, false],
            false,
        ),
        (
            Delivery::new().networks(&[&bad_network]),
            "networks.csv",
            true,
            [true, true],
            true,
        ),
        (
            Delivery::new().networks(&[&altered(NETWORK_HEADER, NETWORK, "organizer_id", "")]),
            "networks.csv",
            true,
            [false, true],
            true,
        ),
        (
            Delivery::new().accounts(&[&bad_account]),
            "accounts.csv",
            false,
            [true, false],
            false,
        ),
        (
            Delivery::new().accounts(&[&altered(ACCOUNT_HEADER, ACCOUNT, "holder_id", "")]),
            "accounts.csv",
            false,
            [false, false],
            false,
        ),
        (
            Delivery::new().payments(&[&bad_payment]),
            "payments.csv",
            true,
            [false, false],
            false,
        ),
    ] {
        let extract = delivery.read().unwrap();
        let expect = |is: bool| if is { child(file) } else { none.to_vec() };
        assert_eq!(held(&extract.held.persons), expect(persons), "{file}");
        assert_eq!(held(&extract.held.requested), expect(requested), "{file}");
        let expected_payers = match payers {
            [true, true] => both(file),
            [true, false] => parent(file),
            [false, true] => child(file),
            [false, false] => none.to_vec(),
        };
        assert_eq!(held(&extract.held.payers), expected_payers, "{file}");
    }
}
