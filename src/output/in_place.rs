//! Where little of a site differs, or others keep something in its folder, files take the places of
//! former ones one by one: each is whole at any instant, none names what isn't there yet, and whatever
//! a killed build leaves, the next one knows what it has to do again.

use std::io;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::file_access::Access;
use super::file_record::Record;
use super::folder::{Folder, Over};
use super::output_error::{FileError, State};
use super::record_files::RecordFiles;
use super::replace::{PENDING, as_former, remove};
use super::reserved_names::RECORD;
use super::sync::Durability;

/// What of the new site differs from the former one.
#[derive(Debug, Default)]
pub(super) struct Differing {
    /// Of each file of the new site whether it is as it was; else it is in the staging folder.
    is_kept: Vec<bool>,
    /// How many aren't.
    pub(super) staged: usize,
    /// What the new site hasn't any more.
    pub(super) removed: Record,
}

impl Differing {
    pub(super) fn new(is_kept: Vec<bool>, removed: Record) -> Self {
        Self {
            staged: is_kept.iter().filter(|kept| !**kept).count(),
            is_kept,
            removed,
        }
    }

    /// Files of the new site that are in the staging folder, or that aren't.
    pub(super) fn files<'r>(&self, new: &'r Record, kept: bool) -> impl Iterator<Item = &'r str> {
        let files = new.files().iter().zip(&self.is_kept);
        let files = files.filter(move |(_, is_kept)| **is_kept == kept);
        files.map(|(file, _)| file.as_str())
    }

    /// Whether the file that stands there in the record of the new site is as it was.
    pub(super) fn keeps(&self, position: usize) -> bool {
        self.is_kept.get(position).is_some_and(|kept| *kept)
    }

    pub(super) fn is_none(&self) -> bool {
        self.staged == 0 && self.removed.files().is_empty()
    }

    /// Whether it is so little of a site that files take their places one by one. A file that takes
    /// the place of another costs 75 µs, where a folder is swapped 60, and 16 for each file that is as
    /// it was: a second name for it, a first one removed, two looks. So one by one is cheaper up to a
    /// half. From a quarter to a half it spares 4 % of a build at most; there a site that changes in
    /// one step is worth more.
    pub(super) fn is_little_of(&self, new: &Record) -> bool {
        (self.staged + self.removed.files().len()) * 4 <= new.files().len()
    }
}

/// Puts what differs in its place, from the staging folder `from` to `out`. None takes the place of a
/// file that vitrina didn't write. `record` are the files of the new record. New folders get `folders`.
///
/// The record is the journal: before the first file is replaced it names those of both sites, and of
/// those that are about to change no longer what they hold, so that the next build writes them anew.
pub(super) fn put(
    (from, out): (&Path, &Path),
    (former, new, record): (&Record, &Record, &RecordFiles),
    differing: &Differing,
    folders: Option<Access>,
    durability: Durability,
    step: &mut dyn FnMut(),
) -> Result<(), FileError> {
    let at = |path: &Path| {
        let path = out.join(path);
        move |error: io::Error| FileError::new(path, error)
    };
    let at_record = || at(Path::new(RECORD));
    let mut source = Folder::open(from).map_err(|e| FileError::new(from, e))?;
    let mut target = Folder::open(out).map_err(|e| FileError::new(out, e))?;
    let staged = Record::new(differing.files(new, false).map(str::to_owned).collect());
    // Before the first file is replaced: better none than some.
    for folder in staged
        .folders()
        .into_iter()
        .chain(differing.removed.folders())
    {
        let folder = Path::new(folder);
        target.may_write(folder).map_err(at(folder))?;
    }
    // What isn't there yet is vitrina's once it has left the staging folder, and not before.
    staged
        .without(former)
        .write_whole(&source, PENDING)
        .map_err(|e| FileError::new(from.join(PENDING), e))?;
    let both = format!("{RECORD}.both");
    let both = former
        .joined(new, |file| !staged.has(file))
        .write(&source, &both)
        .map_err(|e| FileError::new(from.join(&both), e))?;
    as_former(&mut source, &both, out);
    durability
        .below(from, staged.files())
        .map_err(|e| FileError::new(from, e))?;
    let mut named = || {
        step();
        durability.names(out)
    };
    both.take_place(&mut source, &mut target, &mut named)
        .map_err(at_record())?;
    step();
    let mut moved = || -> Result<(), FileError> {
        durability.names(out).map_err(|e| FileError::new(out, e))?;
        let whole = folders_of_pieces(&staged);
        let mut moved = FxHashSet::default();
        for name in staged.folders() {
            let folder = Path::new(name);
            let is_whole = whole.contains(name);
            let is_new = match is_whole && target.found(folder).map_err(at(folder))?.is_none() {
                true => {
                    let outer = source.rename(folder, &mut target, folder, Over::Nothing);
                    outer.map_err(at(folder))?;
                    step();
                    moved.insert(folder)
                }
                false => target.make(folder).map_err(at(folder))?,
            };
            if let (true, Some(access)) = (is_new, folders) {
                target.give(folder, access).map_err(at(folder))?;
            }
        }
        for (file, over) in in_order(&staged, former) {
            let file = Path::new(file);
            if file.parent().is_some_and(|folder| moved.contains(folder)) {
                continue;
            }
            source
                .rename(file, &mut target, file, over)
                .map_err(at(file))?;
            step();
        }
        remove(&mut target, out, &differing.removed, new)?;
        step();
        let mut named = || {
            step();
            durability.names(out)
        };
        record
            .take_place(&mut source, &mut target, &mut named)
            .map_err(at_record())?;
        step();
        durability
            .below(out, staged.files())
            .map_err(|e| FileError::new(out, e))
    };
    moved().map_err(|fault| fault.with(State::Partly))?;
    // Now that on disk as well no record names them any more.
    let removed = record.remove_others(&mut target).map_err(at_record());
    removed.map_err(|fault| fault.with(State::Published))?;
    step();
    source
        .remove_own(PENDING)
        .map_err(|e| FileError::new(from.join(PENDING), e).with(State::Published))
}

