-- The decisions of a batch in SQL, for a general engine: DuckDB.
--
-- The same rules as the program's (default policy shanghai-2025, batch date 2024-12-21, an empty
-- ledger), so that its time and memory can be set beside those of an engine that knows nothing of
-- them. `run.py` sets the variable `extract` to the folder and runs the script; the last query
-- answers how many rows of enrollments.csv have each outcome and reason, and what is deducted.
--
-- What is left out:
-- * the ledger: nothing was deducted before (ALREADY_DEDUCTED and REMITTANCE_RETURNED never
--   apply), nothing is committed;
-- * the outputs, their digests, the other reasons of a row, notices, messages, and the list of
--   rejected values; rejected rows are only counted;
-- * everything that refuses an extract as a whole: control.csv, too many rejected rows, rejected
--   rows that name nobody, records or fields too long, misspelt headers and file names;
-- * GB18030, columns in another order or under another name, files and columns that may be absent.
--
-- What is read with less care. No row that `gongji synth` writes is decided otherwise by it:
-- * names are compared after NFC and half width, not NFKC, and with simple upper case;
-- * a part of a second is kept to the microsecond;
-- * GB18030's unwritable characters in names (19 of the private use area) are not BAD_TEXT;
-- * a field too many that is empty passes (the row is still rejected when its shifted values are
--   unreadable, but then holds the person whom it names), and so does a quote inside an unquoted
--   field, which is therefore looked for in accounts.csv.
--
-- Steps that are read once are views, steps that are read again are tables.

------------------------------------------------------------------------------------------------
-- The policy
------------------------------------------------------------------------------------------------

-- Every instant is kept as Beijing time.
CREATE MACRO insurance_year() AS 2025;
CREATE MACRO enrolment_opens() AS TIMESTAMP '2024-09-01 00:00:00';
CREATE MACRO enrolment_closes() AS TIMESTAMP '2024-12-21 00:00:00';
CREATE MACRO election_cutoff() AS TIMESTAMP '2024-12-20 17:00:00';
CREATE MACRO batch_date() AS DATE '2024-12-21';
CREATE MACRO oldest_balance() AS batch_date() - INTERVAL 7 DAY;
CREATE MACRO fee_in_fen() AS 35500;

CREATE MACRO has_fee(category, subsidy) AS
    subsidy IS NULL
    AND lower(category) IN ('student', '中小学生', '学生', '1403',
                            'infant', '婴幼儿', '新生儿', '学龄前儿童', '1401', '1402');

CREATE MACRO is_inside(district) AS starts_with(district, '31');

CREATE MACRO is_allowed(relation) AS
    relation IN ('spouse', 'child', 'parent', 'sibling', 'grandparent', 'grandchild');

------------------------------------------------------------------------------------------------
-- Values: NULL where nothing stands there, or nothing that can be read
------------------------------------------------------------------------------------------------

-- White space of Unicode, U+200B and U+FEFF.
SET VARIABLE blanks = (
    SELECT string_agg(chr(code), '')
    FROM (SELECT unnest([9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197,
                         8198, 8199, 8200, 8201, 8202, 8203, 8232, 8233, 8239, 8287, 12288,
                         65279]) AS code));

-- The private-use characters of GBK-era databases, U+E815 to U+E864, and what stands for them now.
SET VARIABLE old_characters = (
    SELECT string_agg(chr(code::INTEGER), '' ORDER BY code) FROM range(59413, 59493) AS t(code));
SET VARIABLE assigned_characters =
    '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱'
    '䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻';

-- Full-width ASCII and the ideographic space, and their half-width forms.
SET VARIABLE full_width = (
    SELECT string_agg(chr(code::INTEGER), '' ORDER BY code) || chr(12288)
    FROM range(65281, 65375) AS t(code));
SET VARIABLE half_width = (
    SELECT string_agg(chr(code::INTEGER), '' ORDER BY code) || ' '
    FROM range(33, 127) AS t(code));

CREATE MACRO half_width(value) AS
    translate(value, getvariable('full_width'), getvariable('half_width'));

-- Nearly every value is ASCII and has no blank at either end: this is told at once.
CREATE MACRO trimmed(value) AS
    CASE WHEN strlen(value) = length(value) AND value[1] >= '!' AND value[-1] >= '!' THEN value
         WHEN contains(getvariable('blanks'), left(value, 1))
           OR contains(getvariable('blanks'), right(value, 1))
         THEN nullif(trim(value, getvariable('blanks')), '')
         ELSE value END;

CREATE MACRO in_today_s_characters(value) AS
    CASE WHEN regexp_matches(value, '[\x{E815}-\x{E864}]')
         THEN translate(value, getvariable('old_characters'),
                        getvariable('assigned_characters'))
         ELSE value END;

-- BAD_TEXT.
CREATE MACRO is_bad_text(value) AS
    coalesce(regexp_matches(value, '[\x00-\x09\x0B-\x1F\x7F-\x9F\x{2028}\x{2029}\x{FFFD}]'), false);
