//! `policy list`: the policies that come with the program.

use super::table::{lines, pick};
use crate::domain::plan::Language;
use crate::policy::{Policy, PolicyError, finding, presets};
use serde_json::{Value, json};
use std::fmt::Write;

/// The presets, one line each, and how many values each asks of the operator.
///
/// # Errors
/// A preset that is not in order.
pub fn list_page(language: Language) -> Result<String, PolicyError> {
    let mut page = pick(
        language,
        "政策            年度  [自, 至)                  待答  名称\n",
        "policy          year  [from, to)                asks  title\n",
    )
    .to_owned();
    for policy in all()? {
        let _ = writeln!(
            page,
            "{:<16}{:<6}{:<26}{:<6}{}",
            policy.id(),
            year(&policy),
            finding::interval(&policy.interval()),
            policy.asked().len(),
            policy.title(),
        );
    }
    page.push_str(pick(
        language,
        "\n待答：须由操作人员以 --set 给出的取值个数；`gongji policy show 名称` 列出这些问题。\n",
        "\nasks: values that the operator gives with --set; `gongji policy show NAME` lists the \
         questions.\n",
    ));
    Ok(page)
}

/// The presets as JSON.
///
/// # Errors
/// A preset that is not in order.
pub fn list_json() -> Result<String, PolicyError> {
    let policies: Vec<Value> = all()?
        .iter()
        .map(|policy| {
            json!({
                "id": policy.id(),
                "title": policy.title(),
                "insurance_year": year(policy),
                "from": policy.interval().start.to_string(),
                "to": policy.interval().end.to_string(),
                "sha256": policy.sha256(),
                "asks": policy.asked(),
            })
        })
        .collect();
    Ok(format!("{:#}\n", Value::from(policies)))
}

fn all() -> Result<Vec<Policy>, PolicyError> {
    presets()
        .iter()
        .map(|(name, _)| Policy::load(name, &[]))
        .collect()
}

fn year(policy: &Policy) -> String {
    lines(policy, None)
        .into_iter()
        .find(|line| line.key == crate::policy::keys::INSURANCE_YEAR)
        .map_or_else(String::new, |line| line.value)
}
