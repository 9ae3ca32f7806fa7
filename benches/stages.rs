//! The stages of a night, each alone, on two threads: `cargo bench --bench stages`.
//!
//! A city of 23,000 enrollments, 30,000 networks and 160,000 accounts is made once;
//! `GONGJI_BENCH_ENROLLMENTS` asks for another size with the same proportions.
//!
//! | stage | from | to |
//! |---|---|---|
//! | floor | files | all fields, merely read |
//! | reading | files | typed rows and rejects |
//! | joining | rows | persons, networks, families |
//! | deciding | rows | plan, joining and equations included |
//! | committing | plan | deductions in a ledger on disk |
//! | publishing | plan | all outputs, staged and synced |
//! | whole | files | committed batch in place |

mod floor;

use criterion::{BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput};
use gongji::domain::history::History;
use gongji::domain::plan::{BatchOptions, Language, Plan};
use gongji::domain::{BatchId, Encoding, OutputDigest};
use gongji::guards::Guards;
use gongji::index::Index;
use gongji::input::{self, Extract, ReadOptions};
use gongji::interrupt::Interrupt;
use gongji::ledger::{Identity, Ledger, Lock, NewBatch, NewDeduction, OpenMode};
use gongji::outputs::manifest;
use gongji::outputs::staging::{Kind, Staging};
use gongji::policy::{self, InForce, Policy};
use gongji::run::{self, Evidence, Job, Mode, Reading};
use gongji::stages::Stages as Clock;
use gongji::synth::{self, SynthOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const THREADS: usize = 2;
const ENROLLMENTS: u64 = 23_000;
/// The batch of the first day of deduction.
const BATCH: &str = "2025-20241221-01";
const OPTIONS: BatchOptions = BatchOptions {
    language: Language::Zh,
    encoding: None,
    remittance_encoding: Encoding::Utf8,
    by_institution: false,
    accept_unidentified: None,
};

type Stages<'c> = BenchmarkGroup<'c, criterion::measurement::WallTime>;

/// A city's extract, and the law it is decided by.
struct City {
    extract: PathBuf,
    policy: InForce,
    batch: BatchId,
}

impl City {
    /// The city, made once.
    fn make(enrollments: u64) -> City {
        let extract = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stages-{enrollments}"));
        // The last file to be written.
        if !extract.join("control.csv").exists() {
            synth::write(&extract, &SynthOptions::of(enrollments)).expect("a city");
        }
        let batch: BatchId = BATCH.parse().expect("a batch id");
        let policy = Policy::load(policy::DEFAULT, &[])
            .and_then(|policy| policy.in_force(batch.date))
            .expect("the law of the day");
        City {
            extract,
            policy,
            batch,
        }
    }

    fn read(&self) -> Extract {
        let options = ReadOptions {
            encoding: OPTIONS.encoding,
            ..ReadOptions::of(&self.extract)
        };
        input::read(&options, &self.policy).expect("a readable extract")
    }

    fn decide<'a>(&self, reading: Reading<'a>) -> Plan<'a> {
        run::decide(
            reading,
            &self.policy,
            self.batch,
            OPTIONS,
            &Interrupt::default(),
            &Clock::default(),
        )
        .expect("equations that hold")
    }

    /// Renders all outputs into a new folder and syncs them.
    fn publish(&self, plan: &Plan, out: &Path) -> Vec<OutputDigest> {
        let staging = Staging::begin(out, Kind::Batch(self.batch)).expect("a staged folder");
        run::write_all(plan, &self.policy, &staging, &Interrupt::default())
            .expect("rendered outputs");
        staging.seal().expect("synced outputs").digests().to_vec()
    }

    fn job(&self, out: &Path) -> Job {
        Job {
            extract: self.extract.clone(),
            out: out.to_owned(),
            ledger: out.join("ledger.db"),
            copy: None,
            new_ledger: true,
            guards: Guards::of(&self.policy),
            policy: self.policy.clone(),
            batch: self.batch,
            options: OPTIONS,
            require_payments: false,
            require_control: false,
            same_extract: false,
            mode: Mode::Commit { expect_plan: None },
        }
    }
}

fn reading<'a>(extract: &'a mut Extract, history: &'a History) -> Reading<'a> {
    let evidence = Evidence::out_of(extract);
    Reading::of(extract, evidence, history)
}

/// A folder on the disk of the build, not in memory: syncing is part of what is measured.
fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder")
}

fn bytes_of_extract(extract: &Extract) -> Throughput {
    Throughput::Bytes(extract.inputs.iter().map(|input| input.bytes).sum())
}

