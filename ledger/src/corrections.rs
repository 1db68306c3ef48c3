//! What people say of findings: kept apart, replayed after every re-reading, undone one by one.
//!
//! A correction of a statement is anchored to its article, its speaker and its
//! words, not to a row: when the article is read again and the same words by the same
//! speaker are found, the correction holds for them.

use rusqlite::{Transaction, TransactionBehavior, params};
use selon::link::{names, terms};
use serde::{Deserialize, Serialize};

use crate::{Error, Ledger, Spans, marks, mending};

/// What a person may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// It is right as it was found.
    Confirm,
    /// It is wrong.
    Reject,
    /// It is the same as another one.
    Merge(Subject),
    /// A statement belongs to no claim that is there.
    Split,
    /// A statement belongs to that claim, with that position if one is given; or to that actor.
    Assign(Subject, Option<String>),
    /// A statement's words are these.
    Mend(Spans),
}

/// What a correction is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// An article's statement: the article's name and the statement's number.
    Statement(String, u32),
    /// A claim by its number.
    Claim(i64),
    /// An actor by its number.
    Actor(i64),
}

impl Subject {
    /// `article#3`, `C12`, `A5`.
    pub fn parse(text: &str) -> Option<Subject> {
        let number = |prefix| text.strip_prefix(prefix).and_then(|it: &str| it.parse().ok());
        let statement = || {
            let (doc, number) = text.rsplit_once('#')?;
            Some(Subject::Statement(doc.into(), number.parse().ok()?))
        };
        statement().or(number('C').map(Subject::Claim)).or(number('A').map(Subject::Actor))
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Subject::Statement(doc, number) => write!(f, "{doc}#{number}"),
            Subject::Claim(number) => write!(f, "C{number}"),
            Subject::Actor(number) => write!(f, "A{number}"),
        }
    }
}

/// A correction as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// When, UTC.
    pub day: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// `confirm`, `reject`, ...
    pub verb: String,
    /// What it is about.
    pub subject: String,
    /// Has it been undone?
    pub undone: bool,
}

/// What finds the subject again, and what is done to it.
#[derive(Serialize, Deserialize)]
struct Anchor {
    target: Target,
    deed: Deed,
}

#[derive(Serialize, Deserialize)]
enum Target {
    /// Speaker and words of a statement.
    Words(Option<String>, String),
    Claim(i64),
    Actor(i64),
}

#[derive(Serialize, Deserialize)]
enum Deed {
    Confirm,
    Reject,
    IntoClaim(i64),
    IntoActor(i64),
    /// The claim that a statement is put under, and its position there.
    Under(i64, Option<String>),
    /// The words that a statement consists of.
    Words(mending::Words),
}

impl Ledger {
    /// Records a correction and makes it hold; its number.
    pub fn correct(&mut self, who: &str, why: &str, verb: &Verb, subject: &Subject) -> Result<i64, Error> {
        self.correct_seen(who, why, verb, subject, None)
    }

    /// Likewise, unless its subject has changed since its [`mark`](Ledger::mark) was taken: then nothing is recorded.
    pub fn correct_seen(
        &mut self,
        who: &str,
        why: &str,
        verb: &Verb,
        subject: &Subject,
        seen: Option<&str>,
    ) -> Result<i64, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(seen) = seen
            && marks::of(&transaction, subject)? != seen
        {
            return Err(Error::Changed(subject.to_string()));
        }
        let (place, target) = target(&transaction, subject)?;
        let (name, deed) = deed(&transaction, verb, subject, &target)?;
        let anchor = Anchor { target, deed };
        transaction.execute(
            "INSERT INTO correction (day, who, why, verb, subject, place, anchor)
             VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                who,
                why,
                name,
                subject.to_string(),
                place,
                serde_json::to_string(&anchor).unwrap_or_default()
            ],
        )?;
        let id = transaction.last_insert_rowid();
        hold(&transaction, place.as_deref(), &anchor)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Takes a correction back: everything stands as if it had never been made. It stays in the log.
    pub fn undo(&mut self, correction: i64) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = transaction
            .execute("UPDATE correction SET undone = 1 WHERE id = ?1 AND undone = 0", [correction])?;
        if changed == 0 {
            return Err(Error::Missing(format!("correction {correction} that could be undone")));
        }
        transaction.execute_batch(
            "UPDATE stance SET claim = found_claim, position = found_position, state = 'suggested'
               WHERE state <> 'suggested' OR claim <> found_claim OR position <> found_position;
             UPDATE statement SET actor = found_actor WHERE actor IS NOT found_actor;
             UPDATE statement SET verdict = 'suggested' WHERE verdict <> 'suggested';
             UPDATE actor SET into_actor = NULL, state = 'suggested' WHERE into_actor IS NOT NULL OR state <> 'suggested';",
        )?;
        mending::put_back(&transaction, "SELECT statement FROM mended")?;
        replay(&transaction, None)?;
        transaction.commit()?;
        Ok(())
    }

    /// All corrections, the newest first.
    pub fn log(&self) -> Result<Vec<Correction>, Error> {
        self.corrections(None, None, usize::MAX)
    }
}

