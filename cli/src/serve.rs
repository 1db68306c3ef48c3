//! `selon serve`: a ledger as pages in a browser, and as an API.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result};
use selon_serve::{Rights, Settings};

use crate::{Outcome, talk};

/// Show a ledger in a browser, and offer it to other programs
///
/// Whoever can reach the address may read and correct the ledger, so it is one of this
/// machine only, unless tokens say who may do what. The file of the tokens has a line a
/// token: `read` or `review`, the token (16 characters or more), and a name for the log of
/// corrections. It must be readable by you alone.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The file that keeps the ledger
    #[arg(long, value_name = "FILE", default_value = "selon.ledger", env = "SELON_LEDGER")]
    ledger: PathBuf,

    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,

    /// Who may do what; needed for an address that others reach
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// A name by which the server is called, besides its address; may be given again
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,

    /// Tell nothing of the requests
    #[arg(long)]
    quiet: bool,
}

/// Serves until it is stopped.
pub fn run(args: &Args) -> Result<Outcome> {
    let rights = args.token_file.as_deref().map(Rights::load).transpose()?;
    let settings = Settings {
        ledger: args.ledger.clone(),
        listen: args.listen,
        rights,
        hosts: args.host.clone(),
        log: !args.quiet,
    };
    let ready = |at: SocketAddr| talk::complain(&format!("http://{at}/"), None);
    match selon_serve::serve(settings, ready) {
        Ok(()) => Ok(Outcome::Found),
        Err(error @ selon_serve::Error::Open(_)) => {
            Err(error).context("refused (`--token-file FILE` says who may do what)")
        }
        Err(error) => Err(error.into()),
    }
}
