//! Who may do what with a site: the mode, owner and group of its files and folders stay as they
//! were when they are replaced. Lists of access and labels of the system's own aren't copied.

use std::fs::Metadata;

#[cfg(unix)]
use rustix::fs::{Gid, Mode, RawMode, Uid, fchmod, fchown};

/// Mode, owner and group of a file or folder. On other systems than Unix all are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Access {
    mode: u32,
    owner: u32,
    group: u32,
}

impl Access {
    #[cfg(unix)]
    pub(super) fn of(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            mode: meta.mode() & 0o7777,
            owner: meta.uid(),
            group: meta.gid(),
        }
    }

    #[cfg(unix)]
    #[allow(
        clippy::useless_conversion,
        reason = "the type of modes differs from system to system"
    )]
    pub(super) fn of_stat(stat: &rustix::fs::Stat) -> Self {
        Self {
            mode: u32::from(stat.st_mode) & 0o7777,
            owner: stat.st_uid,
            group: stat.st_gid,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Self {
        Self {
            mode: 0o700,
            owner: 0,
            group: 0,
        }
    }

    /// What a folder has while a site is written to it: nobody else can put anything in, and what
    /// is made in it inherits the group as it did.
    pub(super) fn private(self) -> Self {
        Self {
            mode: (self.mode & 0o7000) | 0o700,
            ..self
        }
    }

    /// What a folder gets: whoever builds must be able to write there the next time.
    pub(super) fn of_folder(self) -> Self {
        Self {
            mode: self.mode | 0o700,
            ..self
        }
    }

    /// What a new folder gets below `top`: no right that the top doesn't give, and its owner.
    pub(super) fn within(self, top: Self) -> Self {
        Self {
            mode: (self.mode & (top.mode | 0o7000)) | 0o700,
            ..top
        }
    }

    /// Gives it to an open file or folder. The owner stays ours where the system doesn't let us
    /// give things away; that is no error.
    #[cfg(unix)]
    pub(super) fn give(self, to: &impl std::os::fd::AsFd) -> std::io::Result<()> {
        let now = rustix::fs::fstat(to)?;
        let (owner, group) = (Uid::from_raw(self.owner), Gid::from_raw(self.group));
        if (now.st_uid, now.st_gid) != (self.owner, self.group)
            && fchown(to, Some(owner), Some(group)).is_err()
            && now.st_gid != self.group
        {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "an owner is kept where that is permitted; not every group is ours"
            )]
            let _ = fchown(to, None, Some(group));
        }
        // After the owner, since a change of it takes bits away.
        fchmod(to, Mode::from_raw_mode(self.mode as RawMode))?;
        Ok(())
    }
}
