//! Writes files of given sizes and nothing else: the least that any generator of the same site
//! has to do, as a reference for benchmarks.
//!
//! ```text
//! find site -type f -printf '%s %P\n' > list
//! cargo run --release --example write-files -- list copy
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "writes files of its own, outside the library"
)]

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(list), Some(folder), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: write-files LIST FOLDER");
        return ExitCode::from(2);
    };
    match write(&list, &folder) {
        Ok(count) => {
            eprintln!("{count} files");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Each line of the list is a size in bytes, a space, and a path under the folder.
fn write(list: &Path, folder: &Path) -> io::Result<usize> {
    let filler = vec![b'x'; 1 << 16];
    let mut folders = HashSet::new();
    let mut count = 0;
    for line in BufReader::new(File::open(list)?).lines() {
        let line = line?;
        let (size, path) = line
            .split_once(' ')
            .ok_or_else(|| invalid(&line, "no space"))?;
        let mut left: usize = size.parse().map_err(|_| invalid(&line, "no size"))?;
        let inside = |part| matches!(part, Component::Normal(_));
        if !Path::new(path).components().all(inside) {
            return Err(invalid(&line, "not a path under the folder"));
        }
        let path = folder.join(path);
        if let Some(parent) = path.parent()
            && !folders.contains(parent)
        {
            fs::create_dir_all(parent)?;
            folders.insert(parent.to_owned());
        }
        let mut file = File::create(&path)?;
        while left > 0 {
            let part = left.min(filler.len());
            file.write_all(&filler[..part])?;
            left -= part;
        }
        count += 1;
    }
    Ok(count)
}

fn invalid(line: &str, problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{problem}: {line}"))
}
