//! The command `selon`: what is asked for stands here, one module a subcommand.
//!
//! Results go to standard output, talk to standard error. It ends with 0 if
//! something was found, with 1 if nothing was, with 2 if something could not be done.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod add;
mod answers;
mod fetch;
mod input;
mod intake;
mod journal;
mod ledger;
mod long;
mod output;
mod read;
mod report;
mod serve;
mod talk;
mod time;
mod watch;
mod web;

/// Reading makes and drops many small things: 6 % of its time with the system's (`lab/bench.py`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Who says what in the news, when, how surely and on whose word
#[derive(Parser)]
#[command(name = "selon", version, subcommand_required = true, arg_required_else_help = true)]
struct Selon {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Read(read::Args),
    Watch(watch::Args),
    Serve(serve::Args),
    #[command(flatten)]
    Ledger(ledger::Command),
}

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Found = 0,
    NothingFound = 1,
    CouldNot = 2,
}

fn main() -> ExitCode {
    let outcome = match Selon::parse().command {
        Command::Read(args) => read::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Ledger(command) => ledger::run(&command),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome as u8),
        // Who asked has read enough: `selon read … | head` is a success.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk::complain(&format!("{error:#}"), None);
            ExitCode::from(Outcome::CouldNot as u8)
        }
    }
}
