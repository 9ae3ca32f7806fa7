use super::*;
use crate::domain::decision::{Notice, ReturnedAnswer};
use crate::domain::reject::Problem;
use crate::domain::{Class, Outcome, PersonKey, Relation, Status};
use crate::outputs::fixture::{Fixture, policy_on, pupil};
use crate::policy::CancellationLimit;

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

fn every_text(wordings: &Wordings) -> Vec<String> {
    let mut community = pupil("E1");
    community.channel = Channel::Community;
    [pupil("E1"), community]
        .iter()
        .flat_map(|row| Reason::ALL.iter().map(|reason| wordings.of(row, *reason)))
        .flat_map(|w| [w.message.clone(), w.action.clone(), w.source.clone()])
        .collect()
}

#[test]
fn every_reason_has_its_texts_in_both_languages() {
    for day in ["2024-12-21", "2024-12-29"] {
        let policy = policy_on(day);
        for language in LANGUAGES {
            for text in every_text(&Wordings::new(language, &policy)) {
                assert!(!text.trim().is_empty(), "{language:?}");
                assert!(!text.contains(['{', '}', '|', '\n', '\r']), "{text}");
                assert!(!text.starts_with(['=', '+', '-', '@']), "{text}");
            }
        }
    }
}

#[test]
fn english_texts_hold_no_chinese_but_sources() {
    let policy = policy_on("2024-12-21");
    let wordings = Wordings::new(Language::En, &policy);
    for reason in Reason::ALL {
        let wording = wordings.of(&pupil("E1"), *reason);
        assert!(wording.message.is_ascii(), "{}", wording.message);
        assert!(wording.action.is_ascii(), "{}", wording.action);
    }
}

#[test]
fn templates_hold_no_date_and_no_amount() {
    for language in LANGUAGES {
        for reason in Reason::ALL {
            let template = template(language, *reason);
            for text in [template.label, template.message, template.action] {
                assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
            }
        }
    }
}

#[test]
fn values_come_from_the_policy() {
    let policy = policy_on("2024-12-21");
    let mut community = pupil("E1");
    community.channel = Channel::Community;
    for (language, row, reason, part) in [
        (
            Language::Zh,
            pupil("E1"),
            Reason::InsufficientBalance,
            "355.00元",
        ),
        (
            Language::En,
            pupil("E1"),
            Reason::InsufficientBalance,
            "355.00 yuan",
        ),
        (Language::Zh, pupil("E1"), Reason::WrongYear, "2025年度"),
        (
            Language::Zh,
            pupil("E1"),
            Reason::JoinedAfterCutoff,
            "2024年12月20日17:00",
        ),
        (
            Language::En,
            pupil("E1"),
            Reason::JoinedAfterCutoff,
            "17:00 on 2024-12-20",
        ),
        (
            Language::Zh,
            pupil("E1"),
            Reason::CancelledAfterLimit,
            "（2024年12月20日17:00）",
        ),
        (
            Language::Zh,
            community,
            Reason::CancelledAfterLimit,
            "（申请或选择当日24:00）",
        ),
        (
            Language::Zh,
            pupil("E1"),
            Reason::EnrolledAfterCutoff,
            "2024年12月21日00:00",
        ),
        (
            Language::Zh,
            pupil("E1"),
            Reason::RelationNotAllowed,
            "配偶、子女、父母、兄弟姐妹",
        ),
        (
            Language::En,
            pupil("E1"),
            Reason::RelationNotAllowed,
            "spouse, child, parent",
        ),
        (Language::Zh, pupil("E1"), Reason::OutsideRegion, "以31开头"),
        (Language::Zh, pupil("E1"), Reason::BalanceOutOfDate, "前7天"),
    ] {
        let wordings = Wordings::new(language, &policy);
        let message = &wordings.of(&row, reason).message;
        assert!(message.contains(part), "{reason}: {message}");
    }
}

#[test]
fn what_a_family_does_depends_on_the_results_date() {
    for (day, language, expected) in [
        (
            "2024-12-28",
            Language::Zh,
            "以2024年12月29日起可查询的最终结果为准",
        ),
        ("2024-12-29", Language::Zh, "请尽快以其他方式缴费"),
        ("2024-12-28", Language::En, "open to query from 2024-12-29"),
        ("2024-12-29", Language::En, "pay in another way soon"),
    ] {
        let policy = policy_on(day);
        let wordings = Wordings::new(language, &policy);
        let action = &wordings.of(&pupil("E1"), Reason::LeftNetwork).action;
        assert!(action.contains(expected), "{day}: {action}");
    }
}

#[test]
fn a_hold_names_its_reason_and_who_ordered_it() {
    for (language, ordered_by, expected) in [
        (
            Language::Zh,
            "沪医保7号",
            "（暂缓原因：死亡待核；文号：沪医保7号）",
        ),
        (Language::Zh, "", "（暂缓原因：死亡待核）"),
        (
            Language::En,
            "No. 7",
            " (reason: 死亡待核; ordered by No. 7)",
        ),
        (Language::En, "", " (reason: 死亡待核)"),
    ] {
        let mut fixture = Fixture::new();
        fixture.except(pupil("E1"), &[Reason::OnHold]).hold = Some(Hold {
            person: PersonKey::parse("M").unwrap(),
            role: None,
            from: "2024-12-01".parse().unwrap(),
            until: None,
            reason: "死亡待核".into(),
            ordered_by: ordered_by.into(),
            line: 2,
        });
        let plan = fixture.plan();
        let wordings = Wordings::new(language, &fixture.policy);
        let message = wordings.message(&plan.decisions[0], Reason::OnHold);
        assert!(message.ends_with(expected), "{message}");
    }
}