/// Makes the corrections of an article hold for what has just been found in it.
pub fn apply(transaction: &Transaction, place: &str) -> Result<(), Error> {
    replay(transaction, Some(place))
}

fn replay(transaction: &Transaction, place: Option<&str>) -> Result<(), Error> {
    let mut query = transaction.prepare_cached(
        "SELECT place, anchor FROM correction WHERE undone = 0 AND (?1 IS NULL OR place = ?1) ORDER BY id",
    )?;
    let rows =
        query.query_map([place], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows.collect::<Result<Vec<_>, _>>()? {
        let anchor = serde_json::from_str(&row.1).map_err(|_| Error::Broken("a correction".into()))?;
        hold(transaction, row.0.as_deref(), &anchor)?;
    }
    Ok(())
}

fn target(transaction: &Transaction, subject: &Subject) -> Result<(Option<String>, Target), Error> {
    let missing = |_| Error::Missing(format!("`{subject}`"));
    match subject {
        Subject::Statement(doc, number) => transaction
            .query_row(
                "SELECT place, speaker, words FROM statement JOIN version ON version.id = version
                   JOIN article ON article.id = article
                 WHERE (doc = ?1 OR place = ?1) AND statement.number = ?2 AND current = 1 AND removed = 0",
                params![doc, number],
                |row| Ok((Some(row.get(0)?), Target::Words(row.get(1)?, row.get(2)?))),
            )
            .map_err(missing),
        Subject::Claim(id) => transaction
            .query_row("SELECT id FROM claim WHERE id = ?1", [id], |row| {
                Ok((None, Target::Claim(row.get(0)?)))
            })
            .map_err(missing),
        Subject::Actor(id) => transaction
            .query_row("SELECT id FROM actor WHERE id = ?1", [id], |row| {
                Ok((None, Target::Actor(row.get(0)?)))
            })
            .map_err(missing),
    }
}

fn deed(
    transaction: &Transaction,
    verb: &Verb,
    subject: &Subject,
    target: &Target,
) -> Result<(&'static str, Deed), Error> {
    let nonsense = |verb: &str, what: &Subject| Error::Asked(format!("cannot {verb} {subject} and {what}"));
    // What it is done with must be there too.
    let there = |other: &Subject| self::target(transaction, other).map(drop);
    Ok(match verb {
        Verb::Confirm => ("confirm", Deed::Confirm),
        Verb::Reject => ("reject", Deed::Reject),
        Verb::Merge(other) => {
            there(other)?;
            match (target, other) {
                (Target::Claim(mine), Subject::Claim(id)) if mine != id => ("merge", Deed::IntoClaim(*id)),
                (Target::Actor(mine), Subject::Actor(id)) if mine != id => ("merge", Deed::IntoActor(*id)),
                _ => return Err(nonsense("merge", other)),
            }
        }
        Verb::Split => {
            let Target::Words(_, words) = target else {
                return Err(Error::Asked(format!("only a statement can be split off, not {subject}")));
            };
            transaction.execute("INSERT INTO claim (words) VALUES (?1)", [words])?;
            ("split", Deed::Under(transaction.last_insert_rowid(), None))
        }
        Verb::Mend(spans) => match (target, subject) {
            (Target::Words(..), Subject::Statement(doc, number)) => {
                ("mend", Deed::Words(mending::words(transaction, doc, *number, spans)?))
            }
            _ => return Err(Error::Asked(format!("only a statement has words to mend, not {subject}"))),
        },
        Verb::Assign(other, position) => {
            there(other)?;
            match (target, other) {
                (Target::Words(..), Subject::Claim(id)) => ("assign", Deed::Under(*id, position.clone())),
                (Target::Words(..), Subject::Actor(id)) => ("assign", Deed::IntoActor(*id)),
                _ => return Err(nonsense("assign", other)),
            }
        }
    })
}

/// Makes one correction hold. A statement that is no longer found is left alone.
fn hold(transaction: &Transaction, place: Option<&str>, anchor: &Anchor) -> Result<(), Error> {
    match (&anchor.target, &anchor.deed) {
        (Target::Words(speaker, words), deed) => {
            for statement in found_again(transaction, place, speaker.as_deref(), words)? {
                hold_statement(transaction, statement, deed)?;
            }
        }
        (Target::Claim(claim), Deed::IntoClaim(other)) => {
            transaction.execute(
                "UPDATE stance SET claim = ?2, state = 'confirmed' WHERE claim = ?1",
                [claim, other],
            )?;
        }
        (Target::Claim(claim), Deed::Reject) => {
            transaction.execute(
                "UPDATE stance SET position = 'rejected', state = 'rejected' WHERE claim = ?1",
                [claim],
            )?;
        }
        (Target::Claim(claim), _) => {
            transaction.execute("UPDATE stance SET state = 'confirmed' WHERE claim = ?1", [claim])?;
        }
        (Target::Actor(actor), Deed::IntoActor(other)) => {
            transaction.execute(
                "UPDATE actor SET into_actor = ?2 WHERE id = ?1 OR into_actor = ?1",
                [actor, other],
            )?;
            transaction.execute("UPDATE statement SET actor = ?2 WHERE actor = ?1", [actor, other])?;
        }
        (Target::Actor(actor), Deed::Reject) => {
            transaction.execute("UPDATE actor SET state = 'rejected' WHERE id = ?1", [actor])?;
        }
        (Target::Actor(actor), _) => {
            transaction.execute("UPDATE actor SET state = 'confirmed' WHERE id = ?1", [actor])?;
        }
    }
    Ok(())
}

/// The statements of an article that a correction is about: the same words by the same speaker, else what has become of them.
fn found_again(
    transaction: &Transaction,
    place: Option<&str>,
    speaker: Option<&str>,
    words: &str,
) -> Result<Vec<i64>, Error> {
    let mut query = transaction.prepare_cached(
        "SELECT statement.id, speaker, speaker_type, words FROM article JOIN version ON version.article = article.id AND current = 1
           JOIN statement ON statement.version = version.id WHERE place = ?1 ORDER BY statement.id",
    )?;
    let rows = query.query_map([place], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, Option<String>>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, String>(3)?,
        ))
    })?;
    let (mut same, mut like) = (Vec::new(), Vec::new());
    let wanted = names::words(speaker.unwrap_or_default());
    for row in rows {
        let (id, name, kind, said) = row?;
        if name.as_deref() == speaker && said == words {
            same.push(id);
        } else if names::same(&wanted, &names::words(name.as_deref().unwrap_or_default()), &kind)
            && likeness(words, &said) >= ALIKE
        {
            like.push(id);
        }
    }
    Ok(if same.is_empty() { like } else { same })
}

