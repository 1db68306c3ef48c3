//! A ledger → pages for people and an API for programs, one process and nothing beside it.
//!
//! A request comes in through `gate` (who is it, may it, how long may it take), is answered by
//! `pages` or `api` from the `pool` of readers, and whatever goes wrong is a `Failure` that the gate
//! turns into a page or a problem document. Pages are templates that are compiled in; all words of
//! the interface stand in `data/CODE.tsv`, and no page asks for anything from elsewhere.

mod api;
mod app;
mod assets;
mod correction;
mod drawing;
mod escape;
mod failure;
mod forms;
mod gate;
mod listen;
mod pages;
mod paging;
mod pool;
mod rights;
mod routes;
mod text;
mod visitor;
mod words;

use std::{net::SocketAddr, path::PathBuf};

pub use rights::{Right, Rights};

/// What is served to whom.
#[derive(Debug)]
pub struct Settings {
    /// The file of the ledger; it is made if it is not there.
    pub ledger: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who may do what; `None` for everybody on this machine.
    pub rights: Option<Rights>,
    /// Names besides its address by which the server may be called.
    pub hosts: Vec<String>,
    /// Should every request be told on standard error?
    pub log: bool,
}

/// Why it cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Everybody who reaches the address could read and correct the ledger.
    #[error("cannot listen on {0} without tokens: others than you reach it")]
    Open(SocketAddr),
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The file of the tokens.
    #[error("{0}")]
    Tokens(String),
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] selon_ledger::Error),
    /// The machine gives no threads or no random numbers.
    #[error("cannot start: {0}")]
    Start(String),
}

/// Serves until the process is told to stop; `ready` hears where, once it listens.
pub fn serve(settings: Settings, ready: impl FnOnce(SocketAddr)) -> Result<(), Error> {
    if settings.rights.is_none() && !settings.listen.ip().is_loopback() {
        return Err(Error::Open(settings.listen));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .enable_all()
        .build()
        .map_err(|it| Error::Start(it.to_string()))?;
    runtime.block_on(listen::run(settings, ready))
}

/// Threads that ask the ledger or read articles.
const BLOCKING: usize = 16;
