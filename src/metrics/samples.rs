//! The lines of the metrics file.

use super::Finished;
use crate::domain::history::ChainHead;
use crate::domain::plan::{Plan, Tally};
use crate::domain::reject::InputFile;
use crate::fault::Exit;
use std::time::Duration;

/// Families of samples: all are gauges, since each run says its own numbers.
pub mod family {
    /// Name and explanation.
    pub struct Family {
        /// Name of the metric.
        pub name: &'static str,
        /// What it says.
        pub help: &'static str,
    }

    pub const EXIT_CODE: &str = "gongji_exit_code";
    pub const DURATION: &str = "gongji_duration_seconds";
    pub const STAGE: &str = "gongji_stage_seconds";
    pub const FINISHED: &str = "gongji_finished_timestamp_seconds";
    pub const SUCCESS: &str = "gongji_last_success_timestamp_seconds";
    pub const BATCH: &str = "gongji_batch_info";
    pub const ROWS: &str = "gongji_rows";
    pub const REJECTED_ROWS: &str = "gongji_rejected_rows";
    pub const OUTCOME_ROWS: &str = "gongji_outcome_rows";
    pub const REASON_ROWS: &str = "gongji_reason_rows";
    pub const DEDUCTED: &str = "gongji_deducted_yuan";
    pub const BOOK_DEDUCTIONS: &str = "gongji_book_deductions";
    pub const BOOK_YUAN: &str = "gongji_book_yuan";
    pub const OLDEST_SILENCE: &str = "gongji_oldest_silence_days";
    pub const DIFFERENCES: &str = "gongji_open_differences";
    pub const ENTRIES: &str = "gongji_ledger_entries";
    pub const HEAD: &str = "gongji_ledger_head_info";

    /// Every family, in the order of the file.
    pub const ALL: &[Family] = &[
        Family {
            name: EXIT_CODE,
            help: "Exit code of the last run of the command.",
        },
        Family {
            name: DURATION,
            help: "How long the last run of the command took.",
        },
        Family {
            name: STAGE,
            help: "How long each stage of the last run of the command took; reading, by file of the extract.",
        },
        Family {
            name: FINISHED,
            help: "When the last run of the command ended.",
        },
        Family {
            name: SUCCESS,
            help: "When the command last ended with exit code 0.",
        },
        Family {
            name: BATCH,
            help: "Batch, policy and kind (commit or plan) of the numbers below; always 1.",
        },
        Family {
            name: ROWS,
            help: "Rows read, by file of the extract.",
        },
        Family {
            name: REJECTED_ROWS,
            help: "Rows that could not be read, by file of the extract.",
        },
        Family {
            name: OUTCOME_ROWS,
            help: "Enrollments by outcome.",
        },
        Family {
            name: REASON_ROWS,
            help: "Enrollments by primary reason.",
        },
        Family {
            name: DEDUCTED,
            help: "Yuan deducted in the batch.",
        },
        Family {
            name: BOOK_DEDUCTIONS,
            help: "Deductions of all batches, by state as `status --json` names it.",
        },
        Family {
            name: BOOK_YUAN,
            help: "Their money in yuan, by state.",
        },
        Family {
            name: OLDEST_SILENCE,
            help: "Days since the date of the oldest batch that is not wholly answered, by who is silent; 0 where nobody is.",
        },
        Family {
            name: DIFFERENCES,
            help: "Lines of answers that differ from the ledger and are not cleared up, by kind.",
        },
        Family {
            name: ENTRIES,
            help: "Batches and imports of answers in the ledger.",
        },
        Family {
            name: HEAD,
            help: "Chain value of the ledger's latest entry; always 1.",
        },
    ];
}

/// One line: a number with its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Name of its family.
    pub family: &'static str,
    labels: String,
    value: String,
}

impl Sample {
    pub(super) fn new(
        family: &'static str,
        labels: &[(&str, &str)],
        value: impl ToString,
    ) -> Sample {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        Sample {
            family,
            labels: labels.join(","),
            value: value.to_string(),
        }
    }

