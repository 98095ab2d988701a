//! Opening without following a link, and without waiting for what isn't a file.

use std::fs::OpenOptions;
use std::io;

/// No link at the end of the path is followed, and a pipe isn't waited for.
#[cfg(unix)]
pub(super) fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(flags.bits() as i32)
}

/// Links take a privilege there, and opening one by its own name isn't offered by the library.
#[cfg(not(unix))]
pub(super) fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Whether opening failed since a link, a socket or a folder is there.
#[cfg(unix)]
pub(super) fn is_link_error(error: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::LOOP, Errno::MLINK, Errno::NXIO, Errno::ISDIR]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
pub(super) fn is_link_error(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::IsADirectory
}
