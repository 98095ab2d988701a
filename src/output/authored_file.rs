//! Files of a mesh root that people write and that are changed because they ask for it: entries taken
//! out of manifests, lines of baselines. Each takes the place of the former one in one step and keeps
//! its mode; no link is followed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::file_access::Access;
use super::file_record::is_within;
use super::no_follow::without_links;

/// Larger than any text that is read as a whole.
const LARGEST: u64 = 64 << 20;

/// The bytes of a file under a mesh root; nothing where it isn't there.
///
/// # Errors
/// Where a part of its path is a link, it is no file, or as the file system says.
pub(crate) fn read_authored(root: &Path, path: &str) -> io::Result<Option<Vec<u8>>> {
    match open(root, path) {
        Ok(mut file) => whole(&mut file).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file under a mesh root, whose bytes were `former`; nothing where it wasn't there.
///
/// # Errors
/// Where a part of its path is a link, somebody else changed the file, or as the file system says.
pub(crate) fn replace_authored(
    root: &Path,
    path: &str,
    former: Option<&[u8]>,
    bytes: &[u8],
) -> io::Result<()> {
    if former.is_none()
        && let Some((folder, _)) = path.rsplit_once('/')
    {
        fs::create_dir_all(root.join(folder))?;
    }
    let (folder, name) = place(root, path)?;
    let access = match open(root, path) {
        Ok(mut file) => {
            if Some(&*whole(&mut file)?) != former {
                return Err(io::Error::other("somebody else has changed it meanwhile"));
            }
            Some(Access::of(&file.metadata()?))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && former.is_none() => None,
        Err(error) => return Err(error),
    };
    let written = folder.join(format!(".{name}.{}.new", std::process::id()));
    let result =
        write(&written, access, bytes).and_then(|()| fs::rename(&written, folder.join(name)));
    if result.is_err() {
        #[allow(
            clippy::let_underscore_must_use,
            reason = "why it couldn't be written is what has to be told"
        )]
        let _ = fs::remove_file(&written);
    }
    result
}

#[cfg_attr(
    not(unix),
    allow(unused_variables, reason = "files have no modes there")
)]
fn write(path: &Path, access: Option<Access>, bytes: &[u8]) -> io::Result<()> {
    let mut file = without_links(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    if let Some(access) = access {
        access.give(&file)?;
    }
    file.sync_all()
}

fn open(root: &Path, path: &str) -> io::Result<File> {
    let (folder, name) = place(root, path)?;
    let file = without_links(OpenOptions::new().read(true)).open(folder.join(name))?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it isn't a file")),
    }
}

/// The folder of a file, none of whose parts below the root is a link, and the file's name.
fn place<'p>(root: &Path, path: &'p str) -> io::Result<(PathBuf, &'p str)> {
    if !is_within(path) {
        return Err(io::Error::other("its path leads out of the mesh root"));
    }
    for (at, _) in path.match_indices('/') {
        let folder = root.join(&path[..at]);
        if !fs::symlink_metadata(&folder)?.is_dir() {
            return Err(io::Error::other("its folder is a link"));
        }
    }
    match path.rsplit_once('/') {
        Some((folder, name)) => Ok((root.join(folder), name)),
        None => Ok((root.to_path_buf(), path)),
    }
}

fn whole(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Read::take(file, LARGEST).read_to_end(&mut bytes)?;
    match (bytes.len() as u64) < LARGEST {
        true => Ok(bytes),
        false => Err(io::Error::other("it is too large")),
    }
}
