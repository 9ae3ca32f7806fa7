-- Schema 2: the account system's `posted` beside the tax bureau's answers.
--
-- A deduction is answered up to three times: posted, accepted, returned. The table is laid anew with
-- the same rows, since a CHECK cannot be changed; no value that the chain binds is touched.

DROP VIEW v_batch_totals;
DROP TRIGGER reversals_follow_an_answer;
DROP TRIGGER reversals_return_what_was_accepted;
CREATE TEMP TABLE kept_answers AS SELECT * FROM answers;
DROP TABLE answers;

-- What was answered about a deduction, in order. The key is that of the deduction. No foreign key
-- asks for it once more: whoever writes an answer has just read its deduction under the lock, the
-- chain binds both, and a reversal asks for the two of them. For a million answers the question
-- would take a third of the import.
CREATE TABLE answers (
    insurance_year INTEGER NOT NULL,
    insured_id     TEXT NOT NULL,
    attempt        INTEGER NOT NULL,
    answer_no      INTEGER NOT NULL,     -- 1, 2, 3
    receipts_seq   INTEGER NOT NULL REFERENCES receipts (seq),
    end_to_end_no  TEXT NOT NULL,
    status         TEXT NOT NULL,
    code           TEXT NOT NULL,
    message        TEXT NOT NULL,
    receipt_no     TEXT NOT NULL,        -- empty unless the bureau gave one
    received_at    TEXT NOT NULL,        -- RFC 3339
    PRIMARY KEY (insurance_year, insured_id, attempt, answer_no),
    -- Spelled out: a list would be built anew for every row.
    CHECK ((answer_no = 1 AND (status = 'posted' OR status = 'not_posted'
                               OR status = 'accepted' OR status = 'rejected'))
        OR (answer_no = 2 AND (status = 'accepted' OR status = 'rejected' OR status = 'returned'))
        OR (answer_no = 3 AND status = 'returned')),
    CHECK (status <> 'accepted' OR receipt_no <> '')
) STRICT, WITHOUT ROWID;

INSERT INTO answers SELECT * FROM kept_answers;
DROP TABLE kept_answers;

-- posted → accepted or rejected; accepted → returned; nothing follows a reversal.
CREATE TRIGGER answers_follow_each_other BEFORE INSERT ON answers
WHEN NEW.answer_no > 1 AND NOT EXISTS (
    SELECT 1 FROM answers a
    WHERE a.insurance_year = NEW.insurance_year AND a.insured_id = NEW.insured_id
      AND a.attempt = NEW.attempt AND a.answer_no = NEW.answer_no - 1
      AND a.status = iif(NEW.status = 'returned', 'accepted', 'posted'))
BEGIN SELECT RAISE(ABORT, 'this answer cannot follow the one before it'); END;

CREATE TRIGGER answers_are_kept BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER answers_stay BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;

-- A reversal follows the latest answer of its deduction.
CREATE TRIGGER reversals_follow_an_answer BEFORE INSERT ON reversals
WHEN NOT EXISTS (
    SELECT 1 FROM answers a JOIN deductions d
      ON (d.insurance_year, d.insured_id, d.attempt) = (a.insurance_year, a.insured_id, a.attempt)
    WHERE a.insurance_year = NEW.insurance_year AND a.insured_id = NEW.insured_id
      AND a.attempt = NEW.attempt AND a.status = NEW.cause AND d.amount_fen = NEW.amount_fen)
BEGIN SELECT RAISE(ABORT, 'a reversal needs its answer and gives back exactly the amount'); END;

-- What became of each batch, in number and yuan: deducted = accepted + reversed + outstanding, and
-- outstanding = posted + unanswered.
CREATE VIEW v_batch_totals AS
SELECT batch_id, batch_date, policy_id,
       deducted, printf('%d.%02d', deducted_fen / 100, deducted_fen % 100) AS deducted_yuan,
       accepted, printf('%d.%02d', accepted_fen / 100, accepted_fen % 100) AS accepted_yuan,
       reversed, printf('%d.%02d', reversed_fen / 100, reversed_fen % 100) AS reversed_yuan,
       posted, printf('%d.%02d', posted_fen / 100, posted_fen % 100) AS posted_yuan,
       deducted - accepted - reversed AS outstanding,
       printf('%d.%02d', (deducted_fen - accepted_fen - reversed_fen) / 100,
              (deducted_fen - accepted_fen - reversed_fen) % 100) AS outstanding_yuan
FROM (
    SELECT seq, batch_id, batch_date, policy_id,
           count(amount_fen) AS deducted, coalesce(sum(amount_fen), 0) AS deducted_fen,
           coalesce(sum(last = 'accepted'), 0) AS accepted,
           coalesce(sum(amount_fen * (last = 'accepted')), 0) AS accepted_fen,
           coalesce(sum(cause IS NOT NULL), 0) AS reversed,
           coalesce(sum(amount_fen * (cause IS NOT NULL)), 0) AS reversed_fen,
           coalesce(sum(last = 'posted'), 0) AS posted,
           coalesce(sum(amount_fen * (last = 'posted')), 0) AS posted_fen
    FROM (
        SELECT b.seq, b.batch_id, b.batch_date, b.policy_id, d.amount_fen, r.cause,
               (SELECT a.status FROM answers a
                WHERE a.insurance_year = d.insurance_year AND a.insured_id = d.insured_id
                  AND a.attempt = d.attempt ORDER BY a.answer_no DESC LIMIT 1) AS last
        FROM batches b
        LEFT JOIN deductions d ON d.batch_seq = b.seq
        LEFT JOIN reversals r ON (r.insurance_year, r.insured_id, r.attempt)
                               = (d.insurance_year, d.insured_id, d.attempt)
    )
    GROUP BY seq
)
ORDER BY seq;
