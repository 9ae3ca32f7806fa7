//! The volume guards of the command line: they go before those of the policy.

use crate::domain::Money;
use crate::domain::message::Message;
use crate::guards::Guards;
use crate::policy::Sourced;
use crate::text::values as text;
use rust_decimal::Decimal;

/// Volumes beyond which nothing is committed.
#[derive(Debug, Clone, clap::Args)]
pub struct GuardArgs {
    /// Refuses a batch that would deduct more yuan than this.
    #[arg(long, env = "GONGJI_MAX_TOTAL", value_name = "YUAN", value_parser = money)]
    max_total: Option<Money>,
    /// Refuses a batch with fewer deductions than this.
    #[arg(long, env = "GONGJI_MIN_DEDUCTIONS", value_name = "N")]
    min_deductions: Option<u32>,
    /// Refuses a batch in which a larger share of those who asked for a deduction are exceptions.
    #[arg(long, env = "GONGJI_MAX_EXCEPTION_RATIO", value_name = "0–1", value_parser = ratio)]
    max_exception_ratio: Option<Decimal>,
}

impl GuardArgs {
    /// The guards of the policy, where the command line does not say otherwise.
    pub fn over(&self, policy: Guards) -> Guards {
        Guards {
            max_total: typed("--max-total", self.max_total).or(policy.max_total),
            min_deductions: typed("--min-deductions", self.min_deductions)
                .or(policy.min_deductions),
            max_exception_ratio: typed("--max-exception-ratio", self.max_exception_ratio)
                .or(policy.max_exception_ratio),
        }
    }
}

fn typed<T>(option: &str, value: Option<T>) -> Option<Sourced<T>> {
    value.map(|value| Sourced {
        value,
        source: option.to_owned(),
    })
}

fn money(text: &str) -> Result<Money, Message> {
    Money::parse(text).ok_or_else(text::amount)
}

fn ratio(text: &str) -> Result<Decimal, Message> {
    let shaped = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse()
        .ok()
        .filter(|share: &Decimal| shaped && *share <= Decimal::ONE)
        .ok_or_else(text::share)
}
