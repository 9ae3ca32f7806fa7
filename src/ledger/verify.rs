//! Whether the ledger still holds what was committed.

use super::chain::{
    self, ANSWER_COLUMNS, ANSWER_KINDS, DEDUCTION_COLUMNS, DEDUCTION_KINDS, GENESIS,
    REVERSAL_COLUMNS, REVERSAL_KINDS, ValueDigest,
};
use super::faults::OrFault;
use super::open::Ledger;
use super::schema::refuse_other_triggers;
use super::totals::BatchTotals;
use super::wary::{log_beside, refuse_damaged_file, write_back_when_closed};
use crate::domain::characters::without_controls;
use crate::domain::history::ChainHead;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::text::{differences, ledger as text, system};
use foldhash::HashMap;
use rusqlite::Row;
use std::fmt;

const DOING: system::Doing = system::VERIFY;

/// Something that does not agree, said so that a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Where: an entry, a file, a deduction.
    pub place: Message,
    /// What does not agree there.
    pub what: Message,
}

impl Discrepancy {
    /// A discrepancy.
    pub fn new(place: Message, what: Message) -> Discrepancy {
        Discrepancy { place, what }
    }

    /// In a file, or at another place that has the same name in every language.
    pub fn at(place: &str, what: Message) -> Discrepancy {
        Discrepancy::new(Message::verbatim(without_controls(place)), what)
    }

    /// Both as one sentence.
    pub fn told(&self) -> Message {
        let of = |language| (self.place.text(language), self.what.text(language));
        let ((place_zh, what_zh), (place, what)) = (of(Language::Zh), of(Language::En));
        Message::new(format!("{place_zh}：{what_zh}"), format!("{place}: {what}"))
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// An entry of the journal with its name for people.
struct EntryRecord {
    seq: i64,
    kind: String,
    rows_sha256: String,
    chain: String,
    name: Message,
    /// Whether it has a record of its kind.
    is_recorded: bool,
    /// What its own record says of its rows.
    recorded: RowSums,
}

/// Number and money of the rows of one entry: its deductions, or its answers and what it gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct RowSums {
    deductions: i64,
    answers: i64,
    reversals: i64,
    fen: i64,
}

impl RowSums {
    fn add(&mut self, table: Bulk, fen: i64) {
        match table {
            Bulk::Deductions => self.deductions += 1,
            Bulk::Answers => self.answers += 1,
            Bulk::Reversals => self.reversals += 1,
        }
        self.fen += fen;
    }
}

/// Fen of all rows beyond which their sums, and what is added to them later, could not be held.
const MOST_FEN: i64 = i64::MAX / 4;

/// The tables that hold a row for each deduction, answer or reversal.
#[derive(Debug, Clone, Copy)]
enum Bulk {
    Deductions,
    Answers,
    Reversals,
}

impl Bulk {
    const ALL: [Bulk; 3] = [Bulk::Deductions, Bulk::Answers, Bulk::Reversals];

    const fn name(self) -> &'static str {
        match self {
            Bulk::Deductions => "deductions",
            Bulk::Answers => "answers",
            Bulk::Reversals => "reversals",
        }
    }

    /// Entry, money, what there was of it and place among the answers of every row, with what its
    /// digest is taken of, in the order of the key.
    fn question(self) -> String {
        let (found, columns, key) = match self {
            Bulk::Deductions => (
                "batch_seq, amount_fen, balance_before_fen, 0",
                DEDUCTION_COLUMNS,
                "insurance_year, insured_id, attempt",
            ),
            Bulk::Answers => (
                "receipts_seq, 0, 0, answer_no",
                ANSWER_COLUMNS,
                "insurance_year, insured_id, attempt, answer_no",
            ),
            Bulk::Reversals => (
                "receipts_seq, amount_fen, amount_fen, 0",
                REVERSAL_COLUMNS,
                "insurance_year, insured_id, attempt",
            ),
        };
        let table = self.name();
        format!("SELECT {found}, {columns} FROM {table} ORDER BY {key}")
    }

    const fn kinds(self) -> &'static [u8] {
        match self {
            Bulk::Deductions => DEDUCTION_KINDS,
            Bulk::Answers => ANSWER_KINDS,
            Bulk::Reversals => REVERSAL_KINDS,
        }
    }

    /// The money of a row, if this program writes such rows.
    fn fen(self, row: &Row<'_>) -> rusqlite::Result<Option<i64>> {
        let (fen, held): (i64, i64) = (row.get(1)?, row.get(2)?);
        let is_moved = match self {
            Bulk::Deductions | Bulk::Reversals => fen > 0,
            Bulk::Answers => true,
        };
        Ok((is_moved && fen <= held).then_some(fen))
    }
}

