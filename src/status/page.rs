//! The books on one page to print: `gongji status --html`.
//!
//! Self-contained like `report.html`, and set as it is: no script, no font, nothing fetched.

use super::words::Words;
use super::{Answerer, Counted, StatusReport};
use crate::answers::Kind;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::ledger::{Sum, Totals};
use crate::outputs::report::typography::{Figure, length};
use crate::text::answers as text;
use askama::Template;
use std::collections::BTreeMap;

/// The page, ready to be set.
#[derive(Template)]
#[template(path = "status.html", config = "src/status/askama.toml")]
struct Page {
    w: &'static Words,
    as_of: String,
    seasons: String,
    program: &'static str,
    figures: Vec<Big>,
    owed: Vec<Owed>,
    books: Vec<Books>,
    silences: Vec<SilenceLine>,
    differences: Vec<DifferenceLine>,
    differing: u64,
}

/// One of the figures at the top.
struct Big {
    label: &'static str,
    count: Figure,
    amount: Option<Figure>,
    tone: &'static str,
}

/// A step that somebody owes.
struct Owed {
    what: &'static str,
    batch: String,
    count: Figure,
}

/// The three books of a batch, or of all.
struct Books {
    name: String,
    parts: Vec<Part>,
    books: Vec<Book>,
}

/// A part of the bar: what became of the money.
struct Part {
    label: &'static str,
    tone: &'static str,
    length: String,
}

/// One book.
struct Book {
    name: &'static str,
    lines: Vec<BookLine>,
}

struct BookLine {
    label: &'static str,
    count: Figure,
    amount: Figure,
}

struct SilenceLine {
    who: String,
    batch: String,
    count: Figure,
    amount: Figure,
    days: Figure,
}

struct DifferenceLine {
    label: String,
    code: &'static str,
    lines: Figure,
    cleared: Figure,
    open: Figure,
    what_to_do: String,
}

impl StatusReport {
    /// The page; `differences` are those that imports have written down.
    ///
    /// # Errors
    /// [`Exit::Failed`] when the page cannot be set.
    pub fn page(
        &self,
        differences: &BTreeMap<Kind, Counted>,
        language: Language,
    ) -> Result<String, Fault> {
        let w = Words::of(language);
        let mut books: Vec<Books> = self
            .batches
            .iter()
            .map(|of| Books::of(of.batch.to_string(), &of.totals, w))
            .collect();
        if books.len() > 1 {
            books.push(Books::of(w.total.to_owned(), &self.total(), w));
        }
        let open = differences.values().map(Counted::open).sum();
        let page = Page {
            w,
            as_of: self.as_of.to_string(),
            seasons: self.seasons(),
            program: concat!("gongji ", env!("CARGO_PKG_VERSION")),
            figures: self.figures(w),
            owed: self.owed(open, w),
            books,
            silences: self.silence_lines(language),
            differences: difference_lines(differences, language),
            differing: differences.values().map(|of| of.lines).sum(),
        };
        page.render()
            .map_err(|error| Fault::new(Exit::Failed, text::page_not_set(&error)))
    }

    fn seasons(&self) -> String {
        let mut years: Vec<String> = self
            .batches
            .iter()
            .map(|of| of.batch.insurance_year.to_string())
            .collect();
        years.sort();
        years.dedup();
        years.join(" ")
    }

    fn figures(&self, w: &Words) -> Vec<Big> {
        let total = self.total();
        let big = |label, sum: Sum, tone| Big {
            label,
            count: Figure::of(sum.count),
            amount: Some(Figure::of(sum.amount)),
            tone,
        };
        let oldest = self
            .silences
            .first()
            .map_or(0, |silence| self.age_of(silence));
        vec![
            big(w.deducted, total.deducted, "ink"),
            big(w.accepted, total.accepted, "deducted"),
            big(w.reversed, total.reversed, "excluded"),
            big(w.outstanding, total.outstanding, "exception"),
            Big {
                label: w.oldest,
                count: Figure::of(oldest),
                amount: None,
                tone: "exception",
            },
        ]
    }

