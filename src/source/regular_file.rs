//! Opening a file of the mesh root: it must be a regular one and lie within the root, also when
//! something was put in its place since the walk.

use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Opens a regular file within `root`; both paths are real ones.
pub(super) fn open(root: &Path, full: &Path) -> io::Result<File> {
    // Looked at before it is opened: opening a device can do something.
    let meta = std::fs::symlink_metadata(full)?;
    if !meta.is_file() {
        return Err(not_regular(meta.file_type()));
    }
    let file = options().open(full)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(not_regular(meta.file_type()));
    }
    if place(&file, full)?.starts_with(root) {
        Ok(file)
    } else {
        Err(io::Error::other("it leads out of the mesh root"))
    }
}

fn not_regular(kind: FileType) -> io::Error {
    io::Error::other(format!("it is {}, not a file", name(kind)))
}

/// What something is that isn't a regular file.
pub(super) fn name(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a named pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else {
        "something else"
    }
}

/// A pipe put in place of the file would wait for its writer, a link would be followed.
#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let mut options = OpenOptions::new();
    // No flag has the highest bit.
    options
        .read(true)
        .custom_flags(i32::try_from(flags).unwrap_or_default());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

/// Where an open file lies, whatever folders were swapped on the way to it.
fn place(file: &File, full: &Path) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        use std::os::fd::AsRawFd;
        // Where /proc isn't mounted, the path is resolved once more.
        if let Ok(real) = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())) {
            return Ok(real);
        }
    }
    let _ = file; // known by its path alone elsewhere
    std::fs::canonicalize(full)
}