#[test]
fn a_returned_remittance_names_the_answer() {
    let mut fixture = Fixture::new();
    let answer = ReturnedAnswer {
        cause: Status::NotPosted,
        code: "E042".to_owned(),
        message: "户名不符".to_owned(),
    };
    fixture
        .except(pupil("E1"), &[Reason::RemittanceReturned])
        .returned = Some(answer);
    let plan = fixture.plan();
    for (language, end) in [
        (
            Language::Zh,
            "（账户系统扣款失败，账户未被扣款；返回码 E042：户名不符）",
        ),
        (
            Language::En,
            " (the account system could not debit, nothing left the account; answer E042: 户名不符)",
        ),
    ] {
        let wordings = Wordings::new(language, &fixture.policy);
        let message = wordings.message(&plan.decisions[0], Reason::RemittanceReturned);
        assert!(message.ends_with(end), "{message}");
        let other = wordings.message(&plan.decisions[0], Reason::AccountNotFound);
        assert!(!other.contains("E042"), "{other}");
    }
}

#[test]
fn sources_are_those_of_the_policy_or_of_the_document() {
    let shanghai = policy_on("2024-12-21");
    let mut regional = shanghai.clone();
    regional.rule_sources.0 = [(Reason::NoFee, "苏州Q1".to_owned())].into();
    for (policy, language, reason, expected) in [
        (&shanghai, Language::Zh, Reason::NoFee, "Q二13"),
        (&shanghai, Language::Zh, Reason::NameMismatch, "本程序约定"),
        (&shanghai, Language::En, Reason::NameMismatch, "our reading"),
        (&regional, Language::Zh, Reason::NoFee, "苏州Q1"),
        (&regional, Language::Zh, Reason::LeftNetwork, "本程序约定"),
    ] {
        let wordings = Wordings::new(language, policy);
        let source = &wordings.of(&pupil("E1"), reason).source;
        assert_eq!(source, expected, "{reason}");
    }
}

#[test]
fn the_questions_are_those_of_the_rules() {
    for rule in crate::rules::RULES {
        let question = source::question(rule.reason);
        assert!(rule.source.starts_with(question), "{}", rule.reason);
    }
}

#[test]
fn every_code_has_a_word_of_its_own() {
    for language in LANGUAGES {
        let words: [Vec<&str>; 6] = [
            Outcome::ALL.map(|o| Text::outcome(language, o)).into(),
            [Class::Settled, Class::Excluded, Class::Exception]
                .map(|c| Text::class(language, c))
                .into(),
            Reason::ALL
                .iter()
                .map(|r| Text::reason(language, *r))
                .collect(),
            Notice::ALL
                .iter()
                .map(|n| Text::notice(language, *n))
                .collect(),
            Problem::ALL
                .iter()
                .map(|p| Text::problem(language, *p))
                .collect(),
            Relation::ALL
                .iter()
                .map(|r| Text::relation(language, *r))
                .collect(),
        ];
        for words in words {
            let mut once = words.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), words.len(), "{words:?}");
            assert!(!words.iter().any(|word| word.trim().is_empty()));
        }
    }
}

#[test]
fn seconds_are_spoken_only_where_there_are_some() {
    let policy = policy_on("2024-12-21");
    for (text, zh, en) in [
        (
            "2024-12-20T17:00:00",
            "2024年12月20日17:00",
            "17:00 on 2024-12-20",
        ),
        (
            "2024-12-20T17:00:30",
            "2024年12月20日17:00:30",
            "17:00:30 on 2024-12-20",
        ),
        (
            "2024-01-02T00:00:00.5",
            "2024年1月2日00:00:00.5",
            "00:00:00.5 on 2024-01-02",
        ),
    ] {
        let instant = crate::domain::Instant::parse(text, policy.offset).unwrap();
        assert_eq!(spoken::instant(Language::Zh, instant, policy.offset), zh);
        assert_eq!(spoken::instant(Language::En, instant, policy.offset), en);
    }
    let limit = spoken::cancellation_limit(Language::En, CancellationLimit::Cutoff, "T");
    assert_eq!(limit, "T");
}

/// `docs/reasons.md` from its first row on: what clerks and schools are told, as on the first night of
/// the default policy.
fn table_of_reasons() -> String {
    let policy = policy_on("2024-12-21");
    let [zh, en] = LANGUAGES.map(|language| Wordings::new(language, &policy));
    let row = pupil("E1");
    let line = |reason: &Reason| {
        let [zh, en] = [&zh, &en].map(|wordings| wordings.of(&row, *reason));
        format!(
            "| `{reason}` {} {} | {} | {}。{}. | {}。{}. | {} |\n",
            Text::reason(Language::Zh, *reason),
            Text::reason(Language::En, *reason),
            Text::class(Language::Zh, reason.class()),
            zh.message,
            en.message,
            zh.action,
            en.action,
            zh.source,
        )
    };
    Reason::ALL.iter().map(line).collect()
}

/// `GONGJI_REWRITE=1` writes it anew.
#[test]
fn the_page_of_reasons_says_what_the_lists_say() {
    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reasons.md");
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (above, table) = page.split_once("|---|---|---|---|---|\n").unwrap();
    if std::env::var_os("GONGJI_REWRITE").is_some() {
        let page = format!("{above}|---|---|---|---|---|\n{}", table_of_reasons());
        std::fs::write(PAGE, page).unwrap();
        return;
    }
    assert_eq!(table, table_of_reasons());
}
