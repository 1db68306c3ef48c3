//! An article and its reading → the ledger, in one transaction.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use selon::{
    Article, Reading, Span,
    link::{Page, names},
};
use sha2::{Digest, Sha256};

use crate::{Error, Ledger, corrections, linking};

/// What adding an article did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there, with another text; the old one is kept.
    Changed,
    /// It was there as it is.
    Known,
}

impl Ledger {
    /// Records what was read in an article and links it to what is there. Recording it again changes nothing.
    pub fn add(&mut self, article: &Article, reading: &Reading) -> Result<Added, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let added = add(&transaction, article, reading)?;
        transaction.commit()?;
        Ok(added)
    }

    /// Is this text of the article there already? Then it need not be read.
    pub fn has(&self, article: &Article) -> Result<bool, Error> {
        let known = self
            .connection
            .prepare_cached(
                "SELECT 1 FROM version JOIN article ON article.id = version.article
             WHERE place = ?1 AND sha256 = ?2 AND current = 1 AND removed = 0",
            )?
            .query_row(params![place(article), digest(&article.text)], |_| Ok(()))
            .optional()?;
        Ok(known.is_some())
    }

    /// Takes an article out: it is no longer shown nor linked, but nothing is lost.
    pub fn remove(&mut self, doc: &str) -> Result<usize, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: Vec<i64> = transaction
            .prepare("SELECT id FROM article WHERE removed = 0 AND (doc = ?1 OR place = ?1)")?
            .query_map([doc], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for article in &found {
            unlink(&transaction, *article)?;
            transaction.execute("UPDATE article SET removed = 1 WHERE id = ?1", [article])?;
        }
        transaction.commit()?;
        Ok(found.len())
    }
}

/// What makes a changed page the same article: its URL, else its outlet and id.
pub fn place(article: &Article) -> String {
    match &article.url {
        Some(url) => url.clone(),
        None => format!("{}/{}", article.outlet.as_deref().unwrap_or("-"), article.id),
    }
}

