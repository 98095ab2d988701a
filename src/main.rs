//! Parse, run, exit.

#![warn(clippy::let_underscore_must_use)]

use std::process::ExitCode;

use clap::Parser;

/// Pages are made of many small pieces; this allocator halves what they cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One thread is this one: no second one waits beside it, and a profile has one stack.
    if std::env::var_os("RAYON_NUM_THREADS").is_some_and(|n| n == "1") {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        #[allow(
            clippy::let_underscore_must_use,
            reason = "it fails only where there is a pool already, which then serves"
        )]
        let _ = pool.use_current_thread().build_global();
    }
    vitrina::cli::run(vitrina::cli::Cli::parse())
}
