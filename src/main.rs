//! Parse, run, exit.

use std::process::ExitCode;

use clap::Parser;

/// Pages are made of many small pieces; this allocator halves what they cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vitrina::cli::run(vitrina::cli::Cli::parse())
}
