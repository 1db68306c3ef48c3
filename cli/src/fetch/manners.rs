//! How sites are visited: what may be asked for on the command line, and what it comes to.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Result, anyhow};

use crate::time;

/// How pages are fetched.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How to reach whoever runs this: a mail or web address.
    pub contact: Option<String>,
    /// The pause between two visits to a site; longer where the site asks for it.
    pub pause: Duration,
    /// A visit that takes longer is given up, redirects included.
    pub patience: Duration,
    /// Addresses that may be connected to though they are not public.
    pub allowed: Vec<SocketAddr>,
}

/// How sites are visited.
#[derive(clap::Args)]
#[command(next_help_heading = "Fetching")]
pub struct Options {
    /// How sites can reach you: a mail or web address, told to each
    #[arg(long, value_name = "ADDRESS", env = "SELON_CONTACT", hide_env_values = true)]
    contact: Option<String>,

    /// Wait so long between two visits to a site, or longer where it asks for it
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = time::parse)]
    pause: Duration,

    /// Give a page up that takes longer
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = time::parse)]
    patience: Duration,

    /// Connect to this address though it is not public: for servers of one's own, and for tests
    #[arg(long, value_name = "IP:PORT", hide_short_help = true)]
    allow_address: Vec<SocketAddr>,
}

impl Options {
    /// The contact that was given here.
    pub fn contact(&self) -> Option<&str> {
        self.contact.as_deref().filter(|it| !it.is_empty())
    }

    /// What it comes to, with that contact.
    pub fn manners(&self, contact: Option<&str>) -> Result<Manners> {
        // It goes between brackets into a line of its own.
        let fits =
            |it: &str| it.chars().all(|c| c.is_ascii_graphic() && !"()".contains(c)) && it.len() <= 200;
        if let Some(wrong) = contact.filter(|it| !fits(it)) {
            return Err(anyhow!("the contact `{wrong}` is neither a mail nor a web address"));
        }
        Ok(Manners {
            contact: contact.map(str::to_owned),
            pause: self.pause,
            patience: self.patience,
            allowed: self.allow_address.clone(),
        })
    }
}
