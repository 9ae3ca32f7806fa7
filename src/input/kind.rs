//! What the values of a column are, told to whoever makes the file.

use crate::domain::{self as domain, IdType as IdTypeCode};

/// The kind of a column's values (section 2 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 1–64 printable ASCII characters.
    Identifier,
    /// Four digits.
    Year,
    /// The number of an identity document.
    Person,
    /// A name, which goes into the files for the tax bureau.
    Name,
    /// Any text.
    Text,
    /// A category of the policy.
    Category,
    /// Type of an identity document.
    IdType,
    /// [`domain::Channel`].
    Channel,
    /// [`domain::PaidChannel`].
    PaidChannel,
    /// [`domain::InsuranceStatus`].
    InsuranceStatus,
    /// [`domain::AccountStatus`].
    AccountStatus,
    /// [`domain::HoldRole`].
    HoldRole,
    /// [`domain::Relation`], or any text.
    Relation,
    /// Six digits.
    District,
    /// `[A-Za-z0-9_-]{1,32}`.
    InstitutionCode,
    /// A point in time.
    Instant,
    /// A day.
    Day,
    /// Yuan, possibly below zero.
    SignedMoney,
    /// A whole number.
    Count,
    /// SHA-256 in hex.
    Digest,
    /// A file of the extract.
    FileName,
}

impl Kind {
    /// What a value must look like, as a regular expression; `None` where a list or nothing does.
    pub(crate) const fn pattern(self) -> Option<&'static str> {
        Some(match self {
            Kind::Identifier => r"[\x20-\x7B\x7D\x7E]{1,64}",
            Kind::Person => r"[A-Za-z0-9().\/（）Ａ-Ｚａ-ｚ０-９-]{1,64}",
            Kind::District => r"[0-9]{6}",
            Kind::InstitutionCode => r"[A-Za-z0-9_-]{1,32}",
            Kind::Instant => {
                r"[0-9]{14}|([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}/[0-9]{2}/[0-9]{2})[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
            }
            Kind::Day => r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}/[0-9]{2}/[0-9]{2}|[0-9]{8}",
            Kind::SignedMoney => r"-?[0-9]{1,12}(\.[0-9]{1,2})?",
            Kind::Digest => r"[0-9A-Fa-f]{64}",
            _ => return None,
        })
    }

    /// Codes and their other spellings, where only those of a list are allowed or understood.
    pub(crate) fn codes(self) -> Vec<(String, &'static [&'static str])> {
        let owned = |list: &[(&str, &'static [&'static str])]| {
            let row =
                |(code, others): &(&str, &'static [&'static str])| (code.to_string(), *others);
            list.iter().map(row).collect()
        };
        match self {
            Kind::IdType => IdTypeCode::all()
                .map(|code| (code.to_string(), code.labels()))
                .collect(),
            Kind::Channel => owned(domain::Channel::SPELLINGS),
            Kind::PaidChannel => owned(domain::PaidChannel::SPELLINGS),
            Kind::InsuranceStatus => owned(domain::InsuranceStatus::SPELLINGS),
            Kind::AccountStatus => owned(domain::AccountStatus::SPELLINGS),
            Kind::HoldRole => owned(domain::HoldRole::SPELLINGS),
            Kind::Relation => owned(domain::Relation::SPELLINGS),
            _ => Vec::new(),
        }
    }
}