CREATE MACRO is_bad_strict_text(value) AS
    coalesce(regexp_matches(value, '[\x00-\x1F\x7F-\x9F\x{2028}\x{2029}\x{FFFD}|]'), false);

-- SPREADSHEET_DAMAGE.
CREATE MACRO is_written_as_number(value) AS
    regexp_full_match(value, '[0-9]+([.][0-9]+)?[Ee][+-]?[0-9]+|[0-9]+[.]0+');

CREATE MACRO identifier(value) AS
    CASE WHEN regexp_full_match(value, '[ -{}~]{1,64}') AND NOT is_written_as_number(value)
         THEN value END;

-- The check character of GB 11643 behind seventeen digits.
CREATE MACRO digit(number, place) AS CAST(number[place] AS INTEGER);
CREATE MACRO check_character(number) AS
    substr('10X98765432', 1 + (
        7 * digit(number, 1) + 9 * digit(number, 2) + 10 * digit(number, 3) + 5 * digit(number, 4)
        + 8 * digit(number, 5) + 4 * digit(number, 6) + 2 * digit(number, 7)
        + 1 * digit(number, 8) + 6 * digit(number, 9) + 3 * digit(number, 10)
        + 7 * digit(number, 11) + 9 * digit(number, 12) + 10 * digit(number, 13)
        + 5 * digit(number, 14) + 8 * digit(number, 15) + 4 * digit(number, 16)
        + 2 * digit(number, 17)) % 11, 1);

CREATE MACRO birth_date(number) AS
    CASE WHEN regexp_full_match(number[7:14], '[0-9]{8}')
         THEN try_strptime(number[7:14], '%Y%m%d') END;

-- A person key: in half width and upper case; fifteen digits become eighteen.
CREATE MACRO unusual_person(key) AS
    CASE WHEN is_written_as_number(key) THEN NULL
         WHEN regexp_full_match(key, '[0-9]{15}000') AND key[18] <> check_character(key) THEN NULL
         WHEN regexp_full_match(key, '[0-9]{15}')
              AND birth_date(key[1:6] || '19' || key[7:15]) IS NOT NULL
         THEN key[1:6] || '19' || key[7:15] || check_character(key[1:6] || '19' || key[7:15])
         WHEN regexp_full_match(key, '[A-Za-z0-9()./-]{1,64}') THEN upper(key) END;
