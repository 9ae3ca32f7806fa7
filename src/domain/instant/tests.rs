use super::*;

fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

fn shown(text: &str) -> Option<String> {
    Instant::parse(text, shanghai()).map(|i| i.display(shanghai()))
}

#[test]
fn every_declared_form_is_read() {
    for (text, expected) in [
        ("2024-12-20T17:00:00", "2024-12-20T17:00:00+08:00"),
        ("2024-12-20 17:00:00", "2024-12-20T17:00:00+08:00"),
        ("2024-12-20t09:00:00z", "2024-12-20T17:00:00+08:00"),
        (
            "2024-12-20T16:59:59.999999999+08:00",
            "2024-12-20T16:59:59.999999999+08:00",
        ),
        ("2024-12-20T17:00:00.500", "2024-12-20T17:00:00.5+08:00"),
        ("2024-12-19T23:30:00-09:30", "2024-12-20T17:00:00+08:00"),
        ("0001-01-01T08:00:00", "0001-01-01T08:00:00+08:00"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59+08:00"),
        ("2024-02-29T00:00:00", "2024-02-29T00:00:00+08:00"),
        ("2024/12/20 17:00:00", "2024-12-20T17:00:00+08:00"),
        ("2024/12/20T09:00:00.25Z", "2024-12-20T17:00:00.25+08:00"),
        ("2024/12/20t17:00:00+0800", "2024-12-20T17:00:00+08:00"),
        ("2024-12-20T17:00:00+0800", "2024-12-20T17:00:00+08:00"),
        ("2024-12-20T17:00:00.1-0930", "2024-12-21T10:30:00.1+08:00"),
        ("2024-12-20T09:00:00-00:00", "2024-12-20T17:00:00+08:00"),
        ("20241220170000", "2024-12-20T17:00:00+08:00"),
        ("20240229235959", "2024-02-29T23:59:59+08:00"),
    ] {
        assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn is_shown_in_any_offset() {
    for (text, offset, expected) in [
        ("2024-12-20T17:00:00", 0, "2024-12-20T09:00:00+00:00"),
        ("2024-12-20T17:00:00", -34_200, "2024-12-19T23:30:00-09:30"),
        (
            "1969-12-31T23:59:59.000000001Z",
            20_700,
            "1970-01-01T05:44:59.000000001+05:45",
        ),
        ("0001-01-01T00:00:00Z", -3600, "0000-12-31T23:00:00-01:00"),
        ("0000-01-01T00:00:00Z", -3600, "-0001-12-31T23:00:00-01:00"),
        ("9999-12-31T23:59:59Z", 3600, "+10000-01-01T00:59:59+01:00"),
        (
            "2024-12-20T17:00:00.120000000",
            28_800,
            "2024-12-20T17:00:00.12+08:00",
        ),
    ] {
        let offset = FixedOffset::east_opt(offset).unwrap();
        let instant = Instant::parse(text, shanghai()).unwrap();
        assert_eq!(instant.display(offset), expected, "{text}");
    }
}

#[test]
fn a_missing_instant_takes_no_more_room() {
    assert_eq!(size_of::<Option<Instant>>(), size_of::<Instant>());
    assert_eq!(size_of::<Instant>(), 12);
}

#[test]
fn nothing_else_is_an_instant() {
    for text in [
        "",
        "2024-12-20",
        "2024-12-20T24:00:00",
        "2024-12-20T23:59:60",
        "2023-02-29T00:00:00",
        "2024-12-20  17:00:00",
        "2024-12-20T17:00",
        "2024-12-20T17:00:00.",
        "2024/12/20",
        "20241220",
        "2024/12-20T17:00:00",
        "2024-12/20T17:00:00",
        "2024/12/20 17:00",
        "2024/13/20 17:00:00",
        "20241220170000Z",
        "20241220170000.0",
        "20241220170060",
        "20241220240000",
        "20230229000000",
        "202412201700",
        "2024122017000a",
        "2024-12-20T17:00:00.1234567890",
        "2024-12-20T17:00:00+8:00",
        "2024-12-20T17:00:00+24:00",
        "2024-12-20T17:00:00+08",
        "2024-12-20T17:00:00+2400",
        "2024-12-20T17:00:00+0860",
        "2024-12-20T17:00:00+080",
        "2024-12-20T17:00:00 +08:00",
        "2024-12-20T17:00:00Zx",
        "２０２４-12-20T17:00:00",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn what_databases_write_for_never_is_a_placeholder() {
    for (text, expected) in [
        ("0001-01-01T00:00:00", true),
        ("1900-01-01 00:00:00", true),
        ("1970-01-01T00:00:00Z", true),
        ("1999-12-31 23:59:59.999999999", true),
        ("1999-12-31T15:59:59Z", true),
        ("1999-12-31T16:00:00Z", false),
        ("2000-01-01 00:00:00", false),
        ("2099-12-31 23:59:59.999999999", false),
        ("2099-12-31T15:59:59Z", false),
        ("2099-12-31T16:00:00Z", true),
        ("2100-01-01 00:00:00", true),
        ("9999-12-31 23:59:59", true),
    ] {
        let instant = Instant::parse(text, shanghai()).unwrap();
        assert_eq!(instant.is_placeholder(shanghai()), expected, "{text}");
    }
}

#[test]
fn the_day_nought_is_known_in_every_spelling() {
    for (text, expected) in [
        ("0000-00-00", true),
        ("0000/00/00", true),
        ("00000000", true),
        ("0000-00-00 00:00:00", true),
        ("0000-00-00T00:00:00.000Z", true),
        ("0000/00/00t00:00:00+0800", true),
        ("00000000000000", true),
        ("0000-00-00 24:00:00", false),
        ("0000-00-00 00:00", false),
        ("0000-01-00 00:00:00", false),
        ("000000000", false),
        ("", false),
        ("2024-12-20 00:00:00", false),
    ] {
        assert_eq!(Instant::is_nought(text), expected, "{text}");
    }
}

#[test]
fn the_day_depends_on_the_offset() {
    let late = Instant::parse("2024-12-20T16:00:00Z", shanghai()).unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 12, 21).unwrap();
    assert_eq!(late.day_in(shanghai()), day);
    assert_eq!(Instant::start_of(day, shanghai()), late);
}

#[test]
fn a_minute_around_includes_both_ends() {
    let t = Instant::parse("2024-12-20T17:00:00", shanghai()).unwrap();
    for (text, within) in [
        ("2024-12-20T16:58:59.999999999", false),
        ("2024-12-20T16:59:00", true),
        ("2024-12-20T17:01:00", true),
        ("2024-12-20T17:01:00.000000001", false),
    ] {
        let other = Instant::parse(text, shanghai()).unwrap();
        assert_eq!(other.is_within_seconds(t, 60), within, "{text}");
        assert_eq!(t.is_within_seconds(other, 60), within, "{text}");
    }
}
