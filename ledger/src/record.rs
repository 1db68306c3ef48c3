//! An article and its reading → the ledger, in one transaction.

use rusqlite::{OptionalExtension, Params, Transaction, TransactionBehavior, params};
use selon::{
    Article, Reading, Span,
    link::{Page, names, page::Figure},
};
use sha2::{Digest, Sha256};

use crate::{Error, Ledger, corrections, linking, postings::Postings, tally};

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
        let added = self.add_all([(article, reading)])?;
        Ok(added.into_iter().next().unwrap_or(Added::Known))
    }

    /// Likewise several, all of them or, if something stands in the way, none: what they share is written once.
    pub fn add_all<'a>(
        &mut self,
        read: impl IntoIterator<Item = (&'a Article, &'a Reading)>,
    ) -> Result<Vec<Added>, Error> {
        self.write(|transaction, postings| {
            let last: i64 = transaction
                .prepare_cached("SELECT coalesce(max(id), 0) FROM statement")?
                .query_row([], |row| row.get(0))?;
            let add = |(article, reading)| add(transaction, postings, article, reading);
            let added = read.into_iter().map(add).collect::<Result<_, Error>>()?;
            // All at once: the index of words writes out what it has gathered at every other statement.
            run(
                transaction,
                "INSERT INTO words (rowid, content, speaker) SELECT id, words, speaker FROM statement WHERE id > ?1",
                [last],
            )?;
            Ok(added)
        })
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
        self.write(|transaction, postings| {
            let found: Vec<i64> = transaction
                .prepare_cached("SELECT id FROM article WHERE removed = 0 AND (doc = ?1 OR place = ?1)")?
                .query_map([doc], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for article in &found {
                withdraw(transaction, postings, *article)?;
                run(transaction, "UPDATE article SET removed = 1 WHERE id = ?1", [article])?;
            }
            Ok(found.len())
        })
    }

    /// Does it in one transaction, the memory of the index in step with it.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction, &mut Postings) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Ledger { connection, postings } = self;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = postings.look_again(&transaction).and_then(|()| work(&transaction, postings));
        let done = done.and_then(|it| Ok(transaction.commit().map(|()| it)?));
        if done.is_err() {
            postings.forget();
        }
        done
    }
}

