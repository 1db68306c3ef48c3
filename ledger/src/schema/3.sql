-- Version 3. For pages that are asked for by many at once: nothing is looked through, and spans can be mended.
CREATE INDEX IF NOT EXISTS article_doc ON article (doc);
CREATE INDEX IF NOT EXISTS version_sha256 ON version (sha256);
CREATE INDEX IF NOT EXISTS statement_day ON statement (day);
CREATE INDEX IF NOT EXISTS statement_act_day ON statement (act, day);
DROP INDEX IF EXISTS statement_act;
CREATE INDEX IF NOT EXISTS statement_unsure ON statement (confidence);
CREATE INDEX IF NOT EXISTS stance_unsure ON stance (confidence) WHERE state = 'suggested';

-- What was found of statements whose spans a person has mended: undoing puts it back.
CREATE TABLE mended (
  statement INTEGER PRIMARY KEY REFERENCES statement,
  source    TEXT NOT NULL,
  cue       TEXT NOT NULL,
  content   TEXT NOT NULL,
  words     TEXT NOT NULL
);
