//! What must be true after every step, and what after every season.

use crate::accounts::FEE;
use crate::books::{batch_folders, files_in, rows, told};
use crate::families::payer_key;
use crate::season::Season;
use gongji::domain::history::History;
use gongji::domain::{BatchId, Money};
use gongji::ledger::{BatchRecord, Ledger, Status, Sum};
use gongji::run::{self, Mode};
use gongji::stages::Stages;
use gongji::status::StatusReport;
use gongji::verify::{Render, verify};
use std::fs;
use std::path::Path;

/// Checks that cost little, while nothing waits to be put in place.
pub fn after_a_step(season: &Season) {
    let lowest = season.world.accounts.lowest_balance();
    season.must(lowest >= 0, || format!("an account fell to {lowest} fen"));
    let Some(tables) = season.office.tables() else {
        return;
    };
    let sql = "SELECT count(*), coalesce(sum(amount_fen), 0), \
               (SELECT count(*) FROM reversals), \
               (SELECT coalesce(sum(amount_fen), 0) FROM reversals), \
               (SELECT count(*) FROM (SELECT 1 FROM deductions d LEFT JOIN reversals r \
                   USING (insurance_year, insured_id, attempt) WHERE r.cause IS NULL \
                   GROUP BY insurance_year, insured_id HAVING count(*) > 1)) \
               FROM deductions";
    let found: [i64; 5] = tables
        .query_row(sql, [], |r| {
            Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?])
        })
        .expect("the ledger");
    let books = &season.books;
    let reversed = books.reversed() as i64;
    let expected = [
        books.charges.len() as i64,
        books.taken(),
        reversed,
        reversed * FEE,
        0,
    ];
    season.must(found == expected, || {
        format!("the ledger says {found:?}, the files and answers say {expected:?}")
    });
}

/// Checks everything.
pub fn after_the_season(season: &Season) {
    if !season.office.has_batches() {
        return;
    }
    after_a_step(season);
    let ledger = season.office.reader();
    nothing_is_left_behind(season);
    every_batch_adds_up(season, &ledger);
    answers_agree(season, &ledger);
    everything_verifies(season, &ledger);
}

fn nothing_is_left_behind(season: &Season) {
    let left: Vec<_> = files_in(&season.office.out())
        .into_iter()
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|name| name.starts_with('.'))
        .collect();
    // What a night that was given up last has staged waits for the next start.
    let is_expected =
        |name: &String| name.starts_with(".staging-") || name.starts_with(".receipts-");
    season.must(left.len() <= 1 && left.iter().all(is_expected), || {
        format!("left behind: {left:?}")
    });
}

/// Ledger, remittance, postings and manifest of each batch, and no row of an extract lost.
fn every_batch_adds_up(season: &Season, ledger: &Ledger) {
    let folders = batch_folders(&season.office.out());
    let totals = ledger.totals().expect("the totals");
    let ids: Vec<BatchId> = totals.iter().map(|batch| batch.batch).collect();
    season.must(folders.keys().copied().eq(ids), || {
        "a batch without a folder, or a folder without a batch".to_owned()
    });
    let (mut in_ledger, mut handed_over) = (0, 0);
    for (batch, (id, folder)) in totals.iter().zip(&folders) {
        let Sum { count, amount } = batch.totals.deducted;
        in_ledger += amount.fen();
        let remitted = trailer(folder);
        handed_over += remitted.1;
        season.must(remitted == (count, amount.fen()), || {
            format!("{id}: the ledger holds {count} = {amount}, remitted is {remitted:?}")
        });
        let posted = rows(&folder.join("postings.csv")).len() as u64;
        let (deducted, decided) = outcomes(folder);
        let read = rows(&season.extracts[id].join("enrollments.csv")).len() as u64;
        season.must((posted, deducted) == (count, count), || {
            format!("{id}: {count} in the ledger, {posted} posted, {deducted} in the manifest")
        });
        season.must(decided == read, || {
            format!("{id}: {read} rows were read, {decided} have an outcome")
        });
    }
    season.must(in_ledger == handed_over, || {
        format!("the ledger holds {in_ledger} fen, the remittances {handed_over}")
    });
}