CREATE MACRO person(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{17}[0-9X]') AND NOT ends_with(value, '000')
         THEN value
         ELSE unusual_person(half_width(value)) END;

-- An instant in one of its spellings; one without an offset is Beijing time.
CREATE MACRO time_of_day() AS '([01]\d|2[0-3]):[0-5]\d:[0-5]\d';
CREATE MACRO written_instant(value) AS
    CASE WHEN regexp_full_match(value, '\d{4}(-\d\d-|/\d\d/)\d\d[Tt ]' || time_of_day() || '(\.\d{1,9})?')
         THEN TRY_CAST(upper(left(value, 26)) AS TIMESTAMP)
         WHEN regexp_full_match(value, '\d{8}([01]\d|2[0-3])([0-5]\d){2}')
         THEN try_strptime(value, '%Y%m%d%H%M%S')
         WHEN regexp_full_match(value, '\d{4}(-\d\d-|/\d\d/)\d\d[Tt ]' || time_of_day()
              || '(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):?[0-5]\d)')
         THEN make_timestamp(epoch_us(TRY_CAST(
                  regexp_replace(upper(value), '([.]\d{6})\d+', '\1') AS TIMESTAMPTZ)))
              + INTERVAL 8 HOUR END;

-- The day nought says that there is no instant.
CREATE MACRO is_nought(value) AS
    regexp_full_match(value, '0000(-00-|/00/)00([Tt ]' || time_of_day() || '.*)?|0{8}(\d{6})?');

-- Placeholders say so too: databases that know no empty instant write them.
CREATE MACRO instant(written) AS
    CASE WHEN written >= TIMESTAMP '2000-01-01' AND written < TIMESTAMP '2100-01-01'
         THEN written END;
CREATE MACRO is_bad_instant(value, written) AS
    value IS NOT NULL AND written IS NULL AND NOT is_nought(value);

CREATE MACRO written_day(value) AS
    CASE WHEN regexp_full_match(value, '\d{4}(-\d\d-|/\d\d/)\d\d|\d{8}')
         THEN try_strptime(replace(replace(value, '-', ''), '/', ''), '%Y%m%d') END;

-- Money in fen.
CREATE MACRO fen(value) AS
    CASE WHEN regexp_full_match(value, '-?[0-9]{1,12}([.][0-9]{1,2})?')
         THEN CAST(CAST(value AS DECIMAL(14, 2)) * 100 AS BIGINT) END;

CREATE MACRO year(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{4}') THEN CAST(value AS INTEGER) END;

CREATE MACRO channel(value) AS
    CASE WHEN lower(value) IN ('school', '学校') THEN 'school'
         WHEN lower(value) IN ('community', '社区') THEN 'community' END;

CREATE MACRO paid_channel(value) AS
    CASE WHEN lower(value) IN ('cash', '现金') THEN 'cash'
         WHEN lower(value) IN ('qr_code', '扫码') THEN 'qr_code'
         WHEN lower(value) IN ('school_transfer', '学校代扣') THEN 'school_transfer'
         WHEN lower(value) IN ('mutual_aid', '共济缴费', '个账代扣', '31') THEN 'mutual_aid'
         WHEN lower(value) IN ('other', '其他') THEN 'other' END;

CREATE MACRO role(value) AS
    CASE WHEN lower(value) IN ('insured', '参保人') THEN 'insured'
         WHEN lower(value) IN ('organizer', '组建人') THEN 'organizer' END;

CREATE MACRO insurance_status(value) AS
    CASE WHEN lower(value) IN ('active', '1', '正常', '正常参保') THEN 'active'
         WHEN lower(value) IN ('suspended', '2', '暂停', '暂停参保') THEN 'suspended'
         WHEN lower(value) IN ('invalid', '3', '无效') THEN 'invalid'
         WHEN lower(value) IN ('terminated', '4', '终止', '终止参保') THEN 'terminated' END;

CREATE MACRO account_status(value) AS
    CASE WHEN lower(value) IN ('normal', '正常') THEN 'normal'
         WHEN lower(value) IN ('frozen', '冻结') THEN 'frozen'
         WHEN lower(value) IN ('closed', '注销') THEN 'closed'
         WHEN lower(value) IN ('deceased', '死亡') THEN 'deceased' END;

-- GB/T 4761; whatever is outside the list is `other`.
CREATE MACRO relation(value) AS
    CASE WHEN lower(value) IN ('child', '子女', '儿子', '女儿')
           OR regexp_full_match(value, '2[0-79]|3[0-79]|[23]') THEN 'child'
         WHEN lower(value) IN ('spouse', '配偶', '丈夫', '妻子')
           OR regexp_full_match(value, '1[0-2]|1') THEN 'spouse'
         WHEN lower(value) IN ('self', '本人', '01', '0') THEN 'self'
         WHEN lower(value) IN ('parent', '父母', '父亲', '母亲')
           OR regexp_full_match(value, '5[012789]|5') THEN 'parent'
         WHEN lower(value) IN ('grandparent', '祖父母', '外祖父母', '祖父', '祖母', '外祖父', '外祖母')
           OR regexp_full_match(value, '6[0-49]|6') THEN 'grandparent'
         WHEN lower(value) IN ('sibling', '兄弟姐妹', '兄', '弟', '姐', '妹', '哥哥', '弟弟', '姐姐', '妹妹')
           OR regexp_full_match(value, '7[013579]|7') THEN 'sibling'
         WHEN lower(value) IN ('grandchild', '孙子女', '外孙子女', '孙子', '孙女', '外孙子', '外孙女', '外孙')
           OR regexp_full_match(value, '4[0-49]|4') THEN 'grandchild'
         WHEN lower(value) IN ('parent_in_law', '配偶父母')
           OR regexp_full_match(value, '5[3-6]') THEN 'parent_in_law'
         ELSE 'other' END;

CREATE MACRO half_width_brackets(value) AS replace(replace(value, '（', '('), '）', ')');
CREATE MACRO id_type(value) AS
    CASE WHEN regexp_full_match(value, '0?[1-9]|1[0-7]|90|99') THEN right('0' || value, 2)
         ELSE CASE half_width_brackets(value)
             WHEN '居民身份证' THEN '01' WHEN '身份证' THEN '01' WHEN '居民身份证(户口簿)' THEN '01'
             WHEN '户口簿' THEN '01' WHEN '居民户口簿' THEN '01'
             WHEN '军官证' THEN '02' WHEN '中国人民解放军军官证' THEN '02'
             WHEN '武警警官证' THEN '03' WHEN '中国人民武装警察警官证' THEN '03'
             WHEN '香港特区护照/港澳居民来往内地通行证' THEN '04'
             WHEN '港澳居民来往内地通行证' THEN '04' WHEN '回乡证' THEN '04'
             WHEN '香港特区护照/身份证明' THEN '04'
             WHEN '澳门特区护照/港澳居民来往内地通行证' THEN '05'
             WHEN '澳门特区护照/身份证明' THEN '05'
             WHEN '台湾居民来往大陆通行证' THEN '06' WHEN '台胞证' THEN '06'
             WHEN '外国人永久居留身份证' THEN '07' WHEN '外国人永久居留证' THEN '07'
             WHEN '外国护照' THEN '08' WHEN '外国人护照' THEN '08' WHEN '护照' THEN '08'
             WHEN '中国护照' THEN '16'
             WHEN '港澳台居民居住证' THEN '17' WHEN '港澳台居住证' THEN '17'
             WHEN '港澳居民居住证' THEN '17' WHEN '台湾居民居住证' THEN '17'
             WHEN '社会保障卡' THEN '90'
             WHEN '其他' THEN '99' WHEN '其他身份证件' THEN '99' END END;

-- A name as it is compared: what nobody sees and dots make no other name.
CREATE MACRO compared(name) AS
    CASE WHEN regexp_full_match(name, '[\x{4E00}-\x{9FFF}]+') THEN name
         ELSE regexp_replace(
             upper(nfc_normalize(half_width(name))),
             '[\s\pZ\x{85}·•・‧･.\x{AD}\x{34F}\x{61C}\x{115F}\x{1160}\x{17B4}\x{17B5}'
             '\x{180B}-\x{180F}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{3164}'
             '\x{FE00}-\x{FE0F}\x{FEFF}\x{FFA0}\x{FFF0}-\x{FFF8}\x{1BCA0}-\x{1BCA3}'
             '\x{1D173}-\x{1D17A}\x{E0000}-\x{E0FFF}]', '', 'g') END;

------------------------------------------------------------------------------------------------
-- Reading: every row is kept, with whether all of it can be read
------------------------------------------------------------------------------------------------

-- The records of a file, their values trimmed. Those with BAD_QUOTING, FIELD_COUNT or BAD_ENCODING
-- go to `<file>_refused`, and hold nobody. Nothing is guessed from the first rows, among which some
-- may be damaged.
CREATE MACRO records_of(file, names) AS TABLE
    SELECT trimmed(COLUMNS(*))
    FROM read_csv(getvariable('extract') || '/' || file || '.csv', columns = names, header = true,
                  auto_detect = false, delim = ',', quote = '"', escape = '"', strict_mode = true,
                  store_rejects = true, rejects_table = file || '_refused',
                  rejects_scan = file || '_scan');

CREATE VIEW enrollment_values AS
SELECT identifier(enrollment_id) AS id,
       year(insurance_year) AS year,
       id_type(insured_id_type) AS id_type,
       person(insured_id) AS person,
       in_today_s_characters(insured_name) AS name,
       category, subsidy, channel(channel) AS channel, district_code AS district,
       institution_code, institution_name,
       written_instant(applied_at) AS applied,
       paid_channel AS paid_word, paid_channel(paid_channel) AS paid_channel,
       paid_at AS paid_text, written_instant(paid_at) AS paid
FROM records_of('enrollments', {
    enrollment_id: 'VARCHAR', insurance_year: 'VARCHAR', insured_id_type: 'VARCHAR',
    insured_id: 'VARCHAR', insured_name: 'VARCHAR', category: 'VARCHAR', subsidy: 'VARCHAR',
    channel: 'VARCHAR', district_code: 'VARCHAR', institution_code: 'VARCHAR',
    institution_name: 'VARCHAR', applied_at: 'VARCHAR', paid_channel: 'VARCHAR',
    paid_at: 'VARCHAR'});

CREATE TABLE enrollments_read AS
SELECT id, year, id_type, person, name, compared(name) AS compared_name, category, subsidy, channel,
       district, institution_code, institution_name, instant(applied) AS applied_at, paid_channel,
       instant(paid) AS paid_at,
       id IS NOT NULL AND year IS NOT NULL AND id_type IS NOT NULL AND person IS NOT NULL
       AND name IS NOT NULL AND NOT is_bad_strict_text(name)
       AND category IS NOT NULL AND NOT is_bad_strict_text(category)
       AND NOT is_bad_text(subsidy) AND channel IS NOT NULL
       AND coalesce(regexp_full_match(district, '[0-9]{6}'), false)
       AND coalesce(regexp_full_match(institution_code, '[A-Za-z0-9_-]{1,32}'), false)
       AND NOT is_bad_text(institution_name) AND instant(applied) IS NOT NULL
       AND (paid_word IS NULL OR paid_channel IS NOT NULL)
       AND NOT is_bad_instant(paid_text, paid) AS is_readable
FROM enrollment_values;

-- DUPLICATE_KEY: readable rows with one id. If they are equal one of them stays; if not, none does,
-- and all hold their person.
CREATE TABLE same_id AS
SELECT DISTINCT *
FROM enrollments_read
WHERE is_readable AND id IN (
    SELECT id FROM enrollments_read WHERE is_readable GROUP BY id HAVING count(*) > 1);

CREATE TABLE contradicting_ids AS
SELECT id FROM same_id GROUP BY id HAVING count(*) > 1;

CREATE TABLE enrollments AS
SELECT * EXCLUDE (is_readable, institution_code, institution_name)
FROM (SELECT * FROM enrollments_read WHERE is_readable AND id NOT IN (SELECT id FROM same_id)
      UNION ALL
      SELECT * FROM same_id WHERE id NOT IN (SELECT id FROM contradicting_ids));

CREATE VIEW network_values AS
SELECT identifier(network_id) AS network,
       person(organizer_id) AS organizer,
       person(member_id) AS member,
       in_today_s_characters(member_name) AS member_name,
       relation(relation) AS relation,
       joined_at AS joined_text, written_instant(joined_at) AS joined,
       left_at AS left_text, written_instant(left_at) AS left_,
       contribution_selected_at AS selected_text,
       written_instant(contribution_selected_at) AS selected,
       contribution_cancelled_at AS cancelled_text,
       written_instant(contribution_cancelled_at) AS cancelled,
       dissolved_at AS dissolved_text, written_instant(dissolved_at) AS dissolved
FROM records_of('networks', {
    network_id: 'VARCHAR', organizer_id: 'VARCHAR', member_id: 'VARCHAR',
    member_name: 'VARCHAR', relation: 'VARCHAR', joined_at: 'VARCHAR', left_at: 'VARCHAR',
    contribution_selected_at: 'VARCHAR', contribution_cancelled_at: 'VARCHAR',
    dissolved_at: 'VARCHAR'});

CREATE TABLE networks_read AS
SELECT network, organizer, member, member_name, relation, instant(joined) AS joined_at,
       instant(left_) AS left_at, instant(selected) AS selected_at,
       instant(cancelled) AS cancelled_at, instant(dissolved) AS dissolved_at,
       network IS NOT NULL AND organizer IS NOT NULL AND member IS NOT NULL
       AND NOT is_bad_text(member_name) AND instant(joined) IS NOT NULL
       AND NOT is_bad_instant(left_text, left_)
       AND NOT is_bad_instant(selected_text, selected)
       AND NOT is_bad_instant(cancelled_text, cancelled)
       AND NOT is_bad_instant(dissolved_text, dissolved)
       AND coalesce(instant(left_) >= joined, true)
       AND coalesce(instant(dissolved) >= joined, true) AS is_readable
FROM network_values;

-- The organizer's own rows count for nothing.
CREATE VIEW networks AS
SELECT * EXCLUDE (is_readable),
       joined_at < election_cutoff()
       AND coalesce(left_at >= election_cutoff(), true)
       AND coalesce(dissolved_at >= election_cutoff(), true) AS is_live
FROM networks_read
WHERE is_readable AND relation <> 'self' AND member <> organizer;

CREATE VIEW payment_values AS
SELECT receipt_no, year(insurance_year) AS year, person(insured_id) AS person,
       paid_channel(paid_channel) AS paid_channel, fen(amount) AS amount,
       written_instant(paid_at) AS paid,
       refunded_at AS refunded_text, written_instant(refunded_at) AS refunded
FROM records_of('payments', {
    receipt_no: 'VARCHAR', insurance_year: 'VARCHAR', insured_id: 'VARCHAR',
    paid_channel: 'VARCHAR', amount: 'VARCHAR', paid_at: 'VARCHAR', refunded_at: 'VARCHAR'});

-- Identical rows count as one.
CREATE TABLE payments_read AS
SELECT DISTINCT receipt_no, year, person, paid_channel, amount, instant(paid) AS paid_at,
       instant(refunded) AS refunded_at,
       receipt_no IS NOT NULL AND NOT is_bad_text(receipt_no) AND year IS NOT NULL
       AND person IS NOT NULL AND paid_channel IS NOT NULL AND amount IS NOT NULL
       AND instant(paid) IS NOT NULL AND NOT is_bad_instant(refunded_text, refunded) AS is_readable
FROM payment_values;

CREATE VIEW hold_values AS
SELECT person(person_id) AS person, role AS role_word, role(role) AS role,
       written_day("from") AS from_, until AS until_text, written_day(until) AS until_,
       reason, ordered_by
FROM records_of('holds', {
    person_id: 'VARCHAR', role: 'VARCHAR', "from": 'VARCHAR', until: 'VARCHAR',
    reason: 'VARCHAR', ordered_by: 'VARCHAR'});

CREATE TABLE holds_read AS
SELECT person, role, instant(from_) AS from_, instant(until_) AS until_,
       person IS NOT NULL AND (role_word IS NULL OR role IS NOT NULL)
       AND instant(from_) IS NOT NULL AND NOT is_bad_instant(until_text, until_)
       AND coalesce(instant(until_) > from_, true)
       AND reason IS NOT NULL AND NOT is_bad_text(reason) AND NOT is_bad_text(ordered_by)
       AS is_readable
FROM hold_values;

------------------------------------------------------------------------------------------------
-- Who has asked for a deduction (section 4 of the contract)
------------------------------------------------------------------------------------------------

CREATE MACRO day_after(moment) AS CAST(moment AS DATE) + INTERVAL 1 DAY;

-- The limit C: a cancellation before it counts.
CREATE MACRO cancellation_limit(channel, applied_at, selected_at) AS
    CASE channel WHEN 'school' THEN election_cutoff()
                 ELSE least(day_after(greatest(applied_at, selected_at)),
                            day_after(election_cutoff())) END;

-- A cancellation before the selection is an earlier choice, since made again.
CREATE MACRO election(selected_at, cancelled_at, c_limit) AS
    CASE WHEN selected_at IS NULL THEN 'none'
         WHEN cancelled_at >= selected_at AND cancelled_at < enrolment_opens() THEN 'none'
         WHEN selected_at >= election_cutoff() THEN 'late'
         WHEN cancelled_at >= selected_at AND cancelled_at < c_limit THEN 'cancelled'
         WHEN cancelled_at >= selected_at AND cancelled_at < election_cutoff() THEN 'overdue'
         ELSE 'made' END;

-- The rows of networks about somebody enrolled, once for each enrollment. Among several the
-- largest `precedence` decides, empty first.
CREATE VIEW memberships AS
SELECT e.id, n.network, n.organizer, n.member_name, n.relation, n.joined_at, n.left_at, n.is_live,
       election(n.selected_at, n.cancelled_at,
                cancellation_limit(e.channel, e.applied_at, n.selected_at)) AS election,
       coalesce(least(n.left_at, n.dissolved_at) < enrolment_opens(), false) AS is_history,
       row(n.joined_at, coalesce(n.selected_at, '-infinity'),
           coalesce(n.cancelled_at, '-infinity'), coalesce(n.left_at, '-infinity'),
           coalesce(n.dissolved_at, '-infinity'), n.organizer, n.relation,
           coalesce(n.member_name, '')) AS precedence
FROM enrollments AS e JOIN networks AS n ON n.member = e.person;

CREATE VIEW network_sides AS
SELECT id,
       min(network) FILTER (is_live) <> max(network) FILTER (is_live) AS are_several,
       bool_or(election IN ('made', 'late', 'overdue')) FILTER (is_live) AS is_disputed_or_made,
       arg_max({'network': network, 'organizer': organizer, 'member_name': member_name,
                'relation': relation, 'election': election}, precedence)
           FILTER (is_live) AS live_row,
       arg_max({'joined_at': joined_at, 'left_at': left_at}, row(joined_at, network, precedence))
           FILTER (election <> 'none' AND NOT is_history) AS latest_row
FROM memberships
GROUP BY id;

-- Case 1: several live networks. Case 2: one, whose row decides and names the organizer.
-- Case 3: none any more, or not yet.
CREATE VIEW requests AS
SELECT id,
       CASE WHEN NOT are_several THEN live_row END AS deciding_row,
       CASE WHEN are_several THEN is_disputed_or_made
            WHEN live_row IS NOT NULL THEN live_row.election <> 'none'
            ELSE latest_row IS NOT NULL END AS is_asked,
       CASE WHEN are_several THEN CASE WHEN is_disputed_or_made THEN 'MULTIPLE_NETWORKS' END
            WHEN live_row IS NOT NULL THEN
                CASE live_row.election WHEN 'late' THEN 'SELECTED_AFTER_CUTOFF'
                                       WHEN 'overdue' THEN 'CANCELLED_AFTER_LIMIT'
                                       WHEN 'cancelled' THEN 'CONTRIBUTION_CANCELLED' END
            WHEN latest_row.joined_at >= election_cutoff() THEN 'JOINED_AFTER_CUTOFF'
            WHEN latest_row.left_at < election_cutoff() THEN 'LEFT_NETWORK'
            WHEN latest_row IS NOT NULL THEN 'NETWORK_DISSOLVED' END AS objection
FROM network_sides;

-- A person of a rejected row of networks counts as having asked.
CREATE TABLE held_requested AS
SELECT DISTINCT member AS person FROM networks_read WHERE NOT is_readable AND member IS NOT NULL;

CREATE TABLE claims AS
SELECT e.*, r.objection, r.deciding_row.network AS network, r.deciding_row.organizer AS organizer,
       r.deciding_row.member_name AS member_name, r.deciding_row.relation AS relation
       , coalesce(r.is_asked, false) OR e.person IN (SELECT person FROM held_requested)
         AS is_requested
FROM enrollments AS e LEFT JOIN requests AS r USING (id);

------------------------------------------------------------------------------------------------
-- What the rules look at (section 5)
------------------------------------------------------------------------------------------------

-- Accounts of organizers, and the rejected ones. A quote within a value is BAD_QUOTING, which holds
-- nobody.
CREATE VIEW account_values AS
SELECT person(holder_id) AS holder, insurance_status(insurance_status) AS insurance_status,
       account_status(account_status) AS account_status, fen(current_balance) AS current_balance,
       fen(accumulated_balance) AS accumulated_balance,
       instant(written_instant(balance_as_of)) AS balance_as_of,
       contains(concat(holder_id, insurance_status, account_status, current_balance,
                       accumulated_balance, balance_as_of), '"') AS is_misquoted
FROM records_of('accounts', {
    holder_id: 'VARCHAR', insurance_status: 'VARCHAR', account_status: 'VARCHAR',
    current_balance: 'VARCHAR', accumulated_balance: 'VARCHAR', balance_as_of: 'VARCHAR'});

CREATE TABLE accounts_read AS
SELECT DISTINCT *
FROM (SELECT *,
             holder IS NOT NULL AND insurance_status IS NOT NULL AND account_status IS NOT NULL
             AND current_balance IS NOT NULL AND accumulated_balance IS NOT NULL
             AND balance_as_of IS NOT NULL AS is_readable
      FROM account_values)
WHERE NOT is_misquoted
  AND (NOT is_readable OR holder IN (SELECT organizer FROM claims WHERE organizer IS NOT NULL));

-- Identical rows count as one; of rows that differ none is believed.
CREATE VIEW accounts AS
SELECT holder, count(*) > 1 AS is_ambiguous, any_value(insurance_status) AS insurance_status,
       any_value(account_status) AS account_status,
       any_value(accumulated_balance) AS accumulated_balance,
       any_value(balance_as_of) AS balance_as_of
FROM accounts_read
WHERE is_readable
GROUP BY holder;

-- IDENTITY_CONFLICT, DUPLICATE_ENROLLMENT, ALREADY_PAID: what the enrollments of one person and
-- year amount to.
CREATE VIEW obligations AS
SELECT person, year,
       min(compared_name) <> max(compared_name) AS names_differ,
       min(row(applied_at, id)) FILTER (has_fee(category, subsidy) AND is_inside(district)) AS first,
       bool_or(paid_at IS NOT NULL OR coalesce(paid_channel <> 'mutual_aid', false)) AS says_paid
FROM enrollments
GROUP BY person, year;

-- What counts of the payments, in sum: none that was given back, nor beside it one refund of the
-- same size.
CREATE VIEW payments_by_size AS
SELECT person, year, coalesce(sum(amount) FILTER (refunded_at IS NULL), 0)
       + abs(amount) * least(count(*) FILTER (refunded_at IS NOT NULL AND amount >= 0),
                             count(*) FILTER (refunded_at IS NULL AND amount < 0)) AS net
FROM payments_read
WHERE is_readable
GROUP BY person, year, abs(amount);

CREATE VIEW receipts AS
SELECT person, year, sum(net) AS net FROM payments_by_size GROUP BY person, year;

-- NETWORK_INCONSISTENT: what belongs to the network differs between rows that had joined and not
-- left. The election is judged with C = T, whatever the channel.
CREATE VIEW network_statements AS
SELECT network, organizer, election(selected_at, cancelled_at, election_cutoff()) AS election,
       coalesce(dissolved_at < election_cutoff(), false) AS is_dissolved
FROM networks
WHERE joined_at < election_cutoff() AND coalesce(left_at >= election_cutoff(), true);

CREATE VIEW inconsistent_networks AS
SELECT network
FROM network_statements
GROUP BY network
HAVING min(organizer) <> max(organizer) OR min(election) <> max(election)
    OR min(is_dissolved) <> max(is_dissolved);

-- ORGANIZER_CONFLICT: the live networks of which somebody is a live member or the organizer. A
-- network is live when any of its rows is.
CREATE VIEW involvements AS
SELECT member AS person, network FROM networks WHERE is_live
UNION ALL
SELECT organizer, network FROM networks
WHERE network IN (SELECT network FROM networks WHERE is_live);

CREATE VIEW live_networks AS
SELECT person, min(network) AS least_network, max(network) AS greatest_network
FROM involvements
WHERE person IN (SELECT organizer FROM claims WHERE organizer IS NOT NULL)
GROUP BY person;

-- POSSIBLE_SAME_PERSON: who bears a name under one organizer in one year.
CREATE VIEW namesakes AS
SELECT organizer, year, compared_name, min(person) AS least_person, max(person) AS greatest_person
FROM claims
WHERE is_requested AND organizer IS NOT NULL
GROUP BY organizer, year, compared_name;

-- ON_HOLD: `until` is the first day no longer held.
CREATE VIEW orders AS
SELECT person, role
FROM holds_read
WHERE is_readable AND from_ <= batch_date() AND coalesce(batch_date() < until_, true);

-- EVIDENCE_REJECTED: nobody is charged on incomplete evidence.
CREATE VIEW held_persons AS
SELECT person FROM enrollments_read
WHERE NOT is_readable OR id IN (SELECT id FROM contradicting_ids)
UNION SELECT person FROM held_requested
UNION SELECT person FROM payments_read WHERE NOT is_readable
UNION SELECT person FROM holds_read WHERE NOT is_readable;

CREATE VIEW held_payers AS
SELECT person FROM held_requested
UNION SELECT organizer FROM networks_read WHERE NOT is_readable
UNION SELECT holder FROM accounts_read WHERE NOT is_readable
UNION SELECT person FROM holds_read WHERE NOT is_readable;

-- INVALID_ID, for documents that follow GB 11643.
CREATE MACRO is_invalid_id(id_type, number) AS
    CASE WHEN id_type IN ('01', '17') OR id_type = '07' AND length(number) = 18
         THEN CASE WHEN regexp_full_match(number, '[0-9]{17}[0-9X]')
                   THEN number[18] <> check_character(number)
                        OR NOT coalesce(birth_date(number) BETWEEN DATE '1900-01-01'
                                                               AND batch_date(), false)
                   ELSE true END
         ELSE false END;

------------------------------------------------------------------------------------------------
-- Judging
------------------------------------------------------------------------------------------------

-- The first reason that applies, in the order of the contract; those of the balance come below.
CREATE TABLE judged AS
SELECT c.id, c.organizer, c.applied_at, a.accumulated_balance,
       CASE WHEN c.year <> insurance_year() THEN 'WRONG_YEAR'
            WHEN is_invalid_id(c.id_type, c.person) THEN 'INVALID_ID'
            WHEN NOT has_fee(c.category, c.subsidy) THEN 'NO_FEE'
            WHEN NOT is_inside(c.district) THEN 'OUTSIDE_REGION'
            WHEN o.names_differ THEN 'IDENTITY_CONFLICT'
            WHEN o.first < row(c.applied_at, c.id) THEN 'DUPLICATE_ENROLLMENT'
            WHEN o.says_paid OR r.net <> 0 THEN 'ALREADY_PAID'
            WHEN c.applied_at >= enrolment_closes() THEN 'ENROLLED_AFTER_CUTOFF'
            WHEN c.objection IS NOT NULL THEN c.objection
            WHEN c.network IN (FROM inconsistent_networks) THEN 'NETWORK_INCONSISTENT'
            WHEN compared(c.member_name) <> c.compared_name THEN 'NAME_MISMATCH'
            WHEN s.least_person <> c.person OR s.greatest_person <> c.person
            THEN 'POSSIBLE_SAME_PERSON'
            WHEN NOT is_allowed(c.relation) THEN 'RELATION_NOT_ALLOWED'
            WHEN l.least_network <> c.network OR l.greatest_network <> c.network
            THEN 'ORGANIZER_CONFLICT'
            WHEN c.person IN (SELECT person FROM orders WHERE role IS DISTINCT FROM 'organizer')
              OR c.organizer IN (SELECT person FROM orders WHERE role IS DISTINCT FROM 'insured')
            THEN 'ON_HOLD'
            WHEN c.person IN (SELECT person FROM held_persons WHERE person IS NOT NULL)
              OR c.organizer IN (SELECT person FROM held_payers WHERE person IS NOT NULL)
            THEN 'EVIDENCE_REJECTED'
            WHEN a.holder IS NULL THEN 'ACCOUNT_NOT_FOUND'
            WHEN a.is_ambiguous THEN 'ACCOUNT_AMBIGUOUS'
            WHEN a.insurance_status <> 'active' THEN 'INSURANCE_NOT_ACTIVE'
            WHEN a.account_status <> 'normal' THEN 'ACCOUNT_NOT_USABLE'
            WHEN a.balance_as_of >= day_after(batch_date()) OR a.balance_as_of < oldest_balance()
            THEN 'BALANCE_OUT_OF_DATE' END AS reason
FROM claims AS c
JOIN obligations AS o ON o.person = c.person AND o.year = c.year
LEFT JOIN receipts AS r ON r.person = c.person AND r.year = c.year
LEFT JOIN namesakes AS s ON s.organizer = c.organizer AND s.year = c.year
                        AND s.compared_name = c.compared_name
LEFT JOIN live_networks AS l ON l.person = c.organizer
LEFT JOIN accounts AS a ON a.holder = c.organizer
WHERE c.is_requested;

-- The children of one organizer are taken in the order (applied_at, id), each seeing what the one
-- before left. The fee is the same for all, and the balance must exceed it: a balance pays for
-- `(balance - 1) // fee` children, the first ones, and every later one sees what those left.
CREATE VIEW remaining AS
SELECT id,
       accumulated_balance - fee_in_fen()
           * least(row_number() OVER (PARTITION BY organizer ORDER BY applied_at, id) - 1,
                   greatest((accumulated_balance - 1) // fee_in_fen(), 0)) AS remaining_balance
FROM judged
WHERE reason IS NULL;

CREATE VIEW reasons AS
SELECT id, CASE WHEN reason IS NOT NULL THEN reason
                WHEN remaining_balance = fee_in_fen() THEN 'BALANCE_EQUALS_FEE'
                WHEN remaining_balance < fee_in_fen() THEN 'INSUFFICIENT_BALANCE' END AS reason
FROM judged LEFT JOIN remaining USING (id);

CREATE VIEW outcomes AS
SELECT CASE WHEN reason IS NULL THEN 'deducted'
            WHEN reason IN ('DUPLICATE_ENROLLMENT', 'ALREADY_PAID', 'CONTRIBUTION_CANCELLED',
                            'LEFT_NETWORK', 'NETWORK_DISSOLVED') THEN 'excluded'
            ELSE 'exception' END AS outcome,
       reason
FROM reasons
UNION ALL
SELECT 'not_requested', NULL FROM claims WHERE NOT is_requested;

SELECT outcome, reason, count(*) AS enrollments,
       CAST(CASE WHEN outcome = 'deducted' THEN count(*) * fee_in_fen() ELSE 0 END / 100
            AS DECIMAL(14, 2)) AS yuan
FROM outcomes
GROUP BY outcome, reason
UNION ALL
SELECT 'rejected', NULL,
       (SELECT count(*) FROM enrollments_read) - (SELECT count(*) FROM enrollments)
       + (SELECT count(DISTINCT line) FROM enrollments_refused), 0
ORDER BY outcome, reason;