/// The first column of a row's own, behind what is asked of it besides.
const OWN: usize = 4;

/// The key of the row before. Keys rise, or pages stand where they do not belong: whoever follows
/// them may come to no end.
#[derive(Debug, Default)]
struct LastKey {
    year: i64,
    insured: Vec<u8>,
    place: (i64, i64),
}

impl LastKey {
    /// Takes the next row's key; whether it is above the one before.
    fn rises_to(&mut self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let year: i64 = row.get(OWN)?;
        let insured = row.get_ref(OWN + 1)?.as_bytes()?;
        let place = (row.get(OWN + 2)?, row.get(3)?);
        let before = (self.year, &*self.insured, self.place);
        let rises = (year, insured, place) > before;
        (self.year, self.place) = (year, place);
        self.insured.clear();
        self.insured.extend_from_slice(insured);
        Ok(rises)
    }
}

/// Digest and sums of the rows that say they belong to one entry.
#[derive(Debug, Default)]
struct EntryRows {
    digest: ValueDigest,
    sums: RowSums,
}

/// Records that name an entry which the journal does not hold, by table.
const STRANGERS: &[(&str, &str)] = &[
    ("batches", "seq"),
    ("receipts", "seq"),
    ("inputs", "batch_seq"),
    ("counts", "batch_seq"),
    ("files", "seq"),
];

