//! Lines of one kind, parted into files as they come.

use std::io;

use serde::Serialize;

use super::Sink;
use crate::lines::{FileLine, path_of_lines};
use crate::neutral;
use crate::view::api::{Cuts, FileNames, IN_ONE, LineHash};

/// Takes lines, and puts files.
pub(super) struct LineStream<'s> {
    sink: &'s dyn Sink,
    kind: &'static str,
    /// Lines that aren't put yet.
    bytes: Vec<u8>,
    /// Where among them files begin, with their names; none where nothing was taken.
    begun: Vec<Begun>,
    cuts: Cuts,
    /// Whether there are too many for one file.
    is_parted: bool,
    names: FileNames,
    files: Vec<FileLine>,
}

struct Begun {
    at: usize,
    name: String,
    lines: usize,
}

impl<'s> LineStream<'s> {
    pub(super) fn new(sink: &'s dyn Sink, kind: &'static str) -> Self {
        Self {
            sink,
            kind,
            bytes: Vec::new(),
            begun: Vec::new(),
            cuts: Cuts::default(),
            is_parted: false,
            names: FileNames::default(),
            files: Vec::new(),
        }
    }

    /// Adds a line; `about` tells what it is about, for longer than a build.
    pub(super) fn add(&mut self, about: &[&str], line: &impl Serialize) -> io::Result<()> {
        let at = self.bytes.len();
        neutral::json::write(&mut self.bytes, line)?;
        self.bytes.push(b'\n');
        let hash = LineHash::of(about);
        if self.cuts.before(hash, self.bytes.len() - at) || self.begun.is_empty() {
            if self.is_parted {
                self.put_first(at)?;
            }
            let name = self.names.of(self.kind, hash);
            let at = if self.is_parted { 0 } else { at };
            self.begun.push(Begun { at, name, lines: 0 });
        }
        if let Some(last) = self.begun.last_mut() {
            last.lines += 1;
        }
        if !self.is_parted && self.bytes.len() > IN_ONE {
            self.part()?;
        }
        Ok(())
    }

    /// Puts what is left; gives all files, in the order of their lines.
    pub(super) fn finish(mut self) -> io::Result<Vec<FileLine>> {
        let end = self.bytes.len();
        if !self.is_parted {
            let lines = self.begun.iter().map(|file| file.lines).sum();
            let name = format!("{}.ndjson", self.kind);
            self.put(&name, lines, 0, end)?;
        } else if !self.begun.is_empty() {
            self.put_first(end)?;
        }
        Ok(self.files)
    }

    /// There are too many for one file: those that are whole are put.
    fn part(&mut self) -> io::Result<()> {
        self.is_parted = true;
        while let Some(next) = self.begun.get(1) {
            let at = next.at;
            self.put_first(at)?;
        }
        Ok(())
    }

    /// Puts the first file that isn't put yet, which ends there.
    fn put_first(&mut self, end: usize) -> io::Result<()> {
        let first = self.begun.remove(0);
        self.put(&first.name, first.lines, first.at, end)?;
        self.bytes.drain(..end);
        for file in &mut self.begun {
            file.at -= end;
        }
        Ok(())
    }

    fn put(&mut self, name: &str, lines: usize, from: usize, to: usize) -> io::Result<()> {
        let bytes = self.bytes.get(from..to).unwrap_or_default();
        self.sink.put(&path_of_lines(name), bytes)?;
        self.files.push(FileLine {
            kind: self.kind.to_owned(),
            file: name.to_owned(),
            lines,
            bytes: bytes.len() as u64,
            first: None,
            last: None,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{self, Write};
    use std::sync::Mutex;

    use super::{LineStream, Sink};
    use crate::lines::FileLine;
    use crate::view::api::MOST;

    #[derive(Default)]
    struct Kept(Mutex<BTreeMap<String, String>>);

    impl Sink for Kept {
        fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let before = self.0.lock().unwrap().insert(path.to_owned(), text);
            assert_eq!(before, None, "{path}");
            Ok(())
        }

        fn create(&self, _: &str) -> io::Result<Box<dyn Write + Send>> {
            Ok(Box::new(io::sink()))
        }
    }

    /// The files of so many lines, each of so many bytes, and their text put together.
    fn files(lines: impl Iterator<Item = (usize, usize)>) -> (Vec<FileLine>, String) {
        let kept = Kept::default();
        let mut stream = LineStream::new(&kept, "edges");
        for (n, bytes) in lines {
            let text = format!("{n}{}", "x".repeat(bytes));
            stream.add(&[&n.to_string()], &text).unwrap();
        }
        let files = stream.finish().unwrap();
        let texts = kept.0.into_inner().unwrap();
        assert_eq!(texts.len(), files.len());
        let mut all = String::new();
        for file in &files {
            let text = &texts[&format!("api/v1/{}", file.file)];
            assert_eq!(text.len() as u64, file.bytes, "{file:?}");
            assert_eq!(text.lines().count(), file.lines, "{file:?}");
            all.push_str(text);
        }
        (files, all)
    }

    #[test]
    fn nothing_and_little_is_one_file() {
        for lines in [0, 1, 1_000] {
            let (files, text) = files((0..lines).map(|n| (n, 2_000)));
            assert_eq!(files.len(), 1);
            assert_eq!(files[0].file, "edges.ndjson");
            assert_eq!(text.lines().count(), lines);
        }
    }

    #[test]
    fn much_is_parted_and_nothing_is_lost() {
        let (parts, text) = files((0..6_000).map(|n| (n, 2_000)));
        assert!((5..30).contains(&parts.len()), "{}", parts.len());
        assert!(parts.iter().all(|file| file.file.starts_with("edges-")));
        let numbers = text.lines().map(|line| {
            let digits = line.trim_matches(['"', 'x']);
            digits.parse::<usize>().unwrap()
        });
        assert!(numbers.eq(0..6_000));
        // A line that comes is in one of them; the others stay.
        let more = (0..6_000).map(|n| (n, if n == 3_000 { 2_001 } else { 2_000 }));
        let (others, _) = files(more);
        let is_new = |file: &&FileLine| !parts.contains(file);
        assert_eq!(others.iter().filter(is_new).count(), 1);
    }

    #[test]
    fn a_line_that_is_too_long_stands_alone() {
        let lengths = [10, MOST + 10, 10, 10];
        let (parts, text) = files(lengths.into_iter().enumerate());
        let lines: Vec<usize> = parts.iter().map(|file| file.lines).collect();
        assert_eq!(lines, [1, 1, 2]);
        assert_eq!(text.lines().count(), 4);
    }
}
