//! Records by RFC 4180, one sentence per case.

use super::*;

type Shown = Result<(Line, Vec<String>, bool), (Line, usize, Breach)>;

fn read(text: &str) -> Vec<Shown> {
    let mut records = Records::new(text, 1, 9);
    let mut shown = Vec::new();
    while let Some(record) = records.next() {
        shown.push(match record {
            Ok(r) => Ok((
                r.line,
                r.fields().map(str::to_owned).collect(),
                r.bad_quoting,
            )),
            Err(u) => Err((u.line, u.field, u.breach)),
        });
    }
    shown
}

fn good(line: Line, fields: &[&str]) -> Shown {
    Ok((line, fields.iter().map(|f| f.to_string()).collect(), false))
}

fn bad(line: Line, fields: &[&str]) -> Shown {
    Ok((line, fields.iter().map(|f| f.to_string()).collect(), true))
}

#[test]
fn records_are_read_by_rfc_4180() {
    for (text, expected, why) in [
        (
            "a,b\nc,d\n",
            vec![good(1, &["a", "b"]), good(2, &["c", "d"])],
            "plain",
        ),
        (
            "a,b\nc,d",
            vec![good(1, &["a", "b"]), good(2, &["c", "d"])],
            "the last line feed may lack",
        ),
        (
            "\n\r\na\n\n\nb\n",
            vec![good(3, &["a"]), good(6, &["b"])],
            "blank lines are no records but count",
        ),
        ("a,\n", vec![good(1, &["a", ""])], "an empty last field"),
        (" \n", vec![good(1, &[" "])], "a blank is a field"),
        ("a\rb\n", vec![good(1, &["a\rb"])], "a lone CR ends nothing"),
        (
            "\"a,b\",\"c\"\"d\"\n",
            vec![good(1, &["a,b", "c\"d"])],
            "quoted commas and quotes",
        ),
        (
            "x,\"a\nb\"\ny,z\n",
            vec![good(1, &["x", "a\nb"]), good(3, &["y", "z"])],
            "quoted line feeds count as lines",
        ),
        (
            "\"a\"\r\nb",
            vec![good(1, &["a"]), good(2, &["b"])],
            "CRLF behind a quote",
        ),
        (
            "\"\"\n",
            vec![good(1, &[""])],
            "an empty quoted field is a record",
        ),
        (
            "\"a\"x,b\n",
            vec![bad(1, &["ax", "b"])],
            "text after a closing quote",
        ),
        (
            "\"a\"\r",
            vec![bad(1, &["a\r"])],
            "a lone CR after a closing quote",
        ),
        (
            "a\"b,c\nd\n",
            vec![bad(1, &["a\"b", "c"]), good(2, &["d"])],
            "a quote within an unquoted field opens nothing",
        ),
        (" \"a\n", vec![bad(1, &[" \"a"])], "nor behind a blank"),
        (
            "\"a\"b\"c,d\"\ne",
            vec![bad(1, &["ab\"c", "d\""]), good(2, &["e"])],
            "nor in text after a closing quote",
        ),
    ] {
        assert_eq!(read(text), expected, "{why}");
    }
}

#[test]
fn limits_stop_the_reading() {
    let long = "x".repeat(MAX_FIELD_BYTES);
    let fits = format!("{long},\"{long}\"\r\n{long}\r\n");
    assert_eq!(
        read(&fits),
        [good(1, &[&long, &long]), good(2, &[&format!("{long}\r")])],
    );
    for (text, expected, why) in [
        (
            format!("a\nb,{long}x\nc"),
            Err((2, 1, Breach::LongField)),
            "a long field",
        ),
        (
            format!("a\nb,\"{long}x\"\nc"),
            Err((2, 1, Breach::LongField)),
            "a long quoted field",
        ),
        (
            format!("a\nb,\"{long}\"\"\"\nc"),
            Err((2, 1, Breach::LongField)),
            "a doubled quote is one byte",
        ),
        (
            "a\nb,\"1\n2\n3\n4\n\"\nc".to_owned(),
            Err((2, 1, Breach::LongField)),
            "four line feeds",
        ),
        (
            "a\nb,\"c\nd".to_owned(),
            Err((2, 1, Breach::OpenQuote)),
            "an unclosed quote",
        ),
        (
            format!("a\n{}\nc", ",".repeat(MAX_FIELDS)),
            Err((2, 1_024, Breach::ManyFields)),
            "1,025 fields",
        ),
        (
            format!("a\n\"\"{}\nc", ",".repeat(MAX_FIELDS)),
            Err((2, 1_024, Breach::ManyFields)),
            "1,025 fields, one quoted",
        ),
    ] {
        assert_eq!(read(&text), [good(1, &["a"]), expected], "{why}");
    }
    let four_lines = read("\"1\n2\n3\n4\"\nx");
    assert_eq!(four_lines, [good(1, &["1\n2\n3\n4"]), good(5, &["x"])]);
}

#[test]
fn only_the_first_fields_are_kept() {
    let mut records = Records::new("a,b,c\n\"d\",e,f\n", 1, 2);
    for expected in [["a", "b"], ["d", "e"]] {
        let record = records.next().unwrap().unwrap();
        assert_eq!(record.fields().collect::<Vec<_>>(), expected);
        assert_eq!((record.count(), record.field(2)), (3, ""));
    }
}
