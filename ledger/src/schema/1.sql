-- Version 1. Later versions stand in files of their own and are applied in order.

-- An article is one place where something is published; its text may change.
CREATE TABLE article (
  id        INTEGER PRIMARY KEY,
  place     TEXT NOT NULL UNIQUE,   -- its URL, else outlet and id: what makes a changed page the same article
  doc       TEXT NOT NULL,          -- what it was called when it was first added
  removed   INTEGER NOT NULL DEFAULT 0
);

-- One text of an article. It never changes; a newer one stands beside it.
CREATE TABLE version (
  id          INTEGER PRIMARY KEY,
  article     INTEGER NOT NULL REFERENCES article,
  number      INTEGER NOT NULL,       -- 1, 2, ... within the article
  current     INTEGER NOT NULL,       -- 1 for the newest
  sha256      TEXT NOT NULL,          -- of the text, UTF-8
  language    TEXT NOT NULL,
  outlet      TEXT,
  title       TEXT,
  url         TEXT,
  published   TEXT,                   -- ISO 8601 day
  text        TEXT NOT NULL,
  boilerplate TEXT NOT NULL,          -- JSON, spans in bytes
  page        BLOB NOT NULL,          -- what linking remembers (postcard of selon::link::Page)
  copy_of     INTEGER REFERENCES version,
  reader      TEXT NOT NULL,          -- the version of selon that read it
  UNIQUE (article, sha256)
);
CREATE INDEX version_of ON version (article, number);
CREATE INDEX version_outlet ON version (outlet);

-- One actor over all articles.
CREATE TABLE actor (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  role        TEXT,
  affiliation TEXT,
  into_actor  INTEGER REFERENCES actor, -- merged by a person
  state       TEXT NOT NULL DEFAULT 'suggested'
);
-- Words by which an actor is found, folded.
CREATE TABLE actor_word (
  word  TEXT NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor,
  PRIMARY KEY (word, actor)
) WITHOUT ROWID;

-- One attribution of one version.
CREATE TABLE statement (
  id           INTEGER PRIMARY KEY,
  version      INTEGER NOT NULL REFERENCES version,
  number       INTEGER NOT NULL,      -- its id within the reading
  parent       INTEGER,               -- the number of the one that carries it
  source       TEXT NOT NULL,         -- JSON, spans in bytes; likewise cue and content
  cue          TEXT NOT NULL,
  content      TEXT NOT NULL,
  words        TEXT NOT NULL,         -- the content's words
  kind         TEXT NOT NULL,
  actor        INTEGER REFERENCES actor,
  found_actor  INTEGER REFERENCES actor,
  speaker      TEXT,
  speaker_type TEXT NOT NULL,
  role         TEXT,
  affiliation  TEXT,
  act          TEXT NOT NULL,
  target       TEXT,
  certainty    TEXT NOT NULL,
  day          TEXT,                  -- of the saying, else of publication
  confidence   REAL NOT NULL,
  UNIQUE (version, number)
);
CREATE INDEX statement_actor ON statement (actor, day);
CREATE INDEX statement_act ON statement (act);

CREATE TABLE claim (
  id       INTEGER PRIMARY KEY,
  words    TEXT NOT NULL,
  affirmed INTEGER NOT NULL DEFAULT 0,  -- how many affirm, deny; kept by triggers
  denied   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX claim_contested ON claim (affirmed + denied) WHERE affirmed > 0 AND denied > 0;

-- A statement's place under a claim as it stands: what was found, unless a person has said otherwise.
CREATE TABLE stance (
  statement      INTEGER PRIMARY KEY REFERENCES statement,
  claim          INTEGER NOT NULL REFERENCES claim,
  position       TEXT NOT NULL,            -- affirm, deny, unknown; rejected by a person
  state          TEXT NOT NULL DEFAULT 'suggested',  -- or confirmed, rejected
  found_claim    INTEGER NOT NULL REFERENCES claim,
  found_position TEXT NOT NULL,
  confidence     REAL NOT NULL,
  why            TEXT NOT NULL             -- JSON
);
CREATE INDEX stance_claim ON stance (claim);
CREATE TRIGGER stance_in AFTER INSERT ON stance BEGIN
  UPDATE claim SET affirmed = affirmed + (new.position = 'affirm'), denied = denied + (new.position = 'deny') WHERE id = new.claim;
END;
CREATE TRIGGER stance_out AFTER DELETE ON stance BEGIN
  UPDATE claim SET affirmed = affirmed - (old.position = 'affirm'), denied = denied - (old.position = 'deny') WHERE id = old.claim;
END;
CREATE TRIGGER stance_moved AFTER UPDATE ON stance BEGIN
  UPDATE claim SET affirmed = affirmed - (old.position = 'affirm'), denied = denied - (old.position = 'deny') WHERE id = old.claim;
  UPDATE claim SET affirmed = affirmed + (new.position = 'affirm'), denied = denied + (new.position = 'deny') WHERE id = new.claim;
END;

CREATE TABLE reply (
  answer     INTEGER PRIMARY KEY REFERENCES statement,
  answered   INTEGER NOT NULL REFERENCES statement,
  sort       TEXT NOT NULL,
  confidence REAL NOT NULL
);
CREATE INDEX reply_to ON reply (answered);

CREATE TABLE quote (
  earlier INTEGER NOT NULL REFERENCES statement,
  later   INTEGER NOT NULL REFERENCES statement,
  altered INTEGER NOT NULL,
  changes TEXT NOT NULL,               -- JSON: [kept|out|in, words]
  PRIMARY KEY (earlier, later)
) WITHOUT ROWID;
CREATE INDEX quote_later ON quote (later);

-- By which candidates for linking are found.
CREATE TABLE about (
  term    INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES version,
  weight  REAL NOT NULL,
  PRIMARY KEY (term, version)
) WITHOUT ROWID;
CREATE TABLE sketch (
  hash    INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES version,
  PRIMARY KEY (hash, version)
) WITHOUT ROWID;

-- What people say of findings. Never changed; what is undone is marked so.
CREATE TABLE correction (
  id      INTEGER PRIMARY KEY,
  day     TEXT NOT NULL,               -- UTC, ISO 8601 with time
  who     TEXT NOT NULL,
  why     TEXT NOT NULL,
  verb    TEXT NOT NULL,               -- confirm, reject, merge, split, assign
  subject TEXT NOT NULL,               -- as it was typed: article#3, C12, A5
  place   TEXT,                        -- the article of a statement
  anchor  TEXT NOT NULL,               -- JSON: finds its subject again after a re-reading
  undone  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX correction_place ON correction (place);

CREATE VIRTUAL TABLE words USING fts5 (
  content, speaker, tokenize = 'unicode61 remove_diacritics 2'
);
