//! Where a mesh, its site and its cache are, what becomes of them between two nights, and how a build
//! goes with the cache and without.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use super::dice::Dice;
use super::night::FIRST;
use crate::support::Output;
use crate::twins::{UNCHANGED, told, tree};

const CACHE: &str = ".vitrina-cache";

macro_rules! kinds {
    ($($kind:ident)*) => {
        /// What becomes of site and cache.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Mishap { $($kind),* }
        impl Mishap {
            pub(super) const ALL: &[Self] = &[$(Self::$kind),*];
        }
    };
}

kinds! {
    Killed KilledLater FileGone FileAltered FileAlteredInSecret FileEmptied FileAdded SiteGone CacheGone
    HalfOfTheCache CacheCut CacheOfBefore SiteOfBefore BothOfBefore CacheCopied OtherPath OtherAudience
    OtherOutput Checked
}

/// How a build ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// Exit status.
    pub(super) status: i32,
    /// Whether it said that nothing changed.
    pub(super) unchanged: bool,
    /// Whether it said that it reused something.
    pub(super) reused: bool,
}

#[derive(Debug)]
pub(super) struct Place {
    dir: tempfile::TempDir,
    /// Names of the folders that the mesh was in.
    roots: usize,
    audience: Option<&'static str>,
    /// As in CI, files are told by their contents.
    by_content: bool,
    seconds: u64,
    remembered: bool,
}

