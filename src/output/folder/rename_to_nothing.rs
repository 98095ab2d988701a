//! A file gets a name that nothing has yet.

use std::ffi::OsStr;
use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{AtFlags, renameat, statat};
use rustix::io::Errno;

#[cfg(target_os = "linux")]
pub(super) fn rename_to_nothing(
    from: BorrowedFd<'_>,
    name: &OsStr,
    to: BorrowedFd<'_>,
    target: &OsStr,
) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    match renameat_with(from, name, to, target, RenameFlags::NOREPLACE) {
        // Not every file system knows it.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        other => return Ok(other?),
    }
    look_then_rename(from, name, to, target)
}

#[cfg(not(target_os = "linux"))]
pub(super) use look_then_rename as rename_to_nothing;

pub(super) fn look_then_rename(
    from: BorrowedFd<'_>,
    name: &OsStr,
    to: BorrowedFd<'_>,
    target: &OsStr,
) -> io::Result<()> {
    match statat(to, target, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(Errno::NOENT) => Ok(renameat(from, name, to, target)?),
        Err(error) => Err(error.into()),
    }
}