    /// What each of the two owes, the oldest batch first, and what the operator does himself.
    fn owed(&self, open: u64, w: &Words) -> Vec<Owed> {
        let due = |totals: &Totals| {
            [
                (w.postings_due, totals.unanswered.count),
                (w.remittance_due, totals.posted.count),
            ]
        };
        let of_batches = self.batches.iter().flat_map(|of| {
            due(&of.totals).map(|(what, count)| (what, of.batch.to_string(), count))
        });
        of_batches
            .chain([(w.differences_due, String::new(), open)])
            .filter(|(_, _, count)| *count > 0)
            .map(|(what, batch, count)| Owed {
                what,
                batch,
                count: Figure::of(count),
            })
            .collect()
    }

    fn silence_lines(&self, language: Language) -> Vec<SilenceLine> {
        let line = |silence: &super::Silence| SilenceLine {
            who: match silence.answerer {
                Answerer::AccountSystem => Words::of(language).account_system.to_owned(),
                Answerer::TaxBureau => Words::of(language).tax_bureau.to_owned(),
            },
            batch: silence.batch.to_string(),
            count: Figure::of(silence.sum.count),
            amount: Figure::of(silence.sum.amount),
            days: Figure::of(self.age_of(silence)),
        };
        self.silences.iter().map(line).collect()
    }
}

impl Books {
    fn of(name: String, totals: &Totals, w: &'static Words) -> Books {
        let book = |name, lines: Vec<(&'static str, Sum)>| Book {
            name,
            lines: lines
                .into_iter()
                .map(|(label, sum)| BookLine {
                    label,
                    count: Figure::of(sum.count),
                    amount: Figure::of(sum.amount),
                })
                .collect(),
        };
        Books {
            name,
            parts: parts(totals, w),
            books: vec![
                book(
                    w.ledger,
                    vec![
                        (w.deducted, totals.deducted),
                        (w.standing, totals.standing()),
                        (w.reversed, totals.reversed),
                        (w.outstanding, totals.outstanding),
                    ],
                ),
                book(
                    w.account_system,
                    vec![
                        (w.debited, totals.debited),
                        (w.not_posted, totals.not_posted),
                        (w.passed_over, totals.passed_over()),
                        (w.silent, totals.unanswered),
                    ],
                ),
                book(
                    w.tax_bureau,
                    vec![
                        (w.accepted, totals.accepted),
                        (w.rejected, totals.rejected),
                        (w.returned, totals.returned),
                        (w.silent, totals.outstanding),
                    ],
                ),
            ],
        }
    }
}

/// What became of the deductions, as parts of one bar.
fn parts(totals: &Totals, w: &'static Words) -> Vec<Part> {
    [
        (w.accepted, totals.accepted, "deducted"),
        (w.reversed, totals.reversed, "excluded"),
        (w.posted, totals.posted, "settled"),
        (w.unanswered, totals.unanswered, "exception"),
    ]
    .into_iter()
    .filter(|(_, sum, _)| sum.count > 0)
    .map(|(label, sum, tone)| Part {
        label,
        tone,
        length: length(sum.count, totals.deducted.count),
    })
    .collect()
}

fn difference_lines(
    differences: &BTreeMap<Kind, Counted>,
    language: Language,
) -> Vec<DifferenceLine> {
    let line = |(kind, of): (&Kind, &Counted)| {
        let (label, what_to_do) = text::kind_of_difference(kind.as_str());
        DifferenceLine {
            label: label.text(language).to_owned(),
            code: kind.as_str(),
            lines: Figure::of(of.lines),
            cleared: Figure::of(of.cleared),
            open: Figure::of(of.open()),
            what_to_do: what_to_do.text(language).to_owned(),
        }
    };
    differences.iter().map(line).collect()
}
