//! Two folders change places in one step; what is left of the former site, and what a killed build
//! left of a site that was replaced file by file, is put in order.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file_access::Access;
use super::file_record::Record;
use super::folder::{Folder, Over};
use super::folder_survey::survey;
use super::many_files;
use super::output_error::{FileError, OutputError, Problem};
use super::record_files::{RecordFiles, Unread, remove_parts};
use super::reserved_names::{RECORD, is_of_record};

/// In a staging folder: the pages that the published site doesn't have.
pub(super) const PENDING: &str = ".vitrina-files.pending";

/// Whether two folders can change places, as far as the system goes.
pub(super) const CAN_EXCHANGE: bool = cfg!(target_os = "linux");

/// Two folders change places in one step.
#[cfg(target_os = "linux")]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves a folder to where nothing is.
pub(super) fn settle(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Not every file system knows it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            other => return Ok(other?),
        }
    }
    match fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

/// A record that takes the place of another is for the same persons.
pub(super) fn as_former(source: &mut Folder, record: &RecordFiles, out: &Path) {
    let Ok(meta) = fs::symlink_metadata(out.join(RECORD)) else {
        return;
    };
    for name in record.names() {
        // It isn't the last word: the next record gets what is known of the former one.
        #[allow(
            clippy::let_underscore_must_use,
            reason = "who may read the record for this instant is no reason to stop"
        )]
        let _ = source.give(Path::new(name), Access::of(&meta));
    }
}

/// After a site was replaced in part: its record no longer tells of pages that never got there, so
/// that what others put in their place is theirs.
pub(super) fn disclaim(from: &Path, out: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::new(out.join(RECORD), error);
    let read = |read: Result<Record, Unread>| match read {
        Ok(record) => Ok(Some(record)),
        Err(Unread::Absent | Unread::NotOurs) => Ok(None),
        Err(Unread::Failed(error)) => Err(failed(error)),
    };
    let Some(pending) = read(Record::read_file(&from.join(PENDING)))? else {
        return Ok(());
    };
    let Some(record) = read(Record::read(out))? else {
        return Ok(());
    };
    let is_left = |file: &&String| fs::symlink_metadata(from.join(file)).is_ok();
    let left: Vec<String> = pending.files().iter().filter(is_left).cloned().collect();
    if !left.iter().any(|file| record.has(file)) {
        return Ok(());
    }
    let mended = format!("{RECORD}.mended");
    let mut source = Folder::open(from).map_err(|e| FileError::new(from, e))?;
    let mut target = Folder::open(out).map_err(|e| FileError::new(out, e))?;
    source.remove_file(Path::new(&mended)).map_err(failed)?;
    let mended = record
        .without(&Record::new(left))
        .write(&source, &mended)
        .map_err(|e| FileError::new(from.join(&mended), e))?;
    as_former(&mut source, &mended, out);
    // Parts that nothing names any more go with the site that is written next.
    mended
        .take_place(&mut source, &mut target, &mut || Ok(()))
        .map_err(failed)
}

/// Removes recorded files, and the folders that this leaves empty but for those of `stay`.
pub(super) fn remove(
    folder: &mut Folder,
    shown: &Path,
    files: &Record,
    stay: &Record,
) -> Result<(), FileError> {
    let shared = &*folder;
    many_files::in_parts(files.files(), |some| {
        let mut own = shared.again().map_err(|e| FileError::new(shown, e))?;
        some.iter().map(Path::new).try_for_each(|path| {
            let removed = own.remove_file(path);
            removed.map_err(|e| FileError::removing(shown.join(path), e))
        })
    })?;
    // Inner ones first.
    for path in files.folders().into_iter().rev() {
        if !stay.has_folder(path) {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "an empty folder that can't be removed is in nobody's way"
            )]
            let _ = folder.remove_empty(Path::new(path));
        }
    }
    Ok(())
}

