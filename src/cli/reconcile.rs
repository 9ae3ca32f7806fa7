//! `gongji reconcile <RECEIPTS>`: the answers of the account system and the tax bureau.

use super::paths::{LedgerCopyArgs, Paths};
use super::{PolicyChoice, Session, values};
use crate::answers::{Imported, Kind, Reconciliation, reconcile};
use crate::domain::Encoding;
use crate::domain::plan::Language;
use crate::fault::Exit;
use crate::ledger::Status;
use crate::text::answers as words;
use crate::text::commits::latest_entry;
use serde_json::{Map, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Imports answers: posted or not_posted of the account system, accepted, rejected or returned of
/// the tax bureau. Any difference refuses the whole file, unless --accept-consistent imports the
/// lines that agree with the ledger.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// CSV file with end_to_end_no, status, amount, code, message, receipt_no, received_at; it
    /// may answer for several batches.
    receipts: PathBuf,
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    copy: LedgerCopyArgs,
    #[command(flatten)]
    law: PolicyChoice,
    /// Encoding of the file, utf-8 or gb18030 [default: detected].
    #[arg(long, env = "GONGJI_ENCODING", value_parser = values::encoding)]
    encoding: Option<Encoding>,
    /// Import the lines that agree with the ledger, and write the differences to
    /// OUT/differences/. Without it any difference refuses the whole file.
    #[arg(long, env = "GONGJI_ACCEPT_CONSISTENT")]
    accept_consistent: bool,
}

impl Args {
    /// Imports the file.
    ///
    /// # Errors
    /// Whatever stopped it; before the commit unless the exit code is 7.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let job = Reconciliation {
            receipts: self.receipts,
            out: self.paths.out()?,
            ledger: self.paths.ledger()?,
            copy: self.copy.for_command(session)?,
            encoding: self.encoding,
            offset: self.law.load()?.offset(),
            accept_consistent: self.accept_consistent,
        };
        let imported = reconcile(&job, &session.listen()?, session.stages())?;
        session.say(&if session.common.json {
            as_json(&imported)
        } else {
            as_text(&imported, &job.out, session.language())
        });
        Ok(Exit::Done)
    }
}

fn as_text(imported: &Imported, out: &Path, language: Language) -> String {
    let new: u64 = imported.new.values().map(|(count, _)| count).sum();
    let rows = imported.rows;
    let mut text = match language {
        Language::Zh => format!("回执 {rows} 条，其中新的 {new} 条\n"),
        Language::En => format!("{rows} answers, {new} of them new\n"),
    };
    for status in Status::ALL {
        if let Some((count, money)) = imported.new.get(&status) {
            let money = money.grouped();
            // Writing to a String cannot fail.
            let _ = match language {
                Language::Zh => {
                    writeln!(text, "{count:>9}  {} {status}，{money} 元", status.label())
                }
                Language::En => writeln!(text, "{count:>9}  {status}, {money} yuan"),
            };
        }
    }
    for file in &imported.files {
        let _ = writeln!(text, "{}", words::hand_over(file).text(language));
    }
    if imported.new.keys().any(|status| status.reverses()) {
        let _ = writeln!(text, "{}", words::open_again().text(language));
    }
    if let Some(path) = &imported.differences_file {
        let counts: Vec<String> = imported
            .differences
            .iter()
            .map(|(kind, count)| format!("{} {count}", kind.as_str()))
            .collect();
        let (all, counts) = (
            imported.differences.values().sum::<u64>(),
            counts.join(", "),
        );
        let _ = match language {
            Language::Zh => writeln!(
                text,
                "{all:>9}  行与账本不一致，未导入（{counts}）：请按 {path} 逐条核对，更正后重新导入"
            ),
            Language::En => writeln!(
                text,
                "{all:>9}  lines differ and were not imported ({counts}): clear up {path} line by \
                 line, then import the corrected file"
            ),
        };
    }
    if !imported.files.is_empty() || imported.differences_file.is_some() {
        text.push_str(words::files_below(&out.display()).text(language));
    }
    text.push_str(latest_entry(&imported.head).text(language));
    text
}

fn as_json(imported: &Imported) -> String {
    let new: Map<String, serde_json::Value> = imported
        .new
        .iter()
        .map(|(status, (count, money))| {
            let value = json!({"count": count, "amount": money.to_string()});
            (status.as_str().to_owned(), value)
        })
        .collect();
    let differences: Map<String, serde_json::Value> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let count = imported.differences.get(&kind).copied().unwrap_or(0);
            (kind.as_str().to_owned(), json!(count))
        })
        .collect();
    format!(
        "{:#}\n",
        json!({
            "rows": imported.rows,
            "new": new,
            "files": imported.files,
            "differences": differences,
            "differences_file": imported.differences_file,
            "ledger": { "entries": imported.head.entries, "chain": imported.head.chain },
        })
    )
}