impl Place {
    pub(super) fn new(dice: &mut Dice) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            roots: 0,
            audience: dice.percent(25).then_some(super::random_mesh::AUDIENCES[0]),
            by_content: dice.percent(25),
            seconds: 0,
            remembered: false,
        }
    }

    /// One for the whole mesh, where files are told by what their file system says.
    #[cfg(unix)]
    pub(super) fn plain() -> Self {
        Self {
            audience: None,
            by_content: false,
            ..Self::new(&mut Dice(0))
        }
    }

    pub(super) fn told(&self) -> String {
        format!("{:?}, by content {}", self.audience, self.by_content)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn root(&self) -> String {
        format!("mesh{}", self.roots)
    }

    /// Writes the files that differ, and removes those that aren't there any more. With `in_secret` they
    /// have the times that they had before.
    pub(super) fn write(&self, files: &BTreeMap<String, Vec<u8>>, in_secret: bool) {
        let root = self.at(&self.root());
        fs::create_dir_all(&root).unwrap();
        for (path, bytes) in tree(&root) {
            if files.get(&path) != Some(&bytes) && !files.contains_key(&path) {
                fs::remove_file(root.join(path)).unwrap();
            }
        }
        for (path, bytes) in files {
            let path = root.join(path);
            if fs::read(&path).is_ok_and(|found| found == *bytes) {
                continue;
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let time = fs::metadata(&path).and_then(|meta| meta.modified());
            fs::write(&path, bytes).unwrap();
            if let (true, Ok(time)) = (in_secret, time) {
                set_time(&path, time);
            }
        }
    }

    fn command(&self, out: &str, audience: Option<&str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vitrina"));
        let clock = FIRST + self.seconds;
        command
            .current_dir(self.dir.path())
            .env_remove("CI")
            .env("SOURCE_DATE_EPOCH", clock.to_string())
            .args(["build", "--root", &self.root(), "--out", out])
            .stdin(Stdio::null());
        if let Some(audience) = audience {
            command.args(["--audience", audience]);
        }
        if self.by_content {
            command.args(["--verify-inputs", "content"]);
        }
        command
    }

    /// Builds over the same site with the cache and without; or says how the two differ.
    pub(super) fn build(&mut self, seconds: u64) -> Result<Ended, String> {
        self.seconds = seconds;
        fresh_copy(&self.at("site"), &self.at("cold/site"));
        let kept = Output::of(self.command("site", self.audience));
        let mut command = self.command("cold/site", self.audience);
        command.arg("--no-cache");
        let cold = Output::of(command);
        let said = |output: &Output| told(output).replace("cold/site", "site");
        if (kept.status, said(&kept)) != (cold.status, said(&cold)) {
            return Err(format!(
                "{} {}\n-- and without a cache\n{} {}",
                kept.status,
                said(&kept),
                cold.status,
                said(&cold)
            ));
        }
        let trees = ["site", "cold/site"].map(|site| match self.at(site).is_dir() {
            true => tree(&self.at(site)),
            false => BTreeMap::new(),
        });
        match difference(&trees[0], &trees[1]) {
            Some(difference) => Err(format!("{difference}\n{}", kept.stderr)),
            None => Ok(Ended {
                status: kept.status,
                unchanged: kept.stderr.contains(UNCHANGED),
                reused: kept.stderr.contains("reused: "),
            }),
        }
    }

    /// Alters all pages of the site, and lets the cache say that nobody touched them. Says how often it
    /// says so.
    #[cfg(unix)]
    pub(super) fn lie(&self) -> usize {
        let mut lies = BTreeMap::new();
        for path in files(&self.at("site")) {
            let is_page = path.extension().is_some_and(|end| end == "html");
            let text = fs::read_to_string(&path).unwrap_or_default();
            if is_page && text.contains("<title>") {
                let before = stamp(&path);
                fs::write(&path, text.replace("<title>", "<tItle>")).unwrap();
                lies.insert(before, stamp(&path));
            }
        }
        let mut told = 0;
        crate::verified_cache::alter(&self.at(CACHE), &mut |value| {
            for at in 0..value.len().saturating_sub(31) {
                if let Some(lie) = lies.get(&value[at..at + 32]) {
                    value[at..at + 32].copy_from_slice(lie);
                    told += 1;
                }
            }
        });
        told
    }

    /// Keeps a copy of site and cache, as of a branch that is come back to.
    pub(super) fn remember(&mut self, dice: &mut Dice) {
        if !self.remembered || dice.percent(30) {
            self.remembered = true;
            for what in ["site", CACHE] {
                fresh_copy(&self.at(what), &self.at("before").join(what));
            }
        }
    }

    pub(super) fn befalls(&mut self, mishap: Mishap, dice: &mut Dice) {
        let (site, cache) = (self.at("site"), self.at(CACHE));
        match mishap {
            Mishap::Killed => self.kill(dice.below(150) as u64),
            Mishap::KilledLater => self.kill(100 + dice.below(500) as u64),
            Mishap::SiteGone => remove(&site),
            Mishap::CacheGone => remove(&cache),
            Mishap::FileAdded => {
                if site.is_dir() {
                    fs::write(site.join("CNAME"), "data.example.com\n").unwrap();
                }
            }
            Mishap::FileGone
            | Mishap::FileAltered
            | Mishap::FileAlteredInSecret
            | Mishap::FileEmptied => self.harm_site(mishap, dice),
            Mishap::HalfOfTheCache => {
                for path in files(&cache) {
                    if dice.percent(50) && !path.ends_with("CACHEDIR.TAG") {
                        fs::remove_file(path).unwrap();
                    }
                }
            }
            Mishap::CacheCut => {
                if let Some(path) = dice.of(&files(&cache)) {
                    let bytes = fs::read(path).unwrap();
                    fs::write(path, &bytes[..dice.below(bytes.len() + 1)]).unwrap();
                }
            }
            Mishap::CacheOfBefore => self.restore(&[CACHE]),
            Mishap::SiteOfBefore => self.restore(&["site"]),
            Mishap::BothOfBefore => self.restore(&["site", CACHE]),
            Mishap::CacheCopied => {
                fresh_copy(&cache, &self.at("copied"));
                fresh_copy(&self.at("copied"), &cache);
            }
            Mishap::OtherPath => {
                let from = self.at(&self.root());
                self.roots += 1;
                fresh_copy(&from, &self.at(&self.root()));
                remove(&from);
            }
            Mishap::OtherAudience => {
                let audience = dice.of(&super::random_mesh::AUDIENCES[1..]);
                Output::of(self.command("other", audience.copied()));
            }
            Mishap::OtherOutput => drop(Output::of(self.command("another", self.audience))),
            Mishap::Checked => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_vitrina"));
                command.current_dir(self.dir.path());
                command.args(["check", "--root", &self.root()]);
                Output::of(command);
            }
        }
    }

    /// Ends a build some time after it began.
    fn kill(&self, milliseconds: u64) {
        let mut command = self.command("site", self.audience);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut build = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        build.kill().unwrap();
        build.wait().unwrap();
    }

    fn harm_site(&self, mishap: Mishap, dice: &mut Dice) {
        let mut all = files(&self.at("site"));
        // Whose the folder is says the record.
        all.retain(|path| !path.ends_with(".vitrina-files"));
        let Some(path) = dice.of(&all) else { return };
        let bytes = fs::read(path).unwrap();
        let time = fs::metadata(path).unwrap().modified().unwrap();
        match mishap {
            Mishap::FileGone => fs::remove_file(path).unwrap(),
            Mishap::FileEmptied => fs::write(path, "").unwrap(),
            _ => {
                let mut bytes = bytes;
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1;
                }
                fs::write(path, bytes).unwrap();
            }
        }
        if mishap == Mishap::FileAlteredInSecret {
            set_time(path, time);
        }
    }

    fn restore(&self, what: &[&str]) {
        for what in what.iter().filter(|_| self.remembered) {
            fresh_copy(&self.at("before").join(what), &self.at(what));
        }
    }
}