/// Removes a former site, which stands at `from` now, after moving what others put into it while
/// it was replaced into the new one at `out`. Where a page stands there already, it is kept in a
/// folder beside, and that is said.
pub(super) fn retire(
    from: &Path,
    out: &Path,
    former: &Record,
    new: &Record,
) -> Result<(), Problem> {
    let mut beside = Vec::new();
    // What is put there even while this is at work is found by another look.
    for _ in 0..3 {
        let found = survey(from, former, new, &[], None)?;
        if !found.foreign.is_empty() {
            move_back(from, out, &found.foreign, &mut beside)?;
        }
        let mut folder = Folder::open(from).map_err(|e| FileError::new(from, e))?;
        let none = Record::default();
        remove(&mut folder, from, former, &none)?;
        // Folders that others share with the new site.
        for path in new.folders().into_iter().rev() {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "where one isn't empty, what is in it is moved or told of below"
            )]
            let _ = folder.remove_empty(Path::new(path));
        }
        if survey(from, former, new, &[], None)?.foreign.is_empty() {
            break;
        }
    }
    // The record goes last: without it nobody knows whose the folder is.
    let record = from.join(RECORD);
    let stays = |name: OsString| name.to_str().is_some_and(is_of_record);
    let is_empty = fs::read_dir(from)
        .map_err(|e| FileError::new(from, e))?
        .all(|entry| entry.is_ok_and(|entry| stays(entry.file_name())));
    if !is_empty {
        return Err(Problem::Reported(OutputError::LeftOver(from.to_path_buf())));
    }
    let mut folder = Folder::open(from).map_err(|e| FileError::new(from, e))?;
    remove_parts(&mut folder, &[]).map_err(|e| FileError::removing(&record, e))?;
    match fs::remove_file(&record) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(FileError::removing(record, error).into());
        }
        _ => {}
    }
    fs::remove_dir(from).map_err(|e| FileError::removing(from, e))?;
    if let Some((folder, paths)) = beside_of(&beside) {
        return Err(Problem::Reported(OutputError::KeptBeside { folder, paths }));
    }
    Ok(())
}

/// What was kept beside the site, and where.
type Beside = Vec<(PathBuf, PathBuf)>;

fn beside_of(beside: &[(PathBuf, PathBuf)]) -> Option<(PathBuf, Vec<PathBuf>)> {
    let (folder, _) = beside.first()?;
    Some((
        folder.clone(),
        beside.iter().map(|(_, path)| path.clone()).collect(),
    ))
}

fn move_back(
    from: &Path,
    out: &Path,
    foreign: &[PathBuf],
    beside: &mut Beside,
) -> Result<(), FileError> {
    let mut source = Folder::open(from).map_err(|e| FileError::new(from, e))?;
    let mut target = Folder::open(out).map_err(|e| FileError::new(out, e))?;
    for path in foreign {
        let at = |error| FileError::new(from.join(path), error);
        let folder = path.parent().unwrap_or(Path::new(""));
        let moved = target
            .make(folder)
            .and_then(|_| source.rename(path, &mut target, path, Over::Nothing));
        match moved {
            Ok(()) => continue,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue, // gone again
            // A page stands there, or something else than a folder on the way.
            Err(_) => {}
        }
        let kept = match beside.first() {
            Some((kept, _)) => kept.clone(),
            None => make_beside(out)?,
        };
        let mut aside = Folder::open(&kept).map_err(|e| FileError::new(&kept, e))?;
        aside
            .make(folder)
            .and_then(|_| source.rename(path, &mut aside, path, Over::Nothing))
            .map_err(at)?;
        beside.push((kept, path.clone()));
    }
    Ok(())
}

/// A new folder beside the site for what others put where pages go.
fn make_beside(out: &Path) -> Result<PathBuf, FileError> {
    let mut n = 1;
    loop {
        let mut name = out.as_os_str().to_owned();
        name.push(format!(".kept-{n}"));
        let path = PathBuf::from(name);
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 1000 => n += 1,
            Err(error) => return Err(FileError::new(path, error)),
        }
    }
}
