//! What all requests share.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use selon_ledger::views::{Counts, Overview};
use tokio::sync::Semaphore;

use crate::{Error, Rights, Settings, failure::Failure, gate::Hosts, pool::Pool};

/// What all requests share.
pub struct App {
    pub pool: Pool,
    pub rights: Option<Rights>,
    pub hosts: Hosts,
    pub log: bool,
    /// By which forms are known to be ours; another one each time the server starts.
    pub secret: [u8; 32],
    /// So many requests at once.
    pub requests: Semaphore,
    /// So many articles are read at once.
    readings: Arc<Semaphore>,
    counts: Kept<Counts>,
    overview: Kept<Overview>,
}

/// As handlers get it.
pub type Shared = Arc<App>;

/// Requests that are answered at once; more are told to come again.
const REQUESTS: usize = 64;
/// Articles that are read at once: each keeps a core busy.
const READINGS: usize = 2;
/// So long an answer that looked through the whole ledger is good for.
const FRESH: Duration = Duration::from_secs(30);

impl App {
    pub fn new(settings: &Settings) -> Result<App, Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|it| Error::Start(it.to_string()))?;
        Ok(App {
            pool: Pool::open(&settings.ledger)?,
            rights: settings.rights.clone(),
            hosts: Hosts::new(settings.listen, &settings.hosts),
            log: settings.log,
            secret,
            requests: Semaphore::new(REQUESTS),
            readings: Arc::new(Semaphore::new(READINGS)),
            counts: Kept::default(),
            overview: Kept::default(),
        })
    }

    /// Does what keeps a core busy: so many at once, and not where others wait.
    pub async fn busy<T: Send + 'static>(
        &self,
        task: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.readings).acquire_owned().await.map_err(Failure::inner)?;
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            task()
        });
        task.await.map_err(Failure::inner)
    }

    /// How much there is, as of the last half minute.
    pub async fn counts(&self) -> Result<Counts, Failure> {
        Ok(*self.counts.get(&self.pool, |ledger| ledger.counts()).await?)
    }

    /// Who speaks, as of the last half minute.
    pub async fn overview(&self) -> Result<Arc<Overview>, Failure> {
        self.overview.get(&self.pool, |ledger| ledger.overview()).await
    }
}

/// An answer that is dear and may be a little old.
struct Kept<T> {
    last: Mutex<Option<(Instant, Arc<T>)>>,
    /// Held by the one who asks anew.
    asking: tokio::sync::Mutex<()>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { last: Mutex::new(None), asking: tokio::sync::Mutex::new(()) }
    }
}

impl<T: Send + Sync + 'static> Kept<T> {
    fn last(&self) -> Option<(Instant, Arc<T>)> {
        self.last.lock().unwrap_or_else(|it| it.into_inner()).clone()
    }

    /// The last answer if it is fresh or another is being looked for, else a new one.
    async fn get(
        &self,
        pool: &Pool,
        ask: impl FnOnce(&selon_ledger::Ledger) -> Result<T, selon_ledger::Error> + Send + 'static,
    ) -> Result<Arc<T>, Failure> {
        let is_fresh = |it: &(Instant, Arc<T>)| it.0.elapsed() < FRESH;
        let asking = match (self.last(), self.asking.try_lock()) {
            (Some(last), _) if is_fresh(&last) => return Ok(last.1),
            (Some(last), Err(_)) => return Ok(last.1),
            (_, Ok(asking)) => asking,
            (None, Err(_)) => self.asking.lock().await,
        };
        if let Some(last) = self.last().filter(is_fresh) {
            return Ok(last.1);
        }
        let answer = Arc::new(pool.read(ask).await?);
        *self.last.lock().unwrap_or_else(|it| it.into_inner()) = Some((Instant::now(), Arc::clone(&answer)));
        drop(asking);
        Ok(answer)
    }
}