/// One statement, kept for the next time.
pub(crate) fn run(transaction: &Transaction, sql: &str, values: impl Params) -> Result<usize, Error> {
    Ok(transaction.prepare_cached(sql)?.execute(values)?)
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

fn add(
    transaction: &Transaction,
    postings: &mut Postings,
    article: &Article,
    reading: &Reading,
) -> Result<Added, Error> {
    let (place, sha256) = (place(article), digest(&article.text));
    let new = run(
        transaction,
        "INSERT INTO article (place, doc) VALUES (?1, ?2) ON CONFLICT (place) DO NOTHING",
        params![place, article.id],
    )?;
    if new == 1 {
        let id = transaction.last_insert_rowid();
        record(transaction, postings, (id, 1), &sha256, article, reading)?;
        corrections::apply(transaction, &place)?;
        return Ok(Added::New);
    }
    let (id, removed): (i64, bool) = transaction
        .prepare_cached("SELECT id, removed FROM article WHERE place = ?1")?
        .query_row([&place], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let known: Option<(i64, bool)> = transaction
        .prepare_cached("SELECT id, current FROM version WHERE article = ?1 AND sha256 = ?2")?
        .query_row(params![id, sha256], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if known.is_some_and(|it| it.1) && !removed {
        return Ok(Added::Known);
    }
    withdraw(transaction, postings, id)?;
    run(transaction, "UPDATE article SET removed = 0 WHERE id = ?1", [id])?;
    match known {
        // A text that was there before is what stands there again.
        Some((version, _)) => {
            run(transaction, "UPDATE version SET current = 1 WHERE id = ?1", [version])?;
            let page = linking::load(transaction, version)?;
            linking::link(transaction, postings, version, page)?;
        }
        None => {
            let number: i64 = transaction
                .prepare_cached("SELECT coalesce(max(number), 0) FROM version WHERE article = ?1")?
                .query_row([id], |row| row.get(0))?;
            record(transaction, postings, (id, number + 1), &sha256, article, reading)?;
        }
    }
    corrections::apply(transaction, &place)?;
    Ok(Added::Changed)
}

/// A text of an article that was not there yet, under its number.
fn record(
    transaction: &Transaction,
    postings: &mut Postings,
    (id, number): (i64, i64),
    sha256: &str,
    article: &Article,
    reading: &Reading,
) -> Result<(), Error> {
    let page = Page::of(article, reading);
    run(
        transaction,
        "INSERT INTO version (article, number, current, sha256, language, outlet, title, url, published, reader)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            number,
            sha256,
            reading.language,
            article.outlet,
            article.title,
            article.url,
            page.published,
            env!("CARGO_PKG_VERSION"),
        ],
    )?;
    let version = transaction.last_insert_rowid();
    run(
        transaction,
        "INSERT INTO body (version, text, boilerplate) VALUES (?1, ?2, ?3)",
        params![version, article.text, spans(&article.boilerplate)],
    )?;
    let kept = postcard::to_stdvec(&page).map_err(|_| Error::Broken(article.id.clone()))?;
    run(transaction, "INSERT INTO page (version, page) VALUES (?1, ?2)", params![version, kept])?;
    statements(transaction, version, reading, &page)?;
    linking::link(transaction, postings, version, page)
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
        let actor = it.actor.and_then(|at| actors.get(at));
        transaction.prepare_cached(
            "INSERT INTO statement (version, number, parent, source, cue, content, words, kind, actor, found_actor, speaker, speaker_type,
               role, affiliation, act, target, certainty, day, confidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?.execute(params![
            version,
            it.id,
            it.parent,
            spans(&it.source),
            spans(&it.cue),
            spans(&it.content),
            said.content,
            it.kind.name(),
            actor.map(|it| it.1),
            actor.map(|it| it.0),
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
    }
    Ok(())
}

/// The actor that a figure is: one that is known, else a new one; and whom a person has made of it.
fn actor(transaction: &Transaction, figure: &Figure) -> Result<(i64, i64), Error> {
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
                return Ok((id, row.get::<_, Option<i64>>(3)?.unwrap_or(id)));
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
    Ok((id, id))
}

/// Takes the text of an article that stands out of claims, replies, quotations, counts and the index of candidates.
fn withdraw(transaction: &Transaction, postings: &mut Postings, article: i64) -> Result<(), Error> {
    let standing: Vec<i64> = transaction
        .prepare_cached(
            "SELECT version.id FROM version JOIN article ON article.id = article
             WHERE article = ?1 AND current = 1 AND removed = 0",
        )?
        .query_map([article], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for version in standing {
        tally::uncount(transaction, version)?;
        for sql in WITHDRAWN {
            run(transaction, sql, [version])?;
        }
        postings.remove(transaction, version, &linking::load(transaction, version)?)?;
        // The first of its copies stands for the others from here on.
        let heir: Option<i64> = transaction
            .prepare_cached("SELECT min(id) FROM version WHERE copy_of = ?1")?
            .query_row([version], |row| row.get(0))?;
        if let Some(heir) = heir {
            run(
                transaction,
                "UPDATE version SET copy_of = nullif(?2, id) WHERE copy_of = ?1",
                [version, heir],
            )?;
            tally::count(transaction, heir)?;
        }
    }
    Ok(())
}

/// What is undone of a version that no longer stands.
const WITHDRAWN: [&str; 7] = [
    "DELETE FROM stance WHERE statement IN (SELECT id FROM statement WHERE version = ?1)",
    "DELETE FROM reply WHERE answer IN (SELECT id FROM statement WHERE version = ?1)",
    "DELETE FROM reply WHERE answered IN (SELECT id FROM statement WHERE version = ?1)",
    "DELETE FROM quote WHERE earlier IN (SELECT id FROM statement WHERE version = ?1)",
    "DELETE FROM quote WHERE later IN (SELECT id FROM statement WHERE version = ?1)",
    "UPDATE statement SET actor = found_actor, verdict = 'suggested' WHERE version = ?1",
    "UPDATE version SET current = 0, copy_of = NULL WHERE id = ?1",
];
