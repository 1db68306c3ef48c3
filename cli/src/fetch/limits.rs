//! How much of the network is borne: every bound on what is fetched, in one place.

use std::time::Duration;

/// Addresses of more characters are refused.
pub const ADDRESS: usize = 2_048;
/// An answer's head of more bytes is refused.
pub const HEAD: usize = 64 << 10;
/// Bytes of a page or feed as they travel.
pub const PACKED: u64 = 16 << 20;
/// Bytes of a page or feed, unpacked.
pub const UNPACKED: u64 = 32 << 20;
/// As many times its size may a packed page have; real pages stay below 30.
pub const RATIO: u64 = 100;
/// What is smaller than this, in bytes, may have any ratio.
pub const SMALL: u64 = 1 << 20;
/// Redirects that are followed from one address (browsers follow 20).
pub const REDIRECTS: usize = 5;
/// Redirects of a `robots.txt` that are followed (RFC 9309 asks for five at least).
pub const ROBOTS_REDIRECTS: usize = 5;
/// Bytes of a `robots.txt` that are read (RFC 9309 asks for 500 KiB at least).
pub const ROBOTS: u64 = 512 << 10;
/// How long a `robots.txt` holds (RFC 9309 asks for a day at most).
pub const ROBOTS_HOLD: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a site is left alone that fails again and again, or whose `robots.txt` cannot be had.
pub const AGAIN: Duration = Duration::from_secs(10 * 60);
/// As many visits that fail one after the other are again and again.
pub const FAILURES: u32 = 4;
/// How long a connection may take to come about.
pub const CONNECT: Duration = Duration::from_secs(10);
/// How long there may be silence while something is being read.
pub const SILENCE: Duration = Duration::from_secs(15);
/// How long a site may ask to wait and still be waited for; with more it is left alone in this round.
pub const WAIT: Duration = Duration::from_secs(2 * 60);
/// How long a site may be left alone at its wish, whatever it asks.
pub const LEAVE: Duration = Duration::from_secs(24 * 60 * 60);
/// How often an address is asked for while its site asks to wait.
pub const TRIES: u8 = 3;
/// Entries of a feed that are looked at, the first ones.
pub const ENTRIES: usize = 500;
