//! Files of answers as their makers write them.

use super::*;

const HEAD: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at";

fn offset() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

fn rows_of(bytes: &[u8], encoding: Option<Encoding>) -> Rows {
    read("a.csv", bytes, encoding, offset(), &|| false).unwrap()
}

fn one(row: &str) -> Result<Receipt, Unreadable> {
    let mut rows = rows_of(format!("{HEAD}\n{row}\n").as_bytes(), None);
    assert_eq!(rows.count(), 1, "{row}");
    rows.receipts.pop().ok_or_else(|| rows.unreadable.remove(0))
}

#[test]
fn headers_in_any_order_language_and_encoding_read_alike() {
    let text = "返回信息,x,流水号,处理状态,金额,返回码,缴费凭证号,处理时间\r\n\
                余额不足,?,7,扣款失败,355,A1,,20241223100000\r\n\
                ,,8,Accepted,355.0,,SW8,2024/12/23 10:00:00.50";
    let utf8 = rows_of(text.as_bytes(), None);
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    assert_eq!(rows_of(&gb18030, None), utf8);
    assert_eq!(rows_of(format!("\u{FEFF}{text}").as_bytes(), None), utf8);
    assert!(utf8.unreadable.is_empty());
    let [first, second] = &utf8.receipts[..] else {
        panic!("{utf8:?}");
    };
    assert_eq!(
        (first.end_to_end_no.as_str(), first.line, first.amount),
        ("7", 2, Some(Money::from_fen(35500)))
    );
    assert_eq!(
        (
            first.answer.status,
            &*first.answer.code,
            &*first.answer.message
        ),
        (Status::NotPosted, "A1", "余额不足")
    );
    assert_eq!(first.answer.received_at, "2024-12-23T10:00:00+08:00");
    assert_eq!(second.answer.receipt_no, "SW8");
    assert_eq!(second.answer.received_at, "2024-12-23T10:00:00.5+08:00");
}

#[test]
fn the_amount_that_is_due_may_not_be_empty() {
    for status in Status::ALL {
        let receipt_no = if status == Status::Accepted { "T" } else { "" };
        let row = |amount: &str| one(&format!("1,{status},{amount},,,{receipt_no},"));
        for (amount, read) in [
            ("0.00", 0),
            ("354.99", 35499),
            ("355", 35500),
            ("355.5", 35550),
        ] {
            let found = row(amount).unwrap().amount;
            assert_eq!(found, Some(Money::from_fen(read)), "{status} {amount}");
        }
        for amount in [
            "3.55E+02", "-355.00", "+355", "355,00", "¥355.00", "355.000", "NaN",
        ] {
            let quoted = format!("\"{amount}\"");
            assert!(row(&quoted).is_err(), "{status} {amount}");
        }
        let empty = row("");
        match status {
            Status::NotPosted | Status::Rejected => assert_eq!(empty.unwrap().amount, None),
            _ => assert!(empty.is_err(), "{status}"),
        }
    }
}

#[test]
fn a_row_that_cannot_be_read_is_told_with_what_stands_there() {
    for (row, column) in [
        (",posted,355,,,,", "end_to_end_no"),
        ("1,,355,,,,", "status"),
        ("1,done,355,,,,", "status"),
        ("1,posted,,,,,", "amount"),
        ("1,accepted,355,,,,", "receipt_no"),
        ("1,rejected,,E|1,,,", "code"),
        ("1,rejected,,E1,a\tb,,", "message"),
        ("1,accepted,355,,,T\u{1B}1,", "receipt_no"),
        ("1,posted,355,,,,2024-12-23", "received_at"),
        ("1,posted,355,,,,2024-12-23 10:00", "received_at"),
    ] {
        let unreadable = one(row).unwrap_err();
        assert!(unreadable.why.to_string().starts_with(column), "{row}");
        let told = row.split(',').take(3);
        let told: Vec<&str> = told.collect();
        let shown = [
            unreadable.end_to_end_no,
            unreadable.status,
            unreadable.amount,
        ];
        assert_eq!(shown.to_vec(), told, "{row}");
    }
    let shown = one("1\u{7},po\u{1B}sted,3\u{2028}55,,,,").unwrap_err();
    assert_eq!(
        [shown.end_to_end_no, shown.status, shown.amount],
        ["1\u{FFFD}", "po\u{FFFD}sted", "3\u{FFFD}55"]
    );
}

#[test]
fn line_feeds_in_the_words_of_the_answerer_are_replaced() {
    let read = one("1,accepted,355,,\"a\nb|c\",\"T\n1\",").unwrap();
    assert_eq!(
        [read.answer.message, read.answer.receipt_no],
        ["a\u{FFFD}b|c", "T\u{FFFD}1"]
    );
}

#[test]
fn what_databases_write_for_no_instant_is_none() {
    for nothing in [
        "",
        "0000-00-00 00:00:00",
        "1900-01-01 00:00:00",
        "99991231235959",
    ] {
        let read = one(&format!("1,posted,355,,,,{nothing}")).unwrap();
        assert_eq!(read.answer.received_at, "", "{nothing}");
    }
}

#[test]
fn rows_are_counted_once_and_blank_ones_not_at_all() {
    let text = format!(
        "{HEAD},more\n1,posted,355,,,,,\n2,posted\n,,,,,,,\n\u{1A},,,,,,,\n,,,,,,,x\n\"a\"b,,,,,,,\n"
    );
    let rows = rows_of(text.as_bytes(), None);
    let lines: Vec<Line> = rows.unreadable.iter().map(|row| row.line).collect();
    assert_eq!((rows.count(), rows.receipts.len()), (4, 1));
    let mut sorted = lines;
    sorted.sort_unstable();
    assert_eq!(sorted, [3, 6, 7]);
}

#[test]
fn other_bytes_are_a_row_only_where_the_encoding_is_given() {
    let bytes = [
        HEAD.as_bytes(),
        b"\n1,posted,355,,\xFF\xFF,,\n2,posted,355,,,,\n",
    ]
    .concat();
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let rows = rows_of(&bytes, Some(encoding));
        assert_eq!((rows.receipts.len(), rows.unreadable[0].line), (1, 2));
        assert_eq!(rows.receipts[0].end_to_end_no, "2");
    }
    let refused = read("a.csv", &bytes, None, offset(), &|| false).unwrap_err();
    assert!(
        refused[0]
            .to_string()
            .contains("not valid utf-8 and not valid gb18030")
    );
}

#[test]
fn nothing_and_nought_are_one_amount() {
    let row = |amount: &str| one(&format!("1,rejected,{amount},E,,,")).unwrap();
    for (a, b, is_same) in [
        ("", "0.00", true),
        ("", "355", false),
        ("0", "355", false),
        ("355", "355.00", true),
    ] {
        assert_eq!(row(a).says_the_same(&row(b)), is_same, "{a} {b}");
    }
}

#[test]
fn a_header_alone_is_refused() {
    let refused = read(
        "a.csv",
        format!("{HEAD}\n").as_bytes(),
        None,
        offset(),
        &|| false,
    )
    .unwrap_err();
    assert!(refused[0].to_string().contains("no answer"));
}
