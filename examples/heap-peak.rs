//! Runs vitrina with the arguments given, and prints the most bytes that were allocated at once.
//! With one thread they are the same from run to run, whatever allocator and system hold in reserve.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo run --release --example heap-peak -- build --root manifests --out site
//! ```

use std::process::ExitCode;

use clap::Parser;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let arguments = vitrina::cli::Cli::parse();
    // As the program itself does it: one thread is this one.
    if std::env::var_os("RAYON_NUM_THREADS").is_some_and(|n| n == "1") {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        if let Err(error) = pool.use_current_thread().build_global() {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    }
    let status = vitrina::cli::run(arguments);
    println!("{}", ALLOCATOR.peak_usage());
    status
}
