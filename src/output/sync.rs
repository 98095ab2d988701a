//! To the disk: a site that takes the place of another is on it before, so that a machine that loses
//! power comes back with one of the two. A preview, which is made anew each time, waits for no disk.

#[cfg(unix)]
use std::fs::File;
use std::io;
use std::path::Path;

/// Where a site has to be before it takes the place of the former one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk.
    Disk,
    /// Where the operating system holds it.
    Memory,
}

impl Durability {
    /// See [`below`].
    pub(super) fn below(self, folder: &Path, files: &[String]) -> io::Result<()> {
        match self {
            Self::Disk => below(folder, files),
            Self::Memory => Ok(()),
        }
    }

    /// See [`names`].
    pub(super) fn names(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Disk => names(folder),
            Self::Memory => Ok(()),
        }
    }
}

/// Everything below a folder, whose files are named. On Linux that is one call for the file system
/// that the folder is on.
#[cfg(target_os = "linux")]
fn below(folder: &Path, _: &[String]) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(())
}

/// Everything below a folder, whose files are named: one after the other.
#[cfg(all(unix, not(target_os = "linux")))]
fn below(folder: &Path, files: &[String]) -> io::Result<()> {
    let mut last = None;
    for file in files {
        let path = folder.join(file);
        rustix::fs::fsync(File::open(&path)?)?;
        let parent = path.parent().map(Path::to_path_buf);
        if parent != last {
            if let Some(parent) = &parent {
                rustix::fs::fsync(File::open(parent)?)?;
            }
            last = parent;
        }
    }
    names(folder)
}

/// Windows flushes files that are open for writing only; what it holds back it writes within
/// seconds.
#[cfg(not(unix))]
fn below(_: &Path, _: &[String]) -> io::Result<()> {
    Ok(())
}

/// The names in a folder, after something in it was renamed.
#[cfg(unix)]
fn names(folder: &Path) -> io::Result<()> {
    rustix::fs::fsync(File::open(folder)?)?;
    Ok(())
}

#[cfg(not(unix))]
fn names(_: &Path) -> io::Result<()> {
    Ok(())
}
