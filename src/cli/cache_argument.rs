//! Arguments about what is kept from run to run.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::outcome::Failure;
use crate::cache::{beside, real_place};
use crate::pipeline::{CacheUse, Share};

/// What of former runs may serve again.
#[derive(Debug, Args)]
pub(super) struct CacheArg {
    /// Read everything anew, and keep nothing for the next run.
    #[arg(long)]
    no_cache: bool,
    /// Folder that holds what was read and needn't be read again; it may be deleted at any time. It is
    /// `.vitrina-cache` beside the output folder unless it is given.
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache: Option<PathBuf>,
    /// How input files are known again: by what the file system tells of them, or by their content. The
    /// latter is the default where the environment has `CI`.
    #[arg(long, value_enum, value_name = "HOW")]
    verify_inputs: Option<Verify>,
}

/// How a file is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verify {
    /// By size, times and number, where those can be relied on.
    Stat,
    /// By reading it.
    Content,
}

/// A folder, and how to use it.
pub(super) struct Cache {
    folder: PathBuf,
    make: bool,
    by_content: bool,
}

/// How sure a build is to be of what serves again.
#[derive(Debug, Args)]
pub(super) struct VerifyCacheArg {
    /// Make so many of the pages that are kept anew, one at least, and compare: where one differs the
    /// cache is discarded, all is built anew, and the exit status is 2. Each build looks at others.
    #[arg(long, value_name = "N%", value_parser = share, conflicts_with = "no_cache")]
    verify_cache: Option<Share>,
}

impl VerifyCacheArg {
    pub(super) const fn share(&self) -> Option<Share> {
        self.verify_cache
    }
}

fn share(text: &str) -> Result<Share, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let share = number.parse().ok().and_then(Share::percent);
    share.ok_or_else(|| "a percentage above 0 and up to 100 is expected, as 5%".to_owned())
}

impl Cache {
    pub(super) fn used(&self) -> CacheUse<'_> {
        CacheUse {
            folder: &self.folder,
            make: self.make,
            by_content: self.by_content,
            looked_at_again: None,
        }
    }
}

impl CacheArg {
    /// The folder for what is written to `out`.
    pub(super) fn of_output(&self, out: &Path) -> Result<Option<Cache>, Failure> {
        let folder = self.cache.clone().unwrap_or_else(|| beside(out));
        if !self.no_cache && real_place(&folder).starts_with(real_place(out)) {
            let message = format!(
                "the cache `{}` would lie in the output folder",
                folder.display()
            );
            return Err(Failure::Said(
                message,
                "name another folder with --cache".into(),
            ));
        }
        Ok(self.in_folder(folder, true))
    }

    /// The folder for what writes nothing: the one that a build made, or one that is asked for.
    pub(super) fn of_reading(&self, usual_out: &Path) -> Option<Cache> {
        match &self.cache {
            Some(folder) => self.in_folder(folder.clone(), true),
            None => self.in_folder(beside(usual_out), false),
        }
    }

    fn in_folder(&self, folder: PathBuf, make: bool) -> Option<Cache> {
        let in_ci = || std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
        let by_content = self
            .verify_inputs
            .map_or_else(in_ci, |how| how == Verify::Content);
        (!self.no_cache).then_some(Cache {
            folder,
            make,
            by_content,
        })
    }
}
