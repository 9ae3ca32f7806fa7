//! The one table of what a policy says: every key with its kind, its question in both languages,
//! and the field of [`InForce`] in which the rules find the value of the day.

use super::key::Key;
use super::shape::{ByChannel, ByName, Listed, Lookup, Shape};
use super::terms::{BalanceTest, CancellationLimit, RuleSources, Sourced};
use super::value::Kind;
use crate::domain::calendar::WorkingCalendar;
use crate::domain::{Category, Channel, Instant, Money, Relation};
use chrono::{FixedOffset, NaiveDate};
use rust_decimal::Decimal;

/// Declares the keys, the struct of their values, and how it is filled and listed.
macro_rules! policy_table {
    (
        first { $($(#[$doc1:meta])* $field1:ident: $type1:ty = $kind1:ident $need1:ident { $($key1:literal: $zh1:literal, $en1:literal;)+ })+ }
        of_each_word { $($(#[$doc2:meta])* $field2:ident: $type2:ty = $kind2:ident $need2:ident { $const2:ident $key2:literal: $zh2:literal, $en2:literal; })+ }
        then { $($(#[$doc3:meta])* $field3:ident: $type3:ty = $kind3:ident $need3:ident { $($key3:literal: $zh3:literal, $en3:literal;)+ })+ }
    ) => {
        /// Every key of a fixed name, in the order of a policy file.
        pub const KEYS: &[Key] = &[
            $($(Key::$need1($key1, Kind::$kind1, $zh1, $en1),)+)+
            $($(Key::$need3($key3, Kind::$kind3, $zh3, $en3),)+)+
        ];

        $(
            /// The key of a value for each word, which follows the point.
            pub const $const2: Key = Key::$need2($key2, Kind::$kind2, $zh2, $en2);
        )+

        /// Every value the rules use, resolved at the batch date.
        #[derive(Debug, Clone)]
        pub struct InForce {
            /// Name of the policy, for example `shanghai-2025`.
            pub id: String,
            /// SHA-256 of the policy's bytes and of the operator's `--set` values.
            pub sha256: String,
            /// Day at which the values were looked up.
            pub batch_date: NaiveDate,
            /// Offset in which days begin and instants are written.
            pub offset: FixedOffset,
            $($(#[$doc1])* pub $field1: $type1,)+
            $($(#[$doc2])* pub $field2: $type2,)+
            $($(#[$doc3])* pub $field3: $type3,)+
            /// Where the rule behind a reason stands in the region's documents.
            pub rule_sources: RuleSources,
            /// What the operator has set, as written (`key=value` or `key=value@source`), sorted.
            pub sets: Vec<String>,
        }

        impl InForce {
            /// Fills every value.
            ///
            /// # Errors
            /// The first key that has no value on the day.
            pub(super) fn look_up(head: Head, day: &impl Lookup) -> Result<InForce, &'static str> {
                Ok(InForce {
                    id: head.id,
                    sha256: head.sha256,
                    batch_date: head.batch_date,
                    offset: head.offset,
                    $($field1: Shape::look_up(&[$($key1),+], day)?,)+
                    $($field2: Shape::look_up(&[$key2], day)?,)+
                    $($field3: Shape::look_up(&[$($key3),+], day)?,)+
                    rule_sources: head.rule_sources,
                    sets: head.sets,
                })
            }

            /// Every value in force, in the order of a policy file.
            pub fn listed(&self) -> Vec<Listed> {
                let mut listed = Vec::new();
                $(self.$field1.list(&[$($key1),+], self.offset, &mut listed);)+
                $(self.$field2.list(&[$key2], self.offset, &mut listed);)+
                $(self.$field3.list(&[$($key3),+], self.offset, &mut listed);)+
                listed
            }
        }
    };
}

policy_table! {
    first {
        /// Insurance year that is collected for.
        insurance_year: Sourced<u16> = Year required {
            "insurance_year": "为哪一个参保年度缴费？", "For which insurance year are fees collected?";
        }
    }
    of_each_word {
        /// Fee by category, and by category and subsidy (`student.低保`); zero where the state
        /// pays all of it.
        fees: ByName<Money> = Fee required {
            FEE "fee.<category>": "这一类人员（及资助类别）本年度每人应缴多少元？",
                "What does one person of this category (and subsidy) pay for the insurance year, in yuan?";
        }
        /// Words of the extract by the category that they mean.
        categories: ByName<Vec<String>> = Words optional {
            CATEGORY "category.<category>": "资料中哪些词表示这一类人员？",
                "Which words of the extract mean this category?";
        }
    }
    then {
        /// Election cut-off T, exclusive.
        election_cutoff: Sourced<Instant> = Instant required {
            "election_cutoff": "最晚在何时之前选择共济缴费才有效（不含该时刻）？", "Before which instant must the contribution election have been made?";
        }
        /// Opening of enrolment.
        enrolment_opens: Sourced<Instant> = Instant required {
            "enrolment_opens": "集中参保期从何时开始？", "When does enrolment open?";
        }
        /// Close of enrolment by channel, exclusive.
        enrolment_closes: ByChannel<Instant> = Instant required {
            "enrolment_closes.school": "学校集中申报何时截止（不含该时刻）？", "Before which instant must a school have enrolled a student?";
            "enrolment_closes.community": "社区申报何时截止（不含该时刻）？", "Before which instant must a family have enrolled a student at a service centre?";
        }
        /// First day of deduction.
        deductions_from: Sourced<NaiveDate> = Day required {
            "deductions_from": "从哪一天起可以划扣？", "From which day on may fees be deducted?";
        }
        /// How a balance is held against the fee.
        balance_test: Sourced<BalanceTest> = BalanceTest required {
            "balance_test": "历年账户余额须大于应缴金额，还是足额即可？", "Must the accumulated balance exceed the fee, or is it enough to reach it?";
        }
        /// The whole fee or nothing; always true, since nothing else is built.
        whole_fee_only: Sourced<bool> = Always required {
            "whole_fee_only": "是否只能全额缴纳？", "Is it the whole fee or nothing?";
        }
        /// Relations whose fee may be paid.
        relations: Sourced<Vec<Relation>> = Relations required {
            "relations": "可以为哪些亲属缴费？", "For which relatives may the organizer pay?";
        }
        /// Prefixes of the district codes that belong to the region.
        districts: Sourced<Vec<String>> = Districts required {
            "districts": "哪些参保区划属于本地区（代码前缀）？", "Which insured districts belong to the region (prefixes of their codes)?";
        }
        /// Cancellation limit by channel.
        cancellation_limits: ByChannel<CancellationLimit> = CancellationLimit required {
            "cancellation_limit.school": "学校集中申报的，最晚何时可以取消共济缴费？", "Until when may the election be cancelled for a student enrolled by a school?";
            "cancellation_limit.community": "社区申报的，最晚何时可以取消共济缴费？", "Until when may the election be cancelled for a student enrolled at a service centre?";
        }
        /// First day on which families may query results.
        results_from: Sourced<NaiveDate> = Day required {
            "results_from": "从哪一天起可以查询缴费结果？", "From which day on may families query the results?";
        }
        /// Working days after the batch date until a certificate can be printed.
        certificate_working_days: Sourced<u32> = Count required {
            "certificate_working_days": "扣款成功多少个工作日后可以打印缴费证明？", "After how many working days can the certificate be printed?";
        }
        /// Public holidays and worked weekends.
        calendar: Sourced<WorkingCalendar> = Calendar required {
            "calendar": "哪些日子放假，哪些周末上班？", "Which days are public holidays and which weekends are worked?";
        }
        /// Days after a batch during which an account extract may not show its deductions.
        posting_days: Sourced<u32> = Count required {
            "posting_days": "记账之后几天内，账户数据可能尚未体现该笔划扣？", "For how many days may an account extract not show a deduction yet?";
        }
        /// Days that a balance may be old at the batch date.
        max_balance_age_days: Sourced<u32> = Count required {
            "max_balance_age_days": "余额时点最多可以早于批次日期几天？", "How many days old may a balance be at the batch date?";
        }
        /// Share of rejected rows that a file may have.
        max_reject_ratio: Sourced<Decimal> = Ratio required {
            "max_reject_ratio": "一个文件中无法读取的行最多占多大比例？", "Which share of the rows of a file may be rejected?";
        }
        /// Codes of answers after which the next batch judges afresh.
        retry_codes: Sourced<Vec<String>> = Codes required {
            "retry_codes": "收到哪些回执代码后，下一批次可以重新审核？", "After which answer codes does the next batch judge afresh?";
        }
        /// Whether a network ends by itself with the organizer's employee insurance. For people:
        /// an organizer whose insurance is not active pays for nobody, whatever stands here.
        network_ends_with_insurance: Option<Sourced<bool>> = Flag optional {
            "network_ends_with_insurance": "组建人职工医保关系终止时，家庭共济关系是否自动终止？", "Does a network end by itself when the organizer's employee insurance ends?";
        }
        /// Months after a late payment until benefits begin (Q一1, Q一3).
        waiting_months: Option<Sourced<u32>> = Count optional {
            "waiting_months": "集中参保期之后才缴费的，缴费几个月后才能享受待遇？", "How many months after a late payment do benefits begin?";
        }
        /// Most that one batch may deduct.
        max_total: Option<Sourced<Money>> = Money optional {
            "max_total": "一个批次最多可以划扣多少元？", "How much may one batch deduct at most, in yuan?";
        }
        /// Fewest deductions that one batch must have.
        min_deductions: Option<Sourced<u32>> = Count optional {
            "min_deductions": "一个批次至少应有多少笔划扣？", "How many deductions must one batch have at least?";
        }
        /// Share of exceptions that one batch may have.
        max_exception_ratio: Option<Sourced<Decimal>> = Ratio optional {
            "max_exception_ratio": "申请共济缴费的登记中，异常最多占多大比例？", "Which share of the enrollments that asked for a deduction may be exceptions?";
        }
    }
}

/// What a policy says of itself.
pub(super) struct Head {
    pub id: String,
    pub sha256: String,
    pub batch_date: NaiveDate,
    pub offset: FixedOffset,
    pub rule_sources: RuleSources,
    pub sets: Vec<String>,
}

impl InForce {
    /// The category that a word of the extract means: one of the policy's by name or alias, in
    /// any case; another word stays as it is and has no fee.
    pub fn category(&self, word: &str) -> Category {
        let named = self.fees.keys().filter(|key| !key.contains('.'));
        let named = named.chain(self.categories.keys());
        let is_alias = |aliases: &Sourced<Vec<String>>| {
            aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word))
        };
        let by_alias = || {
            let mut aliases = self.categories.iter();
            aliases.find_map(|(category, aliases)| is_alias(aliases).then_some(category))
        };
        named
            .into_iter()
            .find(|category| category.eq_ignore_ascii_case(word))
            .or_else(by_alias)
            .map_or_else(
                || Category::parse(word),
                |category| Category::parse(category),
            )
    }

    /// The fee of a category and subsidy, which is empty where there is none, with the part of
    /// its key behind `fee.`.
    pub fn fee(&self, category: &Category, subsidy: &str) -> Option<(&str, &Sourced<Money>)> {
        let category = category.as_str();
        // What follows a point is a subsidy, and no part of a category's name.
        if category.contains('.') {
            return None;
        }
        let found = match subsidy {
            "" => self.fees.get_key_value(category),
            subsidy => self.fees.iter().find(|(key, _)| {
                let rest = key
                    .strip_prefix(category)
                    .and_then(|key| key.strip_prefix('.'));
                rest.is_some_and(|own| own.eq_ignore_ascii_case(subsidy))
            }),
        };
        found.map(|(key, fee)| (key.as_str(), fee))
    }

    /// X of section 4: leaving, dissolving and cancelling before it let a family go. From the
    /// results date on that is the batch date: by then families have seen the result and may have
    /// paid otherwise.
    pub fn exit_limit(&self) -> Instant {
        if self.batch_date >= *self.results_from {
            Instant::start_of(self.batch_date, self.offset)
        } else {
            *self.election_cutoff
        }
    }

    /// Close of enrolment for a channel.
    pub fn enrolment_closes(&self, channel: Channel) -> &Sourced<Instant> {
        self.enrolment_closes.of(channel)
    }

    /// Cancellation limit for a channel.
    pub fn cancellation_limit(&self, channel: Channel) -> &Sourced<CancellationLimit> {
        self.cancellation_limits.of(channel)
    }

    /// First day on which the certificate of a deduction of this batch can be printed: the day
    /// after the last of the working days (Q二14). `None` where the calendar ends before it.
    pub fn certificate_from(&self) -> Option<NaiveDate> {
        self.calendar
            .nth_working_day_after(self.batch_date, *self.certificate_working_days)?
            .succ_opt()
    }
}
