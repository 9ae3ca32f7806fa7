//! `gongji` (共济): the nights in which student premiums are taken from family mutual-aid networks.
//!
//! # Bird's-eye view
//!
//! Data flows one way: **read** extracts → **join** them into families → **decide** (pure) →
//! **balance** the equations → **commit** to the ledger → **publish** files. Only the commit
//! changes the world; everything before it can be repeated at will, everything after it is a
//! projection of what was committed.
//!
//! # Code map, in the order of the data flow
//!
//! | module | what it does | what it must not know |
//! |---|---|---|
//! | [`cli`] | what was typed → what was meant; one file per command | how a stage works |
//! | [`run`] | the whole night on one screen; the only caller of all stages | |
//! | [`recovery`] | what every start does first: locks, finishing or discarding what a dead run left | how it was decided |
//! | [`domain`] | the nouns: money, persons, instants, rows, reasons, decisions | formats, files, threads, logs |
//! | [`policy`] | the law as data: values with source and interval | extracts, ledger |
//! | [`input`] | bytes → typed rows and rejects | what a value leads to |
//! | [`index`] | rows → persons, networks, families | files, ledger |
//! | [`rules`] | one rule per file, one ordered table | where anything came from |
//! | [`decide`] | one family × policy × history → decisions | where anything came from |
//! | [`equations`] | conservation of rows, money and persons | where anything came from |
//! | [`guards`] | volumes beyond which nothing is committed | why a number is what it is |
//! | [`ledger`] | SQLite: the one commit point, the only memory | why something is charged |
//! | [`outputs`] | one file per output; staging and placing | how it was decided |
//! | [`handover`] | commit, copy of the ledger, placing: one choreography of nights and imports | what is committed |
//! | [`answers`] | answers of both systems → ledger entries, reversals and their files | how it was decided |
//! | [`verify`] | whether a folder, its manifest and the ledger still say the same | how a file was rendered |
//! | [`results`] | the present state of every child, for the query service | how it was decided |
//! | [`status`] | ledger, account system and tax bureau side by side | how it was decided |
//! | [`explain`] | why one student was or was not charged | whole numbers and names, once it has looked |
//! | [`rulebook`] | policy and rules as pages for people | extracts, ledger |
//! | [`whatif`] | what a past batch published against what another policy would | how it was decided |
//! | [`template`] | an extract with examples and its data package, for whoever makes one | how rows are read |
//! | [`synth`] | a synthetic city, and answers to its batches | how rows are read |
//! | [`text`] | everything that people read, in Chinese and English | when it is said |
//! | [`log`] | messages to standard error in the language of whoever started the command | what they say |
//! | [`metrics`] | what monitoring reads of a command | how a stage works |
//! | [`progress`] | how far a stage is, told to whoever draws it | terminals |
//! | [`stages`] | the one clock: each stage told and measured once it is over | how a stage works |
//! | [`regular`] | files that are read: regular ones, and nothing in their place | what is in them |
//! | [`fault`] | trouble that stops a command, and its exit code | how it is worded |
//! | [`interrupt`] | signals: they stop a run before the commit and not after it | stages |
//! | [`crash`] | places where a test lets the process die | what comes after it |
//!
//! Where people look first: a reason is a file in [`rules`], an amount or a date a line of a policy
//! file, the moment of deduction [`handover`], an exit code [`fault`]. `docs/architecture.md`
//! follows one enrollment from its line to the remittance.
//!
//! # Invariants
//!
//! - Identity is whom the fee is for: (insurance year, person). The database itself refuses a
//!   second standing deduction.
//! - The SQLite commit is the moment of deduction. Outputs are synced before it and put in place by
//!   one rename after it; every start finishes or discards what a dead run left.
//! - A family is decided by one thread; families share nothing; results have a declared order. One
//!   thread and many give the same bytes.
//! - No number, date or relation of the law stands outside a policy file.
//! - No clock below `main`.
//! - Money is exact and never passes through a float; current-year money has a type of its own.
//!
//! # Glossary
//!
//! organizer 组建人 (pays) · member 共济成员 (the student) · network 家庭共济网 · accumulated balance
//! 历年账户余额 (the only money used) · contribution election 共济缴费 · enrollment 参保登记 · deduction
//! 划扣 · posting 记账 (debit order) · remittance 汇缴 · standing 有效 (not reversed) · batch 批次 (one
//! committed execution) · extract (one folder of inputs)

pub mod cli;
pub mod metrics;
pub mod run;

pub mod domain;
pub mod policy;
pub mod progress;

pub mod decide;
pub mod equations;
pub mod explain;
pub mod index;
pub mod input;
pub mod rulebook;
pub mod rules;

pub mod answers;
pub mod ledger;
pub mod outputs;
pub mod recovery;
pub mod results;
pub mod status;
pub mod verify;

pub mod crash;
pub mod fault;
pub mod guards;
pub mod handover;
pub mod interrupt;
pub mod log;
pub mod regular;
pub mod stages;
pub mod synth;
pub mod template;
pub mod text;
pub mod whatif;
