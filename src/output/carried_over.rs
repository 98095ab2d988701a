//! What is as it was, in a folder that takes the place of the former one: each file has a second name
//! there until the former one is removed.

use std::io::{self, Write as _};
use std::path::Path;

use super::folder::{Folder, Found};

/// How files came into the new folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// They are the same.
    Linked,
    /// Some are copies, where the file system gives no file two names, or not those of somebody else.
    Copied,
}

/// Carries files from one folder to another, in the order of their paths. `bytes` reads one of them.
pub(super) fn carry<'f>(
    source: &mut Folder,
    target: &mut Folder,
    files: impl Iterator<Item = &'f str>,
    bytes: impl Fn(&str) -> io::Result<Vec<u8>>,
) -> io::Result<Carried> {
    let mut folder = None;
    let mut how = Carried::Linked;
    for file in files {
        let path = Path::new(file);
        if folder != path.parent() {
            folder = path.parent();
            target.make(folder.unwrap_or(Path::new("")))?;
        }
        // What was written only to be compared.
        target.remove_file(path)?;
        if how == Carried::Linked {
            match source.link(path, target) {
                // Somebody has put something else there meanwhile.
                Ok(()) if !matches!(target.found(path)?, Some(Found::File(_))) => {
                    return Err(io::ErrorKind::InvalidData.into());
                }
                Ok(()) => continue,
                Err(_) => how = Carried::Copied,
            }
        }
        target.create_new(path)?.write_all(&bytes(file)?)?;
    }
    Ok(how)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Carried, Folder, carry};

    #[test]
    fn what_can_have_no_second_name_is_copied() {
        let dir = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|name| dir.path().join(name));
        fs::create_dir_all(from.join("a")).unwrap();
        fs::create_dir(&to).unwrap();
        let open = || (Folder::open(&from).unwrap(), Folder::open(&to).unwrap());
        fs::write(from.join("a/b.html"), "b").unwrap();
        let (mut source, mut target) = open();
        let read = |path: &str| fs::read(from.join(path));
        let carried = carry(&mut source, &mut target, ["a/b.html"].into_iter(), read);
        assert_eq!(carried.unwrap(), Carried::Linked);
        // As where the file system refuses it: there is none to be linked.
        let files = ["c.html", "a/b.html"].into_iter();
        let carried = carry(&mut source, &mut target, files, |path| Ok(path.into()));
        assert_eq!(carried.unwrap(), Carried::Copied);
        assert_eq!(fs::read(to.join("a/b.html")).unwrap(), b"a/b.html");
        assert_eq!(fs::read(from.join("a/b.html")).unwrap(), b"b");
    }
}
