-- The ledger of gongji: every batch, every deduction, every answer, every reversal.
--
-- Rows are only ever added. Triggers refuse every UPDATE and DELETE; what was wrong is set right
-- by a further row (a reversal), never by changing or removing one. Money is an INTEGER in fen
-- (1/100 yuan); the views at the end show it in yuan.
--
-- Readable with nothing but sqlite3, for example:
--   SELECT * FROM v_batch_totals;
--   SELECT * FROM v_deductions WHERE insured_id = '...';

-- The one order in which everything happened: 1, 2, 3, ... without a gap. A decision of batch n
-- rests on the entries before n alone, so an old batch can be decided again at any time.
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY CHECK (seq >= 1),
    -- 'batch': a night of deductions; 'receipts': a file of answers.
    kind        TEXT NOT NULL CHECK (kind IN ('batch', 'receipts')),
    -- SHA-256 over the entry's rows in deductions, or in answers and reversals, in the order of
    -- their primary keys.
    rows_sha256 TEXT NOT NULL CHECK (length(rows_sha256) = 64),
    -- SHA-256 over the chain value of the entry before, this entry's own record and rows_sha256:
    -- a row that is edited later no longer gives this value, nor any after it.
    chain       TEXT NOT NULL CHECK (length(chain) = 64)
) STRICT;

CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal
WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gap'); END;

-- One committed execution (批次).
CREATE TABLE batches (
    seq             INTEGER PRIMARY KEY REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED,
    batch_id        TEXT NOT NULL UNIQUE,          -- <insurance_year>-<yyyymmdd>-<nn>
    insurance_year  INTEGER NOT NULL,
    batch_date      TEXT NOT NULL,                 -- yyyy-mm-dd
    batch_no        INTEGER NOT NULL CHECK (batch_no BETWEEN 1 AND 99),
    policy_id       TEXT NOT NULL,
    policy_sha256   TEXT NOT NULL,
    program         TEXT NOT NULL,                 -- name and version that decided it
    options         TEXT NOT NULL CHECK (json_valid(options)), -- what shaped the outputs
    deductions      INTEGER NOT NULL CHECK (deductions >= 0),  -- how many
    total_fen       INTEGER NOT NULL CHECK (total_fen >= 0)    -- their sum
) STRICT;

-- Batches follow each other by date, then number.
CREATE TRIGGER batches_follow_each_other BEFORE INSERT ON batches
WHEN EXISTS (SELECT 1 FROM batches WHERE (batch_date, batch_no) >= (NEW.batch_date, NEW.batch_no))
BEGIN SELECT RAISE(ABORT, 'a batch must be dated after the latest one'); END;

-- The extract a batch was decided from.
CREATE TABLE inputs (
    batch_seq INTEGER NOT NULL REFERENCES batches (seq),
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
    bytes     INTEGER NOT NULL CHECK (bytes >= 0),
    rows      INTEGER NOT NULL CHECK (rows >= 0),
    rejects   INTEGER NOT NULL CHECK (rejects >= 0), -- rejected rows
    PRIMARY KEY (batch_seq, file)
) STRICT, WITHOUT ROWID;

-- How many enrollments had which outcome, and which primary reason.
CREATE TABLE counts (
    batch_seq INTEGER NOT NULL REFERENCES batches (seq),
    kind      TEXT NOT NULL CHECK (kind IN ('outcome', 'reason')),
    name      TEXT NOT NULL,
    rows      INTEGER NOT NULL CHECK (rows >= 0),
    PRIMARY KEY (batch_seq, kind, name)
) STRICT, WITHOUT ROWID;

