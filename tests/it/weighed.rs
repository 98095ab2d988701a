//! The real binary, run with its peak memory watched.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use crate::support::Mesh;

/// What a run gave, and what it took.
pub struct Weighed {
    /// Exit status; -1 where a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    /// Peak memory in KiB; 0 where the system doesn't tell.
    pub peak: u64,
}

/// Runs the binary with these arguments alone, on two threads. The system's own high-water mark is
/// read until the process ends, so that at most what the last moments added is missed.
#[track_caller]
pub fn run(mesh: &Mesh, args: &[&str]) -> Weighed {
    let mut child = mesh
        .command()
        .args(args)
        .env("RAYON_NUM_THREADS", "2")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let out = read(child.stdout.take().unwrap());
    let err = read(child.stderr.take().unwrap());
    let mut peak = 0;
    let ended = loop {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        peak = mark(&told).unwrap_or(0).max(peak);
        match child.try_wait().unwrap() {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    Weighed {
        status: ended.code().unwrap_or(-1),
        stdout: out.join().unwrap(),
        stderr: err.join().unwrap(),
        peak,
    }
}

/// Reads all of a pipe beside the run, which would wait for it else.
fn read(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).expect("output is UTF-8");
        text
    })
}

/// The peak that the system tells of.
fn mark(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
