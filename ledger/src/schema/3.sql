-- Version 3. For ledgers of a hundred thousand articles: adding and asking cost the same however many there are.

-- A version's text and what linking remembers of it stand apart, so that going over versions does not read them.
CREATE TABLE body (
  version     INTEGER PRIMARY KEY REFERENCES version,
  text        TEXT NOT NULL,
  boilerplate TEXT NOT NULL           -- JSON, spans in bytes
);
CREATE TABLE page (
  version INTEGER PRIMARY KEY REFERENCES version,
  page    BLOB NOT NULL               -- postcard of selon::link::Page
);
INSERT INTO body SELECT id, text, boilerplate FROM version;
INSERT INTO page SELECT id, page FROM version;
ALTER TABLE version DROP COLUMN text;
ALTER TABLE version DROP COLUMN boilerplate;
ALTER TABLE version DROP COLUMN page;
UPDATE version SET current = 0 WHERE article IN (SELECT id FROM article WHERE removed = 1);
CREATE INDEX version_copy ON version (copy_of) WHERE copy_of IS NOT NULL;

-- By which candidates for linking are found; copies are found among them. In blocks of versions, so that what is
-- added together is written together.
CREATE TABLE posting (
  block   INTEGER NOT NULL,           -- version / 16384
  term    INTEGER NOT NULL,
  version INTEGER NOT NULL,
  weight  INTEGER NOT NULL,           -- of 10000
  PRIMARY KEY (block, term, version)
) WITHOUT ROWID;
INSERT INTO posting SELECT version / 16384, term, version, CAST(round(weight * 10000) AS INTEGER) FROM about;
DROP TABLE about;
DROP TABLE sketch;

-- How often each sort of source speaks in texts that stand and are no copies.
CREATE TABLE tally (
  outlet       TEXT NOT NULL,         -- '' if it is not known; likewise the role
  speaker_type TEXT NOT NULL,
  role         TEXT NOT NULL,
  statements   INTEGER NOT NULL,
  articles     INTEGER NOT NULL,
  PRIMARY KEY (speaker_type, role, outlet)
) WITHOUT ROWID;
INSERT INTO tally SELECT coalesce(outlet, ''), speaker_type, coalesce(role, ''), count(*), count(DISTINCT version.id)
  FROM statement JOIN version ON version.id = version WHERE current = 1 AND copy_of IS NULL GROUP BY 1, 2, 3;

CREATE INDEX IF NOT EXISTS article_doc ON article (doc);
CREATE INDEX IF NOT EXISTS statement_day ON statement (day);
CREATE INDEX IF NOT EXISTS statement_act_day ON statement (act, day);
DROP INDEX IF EXISTS statement_act;
-- In the order of the answer: most statements first, then by number.
CREATE INDEX claim_size ON claim (affirmed + denied DESC);
DROP INDEX claim_contested;
CREATE INDEX claim_contested ON claim (affirmed + denied DESC) WHERE affirmed > 0 AND denied > 0;
-- What is not shown is little: it is left out by these.
CREATE INDEX version_gone ON version (article) WHERE current = 0;

-- What a person says of a statement as a finding: suggested, confirmed, rejected. Its place under a claim is another matter.
ALTER TABLE statement ADD COLUMN verdict TEXT NOT NULL DEFAULT 'suggested';
UPDATE statement SET verdict = (SELECT state FROM stance WHERE statement = statement.id)
  WHERE id IN (SELECT statement FROM stance WHERE state <> 'suggested');
CREATE INDEX statement_judged ON statement (version) WHERE verdict <> 'suggested';