/// Number and money, in fen, of the trailer of a remittance.
fn trailer(folder: &Path) -> (u64, i64) {
    let text = fs::read_to_string(folder.join("remittance.txt")).expect("a remittance");
    let fields: Vec<&str> = text.lines().last().unwrap_or_default().split('|').collect();
    let money: String = fields[2].chars().filter(|c| *c != '.').collect();
    (
        fields[1].parse().expect("a count"),
        money.parse().expect("money"),
    )
}

/// How many rows were deducted, and how many have any outcome.
fn outcomes(folder: &Path) -> (u64, u64) {
    let bytes = fs::read(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let outcomes = manifest["outcomes"].as_object().expect("outcomes");
    let of = |value: &serde_json::Value| value.as_u64().expect("a count");
    (of(&outcomes["deducted"]), outcomes.values().map(of).sum())
}

/// What the outside said is what ledger and files hold.
fn answers_agree(season: &Season, ledger: &Ledger) {
    let books = &season.books;
    let day = chrono::NaiveDate::from_ymd_opt(2025, 2, 1).expect("a date");
    let report = StatusReport::read(ledger, day).expect("the status");
    let total = report.total();
    season.must(total.balance(), || format!("{total:?} does not balance"));
    let sum = |count: u64| Sum {
        count,
        amount: Money::from_fen(FEE) * count,
    };
    let expected = [
        sum(books.charges.len() as u64),
        sum(books.ended_with(Some(Status::Accepted))),
        sum(books.reversed()),
        sum(books.ended_with(None)),
        sum(books.ended_with(Some(Status::Posted))),
        sum(books.ended_with(Some(Status::NotPosted))),
        sum(books.ended_with(Some(Status::Rejected))),
        sum(books.ended_with(Some(Status::Returned))),
    ];
    let found = [
        total.deducted,
        total.accepted,
        total.reversed,
        total.unanswered,
        total.posted,
        total.not_posted,
        total.rejected,
        total.returned,
    ];
    season.must(found == expected, || {
        format!("{found:?} is not what was answered: {expected:?}")
    });
    let told = season.must_be(told(&season.office.out()));
    let must_be_told = books.must_be_told();
    season.must(told == must_be_told, || {
        format!("the files tell {told:?}, the answers were {must_be_told:?}")
    });
    let history = ledger.history_before(None).expect("the history");
    let stand = books.charges.values().filter(|c| !c.is_reversed()).count();
    season.must(history.standing.len() == stand, || {
        format!("{stand} stand, not {}", history.standing.len())
    });
    for (payer, past) in &history.past {
        let key = payer.to_string();
        let charges = books.charges.values().filter(|c| payer_key(c.payer) == key);
        let (known, charged) = (past.len(), charges.count());
        season.must(known == charged, || {
            format!("{key}: {known} past deductions, {charged} charges")
        });
    }
}

/// Every batch verifies; one of them is decided again too.
fn everything_verifies(season: &Season, ledger: &Ledger) {
    let ids = ledger.batch_ids().expect("the batches");
    for id in &ids {
        let folder = season.office.out().join(id.to_string());
        let job = season.office.job(*id, &season.extracts[id], Mode::DryRun);
        let again = |_: &BatchRecord, history: &History| {
            run::render_again(&job, history, &Stages::default())
        };
        let render: Option<&Render<'_>> = match *id == ids[season.seed as usize % ids.len()] {
            true => Some(&again),
            false => None,
        };
        let verified = verify(&folder, ledger, render).expect("verification");
        season.must(verified.found.is_empty(), || {
            format!("batch {id}: {:?}", verified.found)
        });
    }
}
