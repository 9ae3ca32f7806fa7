//! The dates and amounts of the law around which a city's stories happen.

use crate::domain::{Category, Instant};
use crate::policy::InForce;
use chrono::{DateTime, FixedOffset, NaiveDate};

/// One second, in the unit of [`Stamp`].
pub const SECOND: i64 = 1;
/// One hour.
pub const HOUR: i64 = 3_600;
/// One day.
pub const DAY: i64 = 86_400;

/// A point in time: seconds since 1970-01-01T00:00:00 on the clocks of the region.
pub type Stamp = i64;

/// What the stories need to know of a policy.
#[derive(Debug, Clone)]
pub struct Season {
    /// Insurance year that is collected for.
    pub year: u16,
    /// Fee of a pupil, in fen.
    pub fee: i64,
    /// Election cut-off T, exclusive.
    pub cutoff: Stamp,
    /// Opening of enrolment.
    pub opens: Stamp,
    /// Close of enrolment at a community centre, exclusive.
    pub closes: Stamp,
    /// Midnight at the start of the day of the batch.
    pub batch_day: Stamp,
    /// Days that a balance may be old.
    pub balance_age_days: i64,
    /// Offset of the region.
    pub offset: FixedOffset,
}

impl Season {
    /// The season of a policy in force on the day of the batch.
    pub fn of(policy: &InForce) -> Season {
        let fee = policy
            .fees
            .get(Category::Student.as_str())
            .expect("the default policy has a fee for pupils");
        let stamp = |instant: Instant| stamp_of(instant, policy.offset);
        Season {
            year: *policy.insurance_year,
            fee: fee.fen(),
            cutoff: stamp(*policy.election_cutoff),
            opens: stamp(*policy.enrolment_opens),
            closes: stamp(**policy.enrolment_closes(crate::domain::Channel::Community)),
            batch_day: midnight(policy.batch_date),
            balance_age_days: i64::from(*policy.max_balance_age_days),
            offset: policy.offset,
        }
    }

    /// Midnight at the end of the day of `stamp`.
    pub fn next_midnight(stamp: Stamp) -> Stamp {
        (stamp.div_euclid(DAY) + 1) * DAY
    }
}

fn midnight(day: NaiveDate) -> Stamp {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

fn stamp_of(instant: Instant, offset: FixedOffset) -> Stamp {
    let written = instant.display(offset);
    let time = DateTime::parse_from_rfc3339(&written).expect("an instant is written as RFC 3339");
    time.naive_local().and_utc().timestamp()
}
