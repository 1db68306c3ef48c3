//! The ledger, opened a few times to read and once to write.
//!
//! Readers see the last whole state and wait for nobody; those who write wait for each other.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use selon_ledger::Ledger;
use tokio::sync::Semaphore;

use crate::failure::Failure;

/// Connections to one ledger.
pub struct Pool {
    readers: Arc<Mutex<Vec<Ledger>>>,
    free: Arc<Semaphore>,
    writer: Arc<Mutex<Ledger>>,
    writing: Arc<Semaphore>,
}

/// Readers at once: questions are short, and the disk's cache is shared.
const READERS: usize = 6;

impl Pool {
    /// Opens the ledger of that file, which is made if it is not there.
    pub fn open(path: &Path) -> Result<Pool, selon_ledger::Error> {
        let writer = Ledger::open(path)?;
        let readers = (0..READERS).map(|_| Ledger::open_to_read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Pool {
            readers: Arc::new(Mutex::new(readers)),
            free: Arc::new(Semaphore::new(READERS)),
            writer: Arc::new(Mutex::new(writer)),
            writing: Arc::new(Semaphore::new(1)),
        })
    }

    /// Asks one state of the ledger.
    pub async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Ledger) -> Result<T, selon_ledger::Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(Failure::inner)?;
        let readers = Arc::clone(&self.readers);
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let lent = Lent::take(&readers).ok_or_else(|| Failure::Inner("no reader is free".into()))?;
            let ledger = lent.ledger.as_ref().ok_or_else(|| Failure::Inner("no reader is free".into()))?;
            ledger.at_once(ask).map_err(Failure::from)
        });
        task.await.map_err(Failure::inner)?
    }

    /// Writes to the ledger, one at a time.
    pub async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Ledger) -> Result<T, selon_ledger::Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = Arc::clone(&self.writing).acquire_owned().await.map_err(Failure::inner)?;
        let writer = Arc::clone(&self.writer);
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            act(&mut locked(&writer)).map_err(Failure::from)
        });
        task.await.map_err(Failure::inner)?
    }
}

/// Whoever held it before may have stopped half-way; SQLite has rolled that back.
fn locked<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(|it| it.into_inner())
}

/// A reader that goes back whatever happens.
struct Lent<'p> {
    ledger: Option<Ledger>,
    readers: &'p Mutex<Vec<Ledger>>,
}

impl Lent<'_> {
    fn take(readers: &Mutex<Vec<Ledger>>) -> Option<Lent<'_>> {
        let ledger = locked(readers).pop()?;
        Some(Lent { ledger: Some(ledger), readers })
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        locked(self.readers).extend(self.ledger.take());
    }
}
