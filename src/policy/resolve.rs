//! Policy × day → the values in force.

use super::error::Asked;
use super::in_force::{Head, InForce};
use super::keys;
use super::shape::Lookup;
use super::value::{Kind, Value};
use super::{Policy, PolicyError, Sourced};
use crate::domain::calendar::WorkingCalendar;
use crate::domain::plan::Language;
use chrono::NaiveDate;

impl Policy {
    /// The values in force on the batch date.
    ///
    /// # Errors
    /// When the day is outside the intervals of a key, when a value is still asked of the
    /// operator, and when fees may be deducted on the day but the calendar ends before their
    /// certificate date. There is no default.
    pub fn in_force(&self, batch_date: NaiveDate) -> Result<InForce, PolicyError> {
        self.speaks_of(batch_date)?;
        self.refuse_open_questions()?;
        let day = OnDay {
            policy: self,
            date: batch_date,
        };
        let in_force = day.resolve()?;
        let may_deduct = batch_date >= *in_force.deductions_from;
        if may_deduct && in_force.certificate_from().is_none() {
            return Err(PolicyError::CalendarEnds {
                origin: self.origin().to_owned(),
                calendar: in_force.calendar.interval.clone(),
                working_days: *in_force.certificate_working_days,
                date: batch_date,
            });
        }
        Ok(in_force)
    }

    /// Whether every key answers for the day; the calendar has days of its own.
    ///
    /// # Errors
    /// With the first key that does not, and the days for which it does.
    pub fn speaks_of(&self, date: NaiveDate) -> Result<(), PolicyError> {
        let silent = self.keys().into_iter().find(|name| {
            let is_calendar = keys::find(name).is_some_and(|key| key.kind == Kind::Calendar);
            !is_calendar && self.series(name).is_some_and(|s| s.at(date).is_none())
        });
        match silent {
            None => Ok(()),
            Some(key) => Err(self.outside(key, date)),
        }
    }

    fn outside(&self, key: &str, date: NaiveDate) -> PolicyError {
        let entries = self.series(key).map_or(&[][..], |series| series.entries());
        PolicyError::OutsideIntervals {
            origin: self.origin().to_owned(),
            key: key.to_owned(),
            date,
            intervals: entries.iter().map(|e| e.interval.clone()).collect(),
        }
    }

    fn refuse_open_questions(&self) -> Result<(), PolicyError> {
        if self.asked().is_empty() {
            return Ok(());
        }
        let asked = self.asked().iter().map(|(key, question)| Asked {
            key: key.clone(),
            question: question.clone(),
            example: keys::find(key).map_or("", |known| known.kind.example()),
        });
        Err(PolicyError::NotGiven {
            origin: self.origin().to_owned(),
            asked: asked.collect(),
        })
    }

    /// The pieces of the calendar as one, from the first day of the first to the last day of
    /// the last: loading has seen to it that they meet.
    pub fn calendar(&self) -> Option<Sourced<WorkingCalendar>> {
        let mut whole: Option<Sourced<WorkingCalendar>> = None;
        for entry in self.series(keys::CALENDAR)?.entries() {
            let Value::Calendar(piece) = &entry.value else {
                continue;
            };
            match &mut whole {
                None => {
                    whole = Some(Sourced {
                        value: piece.clone(),
                        source: entry.source.clone(),
                    });
                }
                Some(whole) => {
                    whole.value.interval.end = piece.interval.end;
                    whole.value.holidays.extend(&piece.holidays);
                    whole.value.worked_weekends.extend(&piece.worked_weekends);
                    if whole.source != entry.source {
                        whole.source = format!("{}; {}", whole.source, entry.source);
                    }
                }
            }
        }
        whole
    }
}

/// A policy on one day.
struct OnDay<'a> {
    policy: &'a Policy,
    date: NaiveDate,
}

impl OnDay<'_> {
    fn resolve(&self) -> Result<InForce, PolicyError> {
        let head = Head {
            id: self.policy.id().to_owned(),
            sha256: self.policy.sha256().to_owned(),
            batch_date: self.date,
            offset: self.policy.offset(),
            rule_sources: self.policy.rule_sources().clone(),
            sets: self.sets(),
        };
        InForce::look_up(head, self).map_err(|key| self.not_given(key))
    }

    fn sets(&self) -> Vec<String> {
        let mut sets: Vec<String> = self
            .policy
            .set_values()
            .iter()
            .map(|set| set.given.clone())
            .collect();
        sets.sort_unstable();
        sets
    }

    fn not_given(&self, key: &str) -> PolicyError {
        let known = keys::find(key);
        PolicyError::NotGiven {
            origin: self.policy.origin().to_owned(),
            asked: vec![Asked {
                key: key.to_owned(),
                question: known.map_or("", |k| k.question(Language::En)).to_owned(),
                example: known.map_or("", |k| k.kind.example()),
            }],
        }
    }
}

impl Lookup for OnDay<'_> {
    fn at(&self, key: &str) -> Option<Sourced<Value>> {
        if key == keys::CALENDAR {
            return self.policy.calendar().map(|calendar| Sourced {
                value: Value::Calendar(calendar.value),
                source: calendar.source,
            });
        }
        let entry = self.policy.series(key)?.at(self.date)?;
        Some(Sourced {
            value: entry.value.clone(),
            source: entry.source.clone(),
        })
    }

    fn words(&self, prefix: &str) -> Vec<String> {
        let words = self.policy.keys().into_iter();
        words
            .filter_map(|key| key.strip_prefix(prefix).map(str::to_owned))
            .collect()
    }
}