impl Ledger {
    /// Recomputes every digest of the journal and what each entry says of its own rows; empty
    /// when nothing was edited, added or removed since it was committed.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn verify_chain(&self) -> Result<Vec<Discrepancy>, Fault> {
        let mut found = self.recompute()?.1;
        if found.is_empty() {
            self.compare_sums(&mut found)?;
        }
        Ok(found)
    }

    /// Recomputes digests and chain from the first entry on before anything is decided, answered,
    /// exported or told by what the ledger says, and gives the head of the chain.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] with what does not agree; [`Exit::Refused`] when the file is damaged or
    /// its schema is not the program's.
    pub(super) fn believe(&self) -> Result<ChainHead, Fault> {
        let believed = refuse_damaged_file(&self.conn).and_then(|()| self.recompute());
        let fault = match believed {
            Ok((head, found)) if found.is_empty() => {
                refuse_other_triggers(&self.conn)?;
                write_back_when_closed(&self.conn).or_fault(DOING)?;
                return Ok(head);
            }
            Ok((_, found)) => {
                let found: Vec<Message> = found.iter().map(Discrepancy::told).collect();
                Fault::new(Exit::Inconsistent, text::not_as_committed(&found))
            }
            Err(fault) => fault,
        };
        self.interrupt.check()?;
        Err(match self.path.as_deref().and_then(log_beside) {
            Some(log) => Fault::new(fault.exit, text::log_beside(&fault.message, &log)),
            None => fault,
        })
    }

    fn recompute(&self) -> Result<(ChainHead, Vec<Discrepancy>), Fault> {
        let entries = self.entries()?;
        let mut rows = self.rows_by_entry()?;
        let mut found = Vec::new();
        let mut before = GENESIS.to_owned();
        for (place, entry) in (1_i64..).zip(&entries) {
            if entry.seq != place {
                found.push(Discrepancy::new(
                    entry.name.clone(),
                    differences::gap(place),
                ));
            }
            let rows = rows.remove(&entry.seq).unwrap_or_default();
            self.compare_entry(entry, &before, rows, &mut found)?;
            before.clone_from(&entry.chain);
        }
        for seq in rows.keys() {
            found.push(Discrepancy::new(
                differences::of_entry(*seq),
                differences::rows_of_no_entry(),
            ));
        }
        self.find_strangers(&mut found)?;
        let head = ChainHead {
            entries: entries.len() as u64,
            chain: before,
        };
        Ok((head, found))
    }

    fn entries(&self) -> Result<Vec<EntryRecord>, Fault> {
        self.rows(
            "SELECT j.seq, j.kind, j.rows_sha256, j.chain, \
                    b.batch_id, \
                    coalesce(b.deductions, 0), coalesce(r.new_answers, 0), \
                    coalesce(r.reversals, 0), coalesce(b.total_fen, r.reversed_fen, 0), \
                    iif(j.kind = 'batch', b.seq, r.seq) IS NOT NULL \
             FROM journal j LEFT JOIN batches b ON b.seq = j.seq \
                  LEFT JOIN receipts r ON r.seq = j.seq ORDER BY j.seq",
            [],
            |r| {
                Ok(EntryRecord {
                    seq: r.get(0)?,
                    kind: r.get(1)?,
                    rows_sha256: r.get(2)?,
                    chain: r.get(3)?,
                    name: match r.get::<_, Option<String>>(4)? {
                        Some(batch) => differences::of_batch(&batch),
                        None => differences::of_answers(r.get(0)?),
                    },
                    is_recorded: r.get(9)?,
                    recorded: RowSums {
                        deductions: r.get(5)?,
                        answers: r.get(6)?,
                        reversals: r.get(7)?,
                        fen: r.get(8)?,
                    },
                })
            },
        )
    }

    /// Holds one entry against its rows and against the entry before it.
    fn compare_entry(
        &self,
        entry: &EntryRecord,
        before: &str,
        rows: EntryRows,
        found: &mut Vec<Discrepancy>,
    ) -> Result<(), Fault> {
        let link = chain::link(
            &self.conn,
            entry.seq,
            &entry.kind,
            before,
            &entry.rows_sha256,
        )
        .or_fault(DOING)?;
        let differs = [
            (!entry.is_recorded, differences::entry_of_nothing()),
            (
                rows.digest.finish() != entry.rows_sha256,
                differences::rows_edited(),
            ),
            (link != entry.chain, differences::chain_broken()),
            (rows.sums != entry.recorded, differences::other_sums()),
        ];
        let differs = differs.into_iter().filter(|(differs, _)| *differs);
        found.extend(differs.map(|(_, what)| Discrepancy::new(entry.name.clone(), what)));
        Ok(())
    }

    /// The bulk rows by entry, each digested in the order of its primary key.
    fn rows_by_entry(&self) -> Result<HashMap<i64, EntryRows>, Fault> {
        let mut by_entry: HashMap<i64, EntryRows> = HashMap::default();
        let refused = |message| Fault::new(Exit::Refused, message);
        let mut all_fen = 0_i64;
        for table in Bulk::ALL {
            let mut statement = self.conn.prepare(&table.question()).or_fault(DOING)?;
            let mut rows = statement.query([]).or_fault(DOING)?;
            let mut last = LastKey::default();
            while let Some(row) = rows.next().or_fault(DOING)? {
                let of_entry = by_entry.entry(row.get(0).or_fault(DOING)?).or_default();
                let digested = of_entry.digest.row(row, OWN, table.kinds());
                digested.or_fault(DOING)?;
                if !last.rises_to(row).or_fault(DOING)? {
                    return Err(refused(text::damaged_file(&[table.name().to_owned()])));
                }
                let fen = table.fen(row).or_fault(DOING)?;
                let sum = fen.and_then(|fen| all_fen.checked_add(fen));
                let Some((fen, sum)) = fen.zip(sum).filter(|(_, sum)| *sum <= MOST_FEN) else {
                    return Err(refused(text::strange_amounts()));
                };
                all_fen = sum;
                of_entry.sums.add(table, fen);
            }
        }
        Ok(by_entry)
    }

    /// Records of entries that the journal does not hold are bound by no chain value.
    fn find_strangers(&self, found: &mut Vec<Discrepancy>) -> Result<(), Fault> {
        for (table, entry) in STRANGERS {
            let sql = format!(
                "SELECT count(*) FROM {table} WHERE {entry} NOT IN (SELECT seq FROM journal)"
            );
            if self.rows(&sql, [], |r| r.get::<_, i64>(0))? != [0] {
                found.push(Discrepancy::at(table, differences::records_of_no_entry()));
            }
        }
        Ok(())
    }

    /// Counts and totals of the batches against their rows, and the equation of section 11.
    fn compare_sums(&self, found: &mut Vec<Discrepancy>) -> Result<(), Fault> {
        let batches = self.batches()?;
        for (record, BatchTotals { totals, .. }) in batches.iter().zip(self.totals()?) {
            let place = differences::of_batch(&record.id);
            let (said, rows) = (
                (record.deductions, record.total),
                (totals.deducted.count, totals.deducted.amount),
            );
            if said != rows {
                let what = differences::other_deductions(said, rows);
                found.push(Discrepancy::new(place.clone(), what));
            }
            if !totals.balance() {
                let books = [
                    totals.deducted,
                    totals.accepted,
                    totals.reversed,
                    totals.outstanding,
                ];
                let what = differences::unbalanced(books.map(|sum| sum.amount));
                found.push(Discrepancy::new(place, what));
            }
        }
        Ok(())
    }
}
