-- Version 4. For pages that are asked for by many at once: nothing is looked through, and spans can be mended.
CREATE INDEX IF NOT EXISTS version_sha256 ON version (sha256);
CREATE INDEX IF NOT EXISTS statement_unsure ON statement (confidence) WHERE verdict = 'suggested';
CREATE INDEX IF NOT EXISTS stance_unsure ON stance (confidence) WHERE state = 'suggested';

-- What was found of statements whose spans a person has mended: undoing puts it back.
CREATE TABLE mended (
  statement INTEGER PRIMARY KEY REFERENCES statement,
  source    TEXT NOT NULL,
  cue       TEXT NOT NULL,
  content   TEXT NOT NULL,
  words     TEXT NOT NULL
);