    /// Reads a line that [`Sample::line`] wrote; `None` for any other.
    pub fn read(line: &str) -> Option<Sample> {
        let (name, rest) = line.split_once('{')?;
        let (labels, value) = rest.rsplit_once("} ")?;
        let family = family::ALL.iter().find(|family| family.name == name)?;
        value.parse::<f64>().ok()?;
        labels.starts_with("command=\"").then(|| Sample {
            family: family.name,
            labels: labels.to_owned(),
            value: value.to_owned(),
        })
    }

    /// The line, with its line feed.
    pub fn line(&self) -> String {
        format!("{}{{{}}} {}\n", self.family, self.labels, self.value)
    }

    /// Whether the sample is about this command.
    pub fn is_of(&self, command: &str) -> bool {
        let label = format!("command=\"{}\"", escaped(command));
        self.labels == label || self.labels.starts_with(&format!("{label},"))
    }

    /// Whether it is the time of a success.
    pub fn is_success(&self) -> bool {
        self.family == family::SUCCESS
    }

    /// What is said of every command.
    pub fn of_command(finished: &Finished) -> Vec<Sample> {
        let labels = [("command", finished.command)];
        let at = finished.at.timestamp();
        let mut samples = vec![
            Sample::new(family::EXIT_CODE, &labels, finished.exit as u8),
            Sample::new(family::DURATION, &labels, seconds(finished.took)),
            Sample::new(family::FINISHED, &labels, at),
        ];
        if finished.exit == Exit::Done {
            samples.push(Sample::new(family::SUCCESS, &labels, at));
        }
        for ((stage, file), took) in &finished.stages {
            let labels = [("command", finished.command), ("stage", *stage)];
            let of_file = file.map(|file| ("file", file));
            let labels: Vec<(&str, &str)> = labels.into_iter().chain(of_file).collect();
            samples.push(Sample::new(family::STAGE, &labels, seconds(*took)));
        }
        samples
    }
}

fn seconds(took: Duration) -> String {
    format!("{}.{:03}", took.as_secs(), took.subsec_millis())
}

/// A label's value as the format wants it.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// What a decided batch measures.
#[derive(Debug, Clone)]
pub struct Batch {
    id: String,
    policy: String,
    kind: &'static str,
    tally: Tally,
    inputs: Vec<InputFile>,
    head: ChainHead,
}

impl Batch {
    /// The numbers of a plan that was committed, or only planned, with the ledger's latest entry.
    pub fn of(plan: &Plan, policy_id: &str, committed: bool, head: &ChainHead) -> Batch {
        Batch {
            id: plan.batch.to_string(),
            policy: policy_id.to_owned(),
            kind: if committed { "commit" } else { "plan" },
            tally: plan.tally.clone(),
            inputs: plan.inputs.to_vec(),
            head: head.clone(),
        }
    }

    pub(super) fn samples(&self, command: &str) -> Vec<Sample> {
        let mut samples = vec![Sample::new(
            family::BATCH,
            &[
                ("command", command),
                ("batch", &self.id),
                ("policy", &self.policy),
                ("kind", self.kind),
            ],
            1,
        )];
        for input in &self.inputs {
            let labels = [("command", command), ("file", input.file.name())];
            samples.push(Sample::new(family::ROWS, &labels, input.rows));
            samples.push(Sample::new(
                family::REJECTED_ROWS,
                &labels,
                input.rejected_rows,
            ));
        }
        for (outcome, rows) in &self.tally.outcomes {
            let labels = [("command", command), ("outcome", outcome.as_str())];
            samples.push(Sample::new(family::OUTCOME_ROWS, &labels, rows));
        }
        for (reason, rows) in &self.tally.reasons {
            let labels = [("command", command), ("reason", reason.as_str())];
            samples.push(Sample::new(family::REASON_ROWS, &labels, rows));
        }
        let labels = [("command", command)];
        samples.push(Sample::new(family::DEDUCTED, &labels, self.tally.total));
        samples.push(Sample::new(family::ENTRIES, &labels, self.head.entries));
        let labels = [("command", command), ("chain", &self.head.chain)];
        samples.push(Sample::new(family::HEAD, &labels, 1));
        samples
    }
}