-- Every file that an entry published, by its path below the output folder.
CREATE TABLE files (
    path   TEXT PRIMARY KEY,
    seq    INTEGER NOT NULL REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    bytes  INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX files_by_entry ON files (seq, path);

-- One fee taken from one organizer for one student and year (划扣).
--
-- The primary key is the obligation (insurance_year, insured_id) with the number of the attempt
-- to meet it. The first deduction is attempt 1. A further attempt refers to the reversal of the one
-- before it, which must be there. So at most one deduction of an obligation is standing at any
-- time, and none is ever changed or removed.
CREATE TABLE deductions (
    insurance_year     INTEGER NOT NULL,
    insured_id         TEXT NOT NULL,
    attempt            INTEGER NOT NULL CHECK (attempt >= 1),
    batch_seq          INTEGER NOT NULL REFERENCES batches (seq),
    end_to_end_no      TEXT NOT NULL,    -- batch_id without '-', then the line in its remittance
    enrollment_id      TEXT NOT NULL,
    insured_id_type    TEXT NOT NULL,
    insured_name       TEXT NOT NULL,
    organizer_id       TEXT NOT NULL,    -- whose accumulated balance paid
    network_id         TEXT NOT NULL,
    amount_fen         INTEGER NOT NULL CHECK (amount_fen > 0),
    balance_before_fen INTEGER NOT NULL, -- what was left just before
    balance_as_of      TEXT NOT NULL,    -- RFC 3339
    reversed_attempt   INTEGER AS (nullif(attempt - 1, 0)) VIRTUAL, -- none before the first
    PRIMARY KEY (insurance_year, insured_id, attempt),
    FOREIGN KEY (insurance_year, insured_id, reversed_attempt)
        REFERENCES reversals (insurance_year, insured_id, attempt),
    CHECK (balance_before_fen >= amount_fen)
) STRICT, WITHOUT ROWID;

-- One imported file of answers of the account system or the tax bureau.
CREATE TABLE receipts (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED,
    sha256       TEXT NOT NULL CHECK (length(sha256) = 64), -- of the file's raw bytes
    bytes        INTEGER NOT NULL CHECK (bytes >= 0),
    rows         INTEGER NOT NULL CHECK (rows >= 1),
    new_answers  INTEGER NOT NULL CHECK (new_answers >= 1), -- rows not known before
    reversals    INTEGER NOT NULL CHECK (reversals >= 0),   -- how many followed from them
    reversed_fen INTEGER NOT NULL CHECK (reversed_fen >= 0) -- their sum
) STRICT;

-- What was answered about a deduction: first accepted, rejected or not_posted; an accepted one may
-- be returned later. The key is that of the deduction. No foreign key asks for it once more: whoever
-- writes an answer has just read its deduction under the lock, the chain binds both, and a reversal
-- asks for the two of them. For a million answers the question would take a third of the import.
CREATE TABLE answers (
    insurance_year INTEGER NOT NULL,
    insured_id     TEXT NOT NULL,
    attempt        INTEGER NOT NULL,
    answer_no      INTEGER NOT NULL,     -- 1, then 2
    receipts_seq   INTEGER NOT NULL REFERENCES receipts (seq),
    end_to_end_no  TEXT NOT NULL,
    status         TEXT NOT NULL,
    code           TEXT NOT NULL,
    message        TEXT NOT NULL,
    receipt_no     TEXT NOT NULL,        -- empty unless the bureau gave one
    received_at    TEXT NOT NULL,        -- RFC 3339
    PRIMARY KEY (insurance_year, insured_id, attempt, answer_no),
    -- Spelled out: a list would be built anew for every row.
    CHECK ((answer_no = 1
            AND (status = 'accepted' OR status = 'rejected' OR status = 'not_posted'))
        OR (answer_no = 2 AND status = 'returned')),
    CHECK (status <> 'accepted' OR receipt_no <> '')
) STRICT, WITHOUT ROWID;

-- A deduction that no longer stands, because of an answer. The obligation is open again.
CREATE TABLE reversals (
    insurance_year INTEGER NOT NULL,
    insured_id     TEXT NOT NULL,
    attempt        INTEGER NOT NULL,
    receipts_seq   INTEGER NOT NULL REFERENCES receipts (seq),
    end_to_end_no  TEXT NOT NULL,
    cause          TEXT NOT NULL CHECK (cause IN ('rejected', 'returned', 'not_posted')),
    code           TEXT NOT NULL,
    message        TEXT NOT NULL,
    amount_fen     INTEGER NOT NULL,
    PRIMARY KEY (insurance_year, insured_id, attempt),
    FOREIGN KEY (insurance_year, insured_id, attempt)
        REFERENCES deductions (insurance_year, insured_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER reversals_follow_an_answer BEFORE INSERT ON reversals
WHEN NOT EXISTS (
    SELECT 1 FROM answers a JOIN deductions d
      ON (d.insurance_year, d.insured_id, d.attempt) = (a.insurance_year, a.insured_id, a.attempt)
    WHERE a.insurance_year = NEW.insurance_year AND a.insured_id = NEW.insured_id
      AND a.attempt = NEW.attempt AND a.status = NEW.cause AND d.amount_fen = NEW.amount_fen)
BEGIN SELECT RAISE(ABORT, 'a reversal needs its answer and gives back exactly the amount'); END;

-- Every returned deduction is reversed with its answer, so that this looks at every return.
CREATE TRIGGER reversals_return_what_was_accepted BEFORE INSERT ON reversals
WHEN NEW.cause = 'returned' AND NOT EXISTS (
    SELECT 1 FROM answers a
    WHERE a.insurance_year = NEW.insurance_year AND a.insured_id = NEW.insured_id
      AND a.attempt = NEW.attempt AND a.answer_no = 1 AND a.status = 'accepted')
BEGIN SELECT RAISE(ABORT, 'only an accepted deduction can be returned'); END;

-- Nothing is ever changed.
CREATE TRIGGER journal_is_kept BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER batches_are_kept BEFORE UPDATE ON batches
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER inputs_are_kept BEFORE UPDATE ON inputs
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER counts_are_kept BEFORE UPDATE ON counts
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER files_are_kept BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER deductions_are_kept BEFORE UPDATE ON deductions
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER receipts_are_kept BEFORE UPDATE ON receipts
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER answers_are_kept BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER reversals_are_kept BEFORE UPDATE ON reversals
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;

-- Nothing is ever removed.
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER batches_stay BEFORE DELETE ON batches
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER inputs_stay BEFORE DELETE ON inputs
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER counts_stay BEFORE DELETE ON counts
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER files_stay BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER deductions_stay BEFORE DELETE ON deductions
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER answers_stay BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER reversals_stay BEFORE DELETE ON reversals
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;

-- Every batch, in yuan, with the digest of its manifest, which lists all its files.
CREATE VIEW v_batches AS
SELECT b.seq, b.batch_id, b.batch_date, b.insurance_year, b.policy_id, b.policy_sha256, b.program,
       b.options, b.deductions, printf('%d.%02d', b.total_fen / 100, b.total_fen % 100) AS total,
       f.sha256 AS manifest_sha256, j.chain
FROM batches b
JOIN journal j ON j.seq = b.seq
LEFT JOIN files f ON f.path = b.batch_id || '/manifest.json'
ORDER BY b.seq;

-- Every deduction with its batch, in yuan; standing is 1 or 0.
CREATE VIEW v_deductions AS
SELECT d.end_to_end_no, b.batch_id, b.batch_date, d.insurance_year, d.insured_id_type,
       d.insured_id, d.insured_name, d.enrollment_id, d.organizer_id, d.network_id,
       printf('%d.%02d', d.amount_fen / 100, d.amount_fen % 100) AS amount,
       printf('%d.%02d', d.balance_before_fen / 100, d.balance_before_fen % 100)
           AS balance_before,
       printf('%d.%02d', (d.balance_before_fen - d.amount_fen) / 100,
              (d.balance_before_fen - d.amount_fen) % 100) AS balance_after,
       d.balance_as_of, d.attempt, r.end_to_end_no IS NULL AS standing,
       r.cause AS reversed_because
FROM deductions d
JOIN batches b ON b.seq = d.batch_seq
LEFT JOIN reversals r ON (r.insurance_year, r.insured_id, r.attempt)
                       = (d.insurance_year, d.insured_id, d.attempt);

-- Every reversal, in yuan.
CREATE VIEW v_reversals AS
SELECT r.end_to_end_no, b.batch_id, d.insurance_year, d.insured_id, d.organizer_id, r.cause,
       r.code, r.message, printf('%d.%02d', r.amount_fen / 100, r.amount_fen % 100) AS amount,
       r.receipts_seq
FROM reversals r
JOIN deductions d ON (d.insurance_year, d.insured_id, d.attempt)
                   = (r.insurance_year, r.insured_id, r.attempt)
JOIN batches b ON b.seq = d.batch_seq;

-- What became of each batch, in number and yuan: deducted = accepted + reversed + outstanding.
CREATE VIEW v_batch_totals AS
SELECT batch_id, batch_date, policy_id,
       deducted, printf('%d.%02d', deducted_fen / 100, deducted_fen % 100) AS deducted_yuan,
       accepted, printf('%d.%02d', accepted_fen / 100, accepted_fen % 100) AS accepted_yuan,
       reversed, printf('%d.%02d', reversed_fen / 100, reversed_fen % 100) AS reversed_yuan,
       deducted - accepted - reversed AS outstanding,
       printf('%d.%02d', (deducted_fen - accepted_fen - reversed_fen) / 100,
              (deducted_fen - accepted_fen - reversed_fen) % 100) AS outstanding_yuan
FROM (
    SELECT b.seq, b.batch_id, b.batch_date, b.policy_id,
           count(d.attempt) AS deducted, coalesce(sum(d.amount_fen), 0) AS deducted_fen,
           coalesce(sum(a.status = 'accepted' AND r.cause IS NULL), 0) AS accepted,
           coalesce(sum(d.amount_fen * (a.status = 'accepted' AND r.cause IS NULL)), 0)
               AS accepted_fen,
           coalesce(sum(r.cause IS NOT NULL), 0) AS reversed,
           coalesce(sum(r.amount_fen), 0) AS reversed_fen
    FROM batches b
    LEFT JOIN deductions d ON d.batch_seq = b.seq
    LEFT JOIN answers a ON (a.insurance_year, a.insured_id, a.attempt, a.answer_no)
                         = (d.insurance_year, d.insured_id, d.attempt, 1)
    LEFT JOIN reversals r ON (r.insurance_year, r.insured_id, r.attempt)
                           = (d.insurance_year, d.insured_id, d.attempt)
    GROUP BY b.seq
)
ORDER BY seq;