fn reading_stages(stages: &mut Stages, city: &City, extract: &Extract) {
    stages.throughput(bytes_of_extract(extract));
    stages.bench_function("floor", |b| {
        b.iter(|| floor::read_all_fields(&city.extract))
    });
    stages.bench_function("reading", |b| b.iter_with_large_drop(|| city.read()));
}

fn deciding_stages(stages: &mut Stages, city: &City, extract: &Extract, history: &History) {
    stages.throughput(Throughput::Elements(extract.enrollments.len() as u64));
    stages.bench_function("joining", |b| {
        b.iter_batched_ref(
            || city.read(),
            |extract| {
                let reading = reading(extract, history);
                Index::new(reading.rows, reading.numbers);
            },
            BatchSize::PerIteration,
        )
    });
    stages.bench_function("deciding", |b| {
        b.iter_batched_ref(
            || city.read(),
            |extract| {
                city.decide(reading(extract, history));
            },
            BatchSize::PerIteration,
        )
    });
}

/// Writes all deductions to a new ledger and commits.
fn commit(city: &City, plan: &Plan, outputs: &[OutputDigest], ledger: &mut Ledger) {
    let program = manifest::program();
    let batch = NewBatch {
        identity: Identity {
            id: plan.batch,
            policy_id: &city.policy.id,
            policy_sha256: &city.policy.sha256,
            options: plan.options,
            inputs: plan.inputs,
        },
        program: &program,
        tally: &plan.tally,
        offset: city.policy.offset,
    };
    let deductions: Vec<NewDeduction> = plan
        .deductions()
        .filter_map(|(seq, decision, deduction)| {
            Some(NewDeduction {
                seq,
                enrollment: decision.enrollment,
                membership: decision.deciding_row?,
                deduction,
            })
        })
        .collect();
    let mut pending = ledger.begin(&batch).expect("a transaction");
    pending
        .deduct(&deductions, &|| false)
        .expect("written deductions");
    pending.commit(outputs).expect("a committed batch");
}

fn writing_stages(stages: &mut Stages, city: &City, plan: &Plan) {
    let outputs = city.publish(plan, folder().path());
    stages.throughput(Throughput::Elements(plan.deductions().count() as u64));
    stages.bench_function("committing", |b| {
        b.iter_batched_ref(
            || {
                let folder = folder();
                let lock = Lock::acquire(&folder.path().join("ledger.db")).expect("the lock");
                let ledger = Ledger::open(lock, OpenMode::New(city.batch), &Interrupt::default())
                    .expect("a ledger");
                (ledger, folder)
            },
            |(ledger, _)| commit(city, plan, &outputs, ledger),
            BatchSize::PerIteration,
        )
    });
    stages.throughput(Throughput::Bytes(outputs.iter().map(|o| o.bytes).sum()));
    stages.bench_function("publishing", |b| {
        b.iter_batched_ref(
            folder,
            |folder| city.publish(plan, folder.path()),
            BatchSize::PerIteration,
        )
    });
}

fn whole(stages: &mut Stages, city: &City, extract: &Extract) {
    stages.throughput(bytes_of_extract(extract));
    stages.bench_function("whole", |b| {
        b.iter_batched_ref(
            || {
                let folder = folder();
                (city.job(folder.path()), folder)
            },
            |(job, _)| {
                run::run(job, &Interrupt::default(), &Clock::default()).expect("a committed night")
            },
            BatchSize::PerIteration,
        )
    });
}

fn all_stages(criterion: &mut Criterion) {
    let wanted = std::env::var("GONGJI_BENCH_ENROLLMENTS");
    let enrollments = wanted.map_or(ENROLLMENTS, |n| n.parse().expect("a number of enrollments"));
    let city = City::make(enrollments);
    let extract = city.read();
    let history = History::default();
    let mut decided = city.read();
    let plan = city.decide(reading(&mut decided, &history));

    let mut stages = criterion.benchmark_group("stages");
    stages.sampling_mode(SamplingMode::Flat);
    reading_stages(&mut stages, &city, &extract);
    deciding_stages(&mut stages, &city, &extract, &history);
    writing_stages(&mut stages, &city, &plan);
    whole(&mut stages, &city, &extract);
    stages.finish();
}

fn main() {
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build()
        .expect("the threads");
    // As the command does, which works on its threads alone.
    threads.install(|| {
        let mut criterion = Criterion::default()
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3))
            .configure_from_args();
        all_stages(&mut criterion);
        criterion.final_summary();
    });
}
