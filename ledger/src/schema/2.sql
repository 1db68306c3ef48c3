-- Version 2. What was asked of the web, and with what answer, so that nothing is asked for in vain.
CREATE TABLE visit (
  url           TEXT PRIMARY KEY,  -- as it was asked for
  etag          TEXT,              -- by which its site tells whether it is still the same
  last_modified TEXT,              -- likewise, in the site's own words
  place         TEXT,              -- article.place of what stood there; null for a feed or if there was no article
  told          TEXT,              -- what a feed said of it
  at            INTEGER NOT NULL   -- when it was asked for: seconds since 1970, UTC
) WITHOUT ROWID;