fn digest(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

fn add(transaction: &Transaction, article: &Article, reading: &Reading) -> Result<Added, Error> {
    let (place, sha256) = (place(article), digest(&article.text));
    transaction.execute(
        "INSERT INTO article (place, doc) VALUES (?1, ?2) ON CONFLICT (place) DO NOTHING",
        params![place, article.id],
    )?;
    let (id, removed): (i64, bool) =
        transaction.query_row("SELECT id, removed FROM article WHERE place = ?1", [&place], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let known: Option<(i64, bool)> = transaction
        .query_row(
            "SELECT id, current FROM version WHERE article = ?1 AND sha256 = ?2",
            params![id, sha256],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((version, current)) = known {
        if current && !removed {
            return Ok(Added::Known);
        }
        // A text that was there before is what stands there again.
        unlink(transaction, id)?;
        transaction.execute("UPDATE article SET removed = 0 WHERE id = ?1", [id])?;
        transaction
            .execute("UPDATE version SET current = (id = ?2) WHERE article = ?1", params![id, version])?;
        let page: Vec<u8> =
            transaction.query_row("SELECT page FROM version WHERE id = ?1", [version], |row| row.get(0))?;
        let page = linking::decode(page).map_err(|_| Error::Broken(place.clone()))?;
        linking::link(transaction, version, page)?;
        corrections::apply(transaction, &place)?;
        return Ok(Added::Changed);
    }
    let number: i64 =
        transaction.query_row("SELECT count(*) FROM version WHERE article = ?1", [id], |row| row.get(0))?;
    unlink(transaction, id)?;
    transaction.execute("UPDATE article SET removed = 0 WHERE id = ?1", [id])?;
    transaction.execute("UPDATE version SET current = 0 WHERE article = ?1", [id])?;
    let page = Page::of(article, reading);
    transaction.prepare_cached(
        "INSERT INTO version (article, number, current, sha256, language, outlet, title, url, published, text, boilerplate, page, reader)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?.execute(params![
        id,
        number + 1,
        sha256,
        reading.language,
        article.outlet,
        article.title,
        article.url,
        page.published,
        article.text,
        spans(&article.boilerplate),
        postcard::to_stdvec(&page).map_err(|_| Error::Broken(place.clone()))?,
        env!("CARGO_PKG_VERSION"),
    ])?;
    let version = transaction.last_insert_rowid();
    statements(transaction, version, reading, &page)?;
    linking::link(transaction, version, page)?;
    corrections::apply(transaction, &place)?;
    Ok(if number == 0 { Added::New } else { Added::Changed })
}

/// Spans as JSON.
fn spans(spans: &[Span]) -> String {
    let pairs: Vec<_> = spans.iter().map(|it| [it.start, it.end]).collect();
    serde_json::to_string(&pairs).unwrap_or_default()
}

fn statements(transaction: &Transaction, version: i64, reading: &Reading, page: &Page) -> Result<(), Error> {
    let mut actors = Vec::new();
    for figure in &page.cast {
        actors.push(actor(transaction, figure)?);
    }
    for (it, said) in reading.attributions.iter().zip(&page.said) {
        let actor = it.actor.and_then(|at| actors.get(at).copied());
        transaction.prepare_cached(
            "INSERT INTO statement (version, number, parent, source, cue, content, words, kind, actor, found_actor, speaker, speaker_type,
               role, affiliation, act, target, certainty, day, confidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?.execute(params![
            version,
            it.id,
            it.parent,
            spans(&it.source),
            spans(&it.cue),
            spans(&it.content),
            said.content,
            it.kind.name(),
            actor,
            said.speaker,
            it.speaker_type.name(),
            it.role,
            it.affiliation,
            it.act.name(),
            it.target,
            it.certainty.name(),
            it.when_value.as_ref().or(page.published.as_ref()),
            it.confidence,
        ])?;
        let id = transaction.last_insert_rowid();
        transaction
            .prepare_cached("INSERT INTO words (rowid, content, speaker) VALUES (?1, ?2, ?3)")?
            .execute(params![id, said.content, said.speaker])?;
    }
    Ok(())
}

/// The actor that a figure is: one that is known, else a new one.
fn actor(transaction: &Transaction, figure: &selon::link::page::Figure) -> Result<i64, Error> {
    let words = names::words(&figure.name);
    // A person goes by the surname, anybody else by the whole name.
    let key = if figure.kind == "person" { words.last().cloned() } else { Some(words.join(" ")) };
    let key = key.filter(|it| !it.is_empty()).unwrap_or_else(|| figure.name.clone());
    if figure.kind != "unnamed" {
        let mut query = transaction.prepare_cached(
            "SELECT actor.id, name, kind, into_actor FROM actor_word JOIN actor ON actor.id = actor WHERE word = ?1 LIMIT 200",
        )?;
        let mut rows = query.query([&key])?;
        while let Some(row) = rows.next()? {
            let (id, name, kind): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if kind == figure.kind && names::same(&names::words(&name), &words, &kind) {
                return Ok(row.get::<_, Option<i64>>(3)?.unwrap_or(id));
            }
        }
    }
    transaction
        .prepare_cached("INSERT INTO actor (name, kind, role, affiliation) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![figure.name, figure.kind, figure.role, figure.affiliation])?;
    let id = transaction.last_insert_rowid();
    let mut keys = vec![key];
    keys.extend(words);
    for word in keys {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO actor_word (word, actor) VALUES (?1, ?2)")?
            .execute(params![word, id])?;
    }
    Ok(id)
}

/// Takes an article's findings out of claims, replies, quotations and the index of candidates.
fn unlink(transaction: &Transaction, article: i64) -> Result<(), Error> {
    const MINE: &str =
        "(SELECT statement.id FROM statement JOIN version ON version.id = version WHERE article = ?1)";
    const VERSIONS: &str = "(SELECT id FROM version WHERE article = ?1)";
    for sql in [
        format!("DELETE FROM stance WHERE statement IN {MINE}"),
        format!("DELETE FROM reply WHERE answer IN {MINE} OR answered IN {MINE}"),
        format!("DELETE FROM quote WHERE earlier IN {MINE} OR later IN {MINE}"),
        format!("DELETE FROM about WHERE version IN {VERSIONS}"),
        format!("DELETE FROM sketch WHERE version IN {VERSIONS}"),
    ] {
        transaction.prepare_cached(&sql)?.execute([article])?;
    }
    Ok(())
}