/// Another version of selon may draw the edges of a content otherwise: so much of the longer one must be in the other.
const ALIKE: f32 = 0.75;

/// How much of the longer one's words the other has.
fn likeness(a: &str, b: &str) -> f32 {
    let [mut a, b] = [a, b].map(terms::words);
    let longer = a.len().max(b.len()).max(1);
    let met =
        b.iter().filter(|it| a.iter().position(|other| other == *it).map(|at| a.swap_remove(at)).is_some());
    met.count() as f32 / longer as f32
}

fn hold_statement(transaction: &Transaction, statement: i64, deed: &Deed) -> Result<(), Error> {
    let judged = match deed {
        Deed::Reject => Some("rejected"),
        Deed::Confirm | Deed::IntoActor(_) => Some("confirmed"),
        _ => None,
    };
    if let Some(verdict) = judged {
        transaction
            .execute("UPDATE statement SET verdict = ?2 WHERE id = ?1", params![statement, verdict])?;
    }
    match deed {
        Deed::Confirm => {
            transaction.execute("UPDATE stance SET state = 'confirmed' WHERE statement = ?1", [statement])?;
        }
        Deed::Reject => {
            transaction.execute(
                "UPDATE stance SET position = 'rejected', state = 'rejected' WHERE statement = ?1",
                [statement],
            )?;
        }
        Deed::Under(claim, position) => {
            transaction.execute(
                "UPDATE stance SET claim = ?2, position = coalesce(?3, position), state = 'confirmed' WHERE statement = ?1",
                params![statement, claim, position],
            )?;
        }
        Deed::IntoActor(actor) => {
            transaction.execute("UPDATE statement SET actor = ?2 WHERE id = ?1", [statement, *actor])?;
        }
        Deed::Words(words) => mending::hold(transaction, statement, words)?,
        Deed::IntoClaim(_) => {}
    }
    Ok(())
}