/// What is kept of how a file was left.
#[cfg(unix)]
fn stamp(path: &Path) -> Vec<u8> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs::metadata(path).unwrap();
    let moment = |seconds: i64, nanos: i64| (seconds * 1_000_000_000 + nanos).to_le_bytes();
    let modified = moment(meta.mtime(), meta.mtime_nsec());
    let changed = moment(meta.ctime(), meta.ctime_nsec());
    let size = meta.len().to_le_bytes();
    [size, modified, changed, meta.ino().to_le_bytes()].concat()
}

fn set_time(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
}

/// A copy of a folder, with new times; nothing where there is none.
fn fresh_copy(from: &Path, to: &Path) {
    remove(to);
    if !from.is_dir() {
        return;
    }
    fs::create_dir_all(to).unwrap();
    for path in files(from) {
        let to = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(path, to).unwrap();
    }
}

/// Sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = match folder.is_dir() {
        true => crate::support::files_below(folder),
        false => Vec::new(),
    };
    paths.into_iter().map(|path| folder.join(path)).collect()
}

/// How two sites differ first.
fn difference(
    kept: &BTreeMap<String, Vec<u8>>,
    cold: &BTreeMap<String, Vec<u8>>,
) -> Option<String> {
    let paths = kept
        .keys()
        .chain(cold.keys().filter(|path| !kept.contains_key(*path)));
    let mut told: Vec<String> = paths
        .filter(|path| kept.get(*path) != cold.get(*path))
        .map(|path| {
            let (Some(kept), Some(cold)) = (kept.get(path), cold.get(path)) else {
                return format!("{path} is in one of them");
            };
            let at = kept.iter().zip(cold).position(|(a, b)| a != b);
            let from = at.unwrap_or(kept.len().min(cold.len())).saturating_sub(90);
            let part = |all: &[u8]| {
                let part: Vec<u8> = all.iter().skip(from).take(260).copied().collect();
                String::from_utf8_lossy(&part).into_owned()
            };
            format!("{path}\n  {:?}\n  {:?}", part(kept), part(cold))
        })
        .collect();
    told.sort_by_key(|of| (!of.contains(".html"), !of.contains("api/"), of.len()));
    (!told.is_empty()).then(|| {
        let shown = told.iter().take(5).cloned().collect::<Vec<_>>();
        format!("{} files: {}", told.len(), shown.join("\n"))
    })
}
