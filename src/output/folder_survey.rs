//! What is in the folder of a site: what vitrina wrote by its record, what others put there, and
//! who may do what with it.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::file_access::Access;
use super::file_record::Record;
use super::folder::{Folder, Found};
use super::output_error::FileError;
use super::reserved_names::{RECORD, is_of_record};

/// What new files and new folders get when nothing is done about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fresh {
    pub(super) file: Access,
    pub(super) folder: Access,
}

/// What a look into a folder found, relative to it.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What others put there; of a folder of theirs, only the folder.
    pub(super) foreign: Vec<PathBuf>,
    /// Those of them that stand where something of the new site goes.
    pub(super) in_the_way: Vec<PathBuf>,
    /// Files and folders of ours with another mode or owner than new ones have.
    pub(super) former_access: Vec<(String, Access)>,
}

/// Looks into the folder of a site. `own` are names at its top that vitrina keeps things under.
///
/// A recorded file is ours whatever it holds by now. What isn't a regular file, or not a folder
/// where a folder was, is not: a link stays, and isn't followed.
pub(super) fn survey(
    folder: &Path,
    former: &Record,
    new: &Record,
    own: &[&str],
    fresh: Option<Fresh>,
) -> Result<Survey, FileError> {
    let mut out = Survey::default();
    let mut walk = WalkDir::new(folder)
        .follow_root_links(false)
        .min_depth(1)
        .into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let at = error.path().unwrap_or(folder).to_path_buf();
                let error = io::Error::from(error);
                if error.kind() == io::ErrorKind::NotFound {
                    continue; // removed meanwhile
                }
                return Err(FileError::new(at, error));
            }
        };
        let kind = entry.file_type();
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let text = slashed(relative);
        let name = text.as_deref();
        if entry.depth() == 1 && name.is_some_and(|n| own.contains(&n)) {
            if kind.is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        let is_ours = name.is_some_and(|name| match kind.is_dir() {
            true => former.has_folder(name) || new.has_folder(name),
            false => kind.is_file() && (is_of_record(name) || former.has(name)),
        });
        if !is_ours {
            if kind.is_dir() {
                walk.skip_current_dir();
            }
            let clashes = name.is_some_and(|name| {
                new.has(name) || (!kind.is_dir() && (name == RECORD || new.has_folder(name)))
            });
            if clashes {
                out.in_the_way.push(relative.to_path_buf());
            }
            out.foreign.push(relative.to_path_buf());
            continue;
        }
        let (Some(fresh), Some(name)) = (fresh, name) else {
            continue;
        };
        let Ok(meta) = entry.metadata() else {
            continue; // removed meanwhile
        };
        let access = Access::of(&meta);
        let usual = match kind.is_dir() {
            true => fresh.folder,
            false => fresh.file,
        };
        if access != usual {
            out.former_access.push((name.to_owned(), access));
        }
    }
    out.foreign.sort_unstable();
    out.in_the_way.sort_unstable();
    Ok(out)
}

/// Looks at what stands where files of the new site go, and at the folders that all of it is in. What
/// others keep elsewhere in the folder isn't looked at.
pub(super) fn look_at(
    top: &Path,
    former: &Record,
    new: &Record,
    files: &mut dyn Iterator<Item = &str>,
    fresh: Fresh,
) -> Result<Survey, FileError> {
    let failed = |path: &str| {
        let path = top.join(path);
        move |error: io::Error| FileError::new(path, error)
    };
    let mut out = Survey::default();
    let mut folder = Folder::open(top).map_err(failed(""))?;
    for path in new.folders() {
        let found = folder.found(Path::new(path)).map_err(failed(path))?;
        if !matches!(found, None | Some(Found::Directory)) {
            out.in_the_way.push(PathBuf::from(path));
        }
    }
    // New files are for the same persons as the first page.
    for path in files.chain(["index.html", RECORD]) {
        let Some(found) = folder.found(Path::new(path)).map_err(failed(path))? else {
            continue;
        };
        let is_ours = path == RECORD || former.has(path);
        if let Found::File(access) = found
            && is_ours
        {
            let unusual = Some(access).filter(|access| *access != fresh.file);
            out.former_access
                .extend(unusual.map(|access| (path.to_owned(), access)));
        } else if path == RECORD || new.has(path) {
            out.in_the_way.push(PathBuf::from(path));
        }
    }
    // Of what stands below something that is none of ours, only that is named.
    out.in_the_way.sort_unstable();
    out.in_the_way
        .dedup_by(|later, first| later.starts_with(&*first));
    Ok(out)
}

/// A path as records have it, where it is text.
fn slashed(path: &Path) -> Option<Cow<'_, str>> {
    let text = path.to_str()?;
    Some(match cfg!(windows) {
        true => Cow::Owned(text.replace('\\', "/")),
        false => Cow::Borrowed(text),
    })
}