/// Folders that hold nothing but what is named by others. A new one is moved as it is: an index has a
/// folder of hundreds of pieces.
fn folders_of_pieces(staged: &Record) -> FxHashSet<&str> {
    let folder_of = |path| str::rsplit_once(path, '/').map(|(folder, _)| folder);
    let mut whole: FxHashSet<&str> = staged.folders().into_iter().collect();
    for folder in staged.folders() {
        folder_of(folder).map(|outer| whole.remove(outer));
    }
    let others = staged.files().iter().filter(|file| rank(file) > 0);
    for file in others {
        folder_of(file).map(|folder| whole.remove(folder));
    }
    whole
}

/// New files first, so that what there is names nothing that isn't there; of either, what is named
/// before what names it.
fn in_order<'r>(staged: &'r Record, former: &Record) -> Vec<(&'r str, Over)> {
    let over = |file: &str| match former.has(file) {
        true => Over::Ours,
        false => Over::Nothing,
    };
    let files = staged
        .files()
        .iter()
        .map(|file| (file.as_str(), over(file)));
    let mut files: Vec<(&str, Over)> = files.collect();
    files.sort_by_key(|(file, over)| (*over == Over::Ours, rank(file)));
    files
}

/// What is named by others comes before what names it: pieces and images, pages, lists of pages, what
/// programs and searches begin with, and last what the next build knows the former one by.
fn rank(file: &str) -> u8 {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    match name.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "html" if name == "index.html" && folder.is_empty() => 4,
        "html" if name == "index.html" || name.starts_with("page-") => 2,
        "html" => 1,
        "ndjson" if name == "files.ndjson" => 4,
        "json" | "ndjson" | "xml" | "atom" => 3,
        "bin" if name == "head.bin" => 3,
        "zst" => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Differing, Over, Record, folders_of_pieces, in_order};

    fn record(files: &[&str]) -> Record {
        Record::new(files.iter().map(|&file| file.to_owned()).collect())
    }

    #[test]
    fn what_is_named_is_there_before_what_names_it() {
        let staged = record(&[
            "api/v1/files.ndjson",
            "api/v1/views-00.ndjson",
            "history.ndjson.zst",
            "index.html",
            "search/c/00/1.bin",
            "search/head.bin",
            "tables/index.html",
            "tables/new.html",
            "tables/old.html",
            "tables/page-2.html",
        ]);
        let former = record(&[
            "api/v1/files.ndjson",
            "api/v1/views-00.ndjson",
            "history.ndjson.zst",
            "index.html",
            "search/head.bin",
            "tables/index.html",
            "tables/old.html",
        ]);
        let order = in_order(&staged, &former);
        let names: Vec<&str> = order.iter().map(|(file, _)| *file).collect();
        assert_eq!(
            names,
            [
                "search/c/00/1.bin",
                "tables/new.html",
                "tables/page-2.html",
                "tables/old.html",
                "tables/index.html",
                "api/v1/views-00.ndjson",
                "search/head.bin",
                "api/v1/files.ndjson",
                "index.html",
                "history.ndjson.zst",
            ]
        );
        let first_over = order.iter().position(|(_, over)| *over == Over::Ours);
        assert_eq!(first_over, Some(3));
    }

    #[test]
    fn folders_of_pieces_hold_nothing_else() {
        let staged = record(&[
            "a/b/page.html",
            "search/c/00/1.bin",
            "search/c/00/2.bin",
            "search/head.bin",
            "x/1.bin",
            "x/y/1.bin",
            "z/1.bin",
            "z/index.html",
        ]);
        let mut whole: Vec<&str> = folders_of_pieces(&staged).into_iter().collect();
        whole.sort_unstable();
        assert_eq!(whole, ["search/c/00", "x/y"]);
    }

    #[test]
    fn a_quarter_is_little() {
        let new = record(&["a", "b", "c", "d", "e", "f", "g", "h"]);
        let differing = |staged: &[&str], removed: &[&str]| {
            let files = new.files().iter();
            let is_kept = files.map(|file| !staged.contains(&file.as_str())).collect();
            Differing::new(is_kept, record(removed))
        };
        assert!(differing(&["a"], &["x"]).is_little_of(&new));
        assert!(!differing(&["a", "b"], &["x"]).is_little_of(&new));
        let one = differing(&["g"], &[]);
        assert_eq!(one.files(&new, false).collect::<Vec<_>>(), ["g"]);
        assert_eq!(one.files(&new, true).count(), 7);
        assert!(differing(&[], &[]).is_none() && !differing(&[], &["x"]).is_none());
    }
}
