//! Page models and theme to pages: templates, and frames for what `crate::html` draws. Pure: what is
//! rendered goes to a [`Sink`], wherever that leads; pages are rendered in parallel and handed over one
//! by one, so that a million of them are never held at once.

mod api_lines;
mod former;
mod frame;
mod line_stream;
mod link_sink;
mod look_again;
mod noted_links;
mod page_maker;
mod plain_address;
mod problem;
mod reuse;
mod site_files;
mod tag_attribute;
#[cfg(test)]
mod tests;
mod theme;

use std::io::{self, Write};

use rustc_hash::FxHashSet;

use crate::traces::{KeptLinks, PageLinks};

pub(crate) use api_lines::put_line_files;
pub(crate) use former::former;
pub(crate) use link_sink::LinkSink;
pub(crate) use look_again::{LookedAgain, Sample, Share, look_again};
pub(crate) use problem::{Problem, ThemeError};
pub(crate) use reuse::Reuse;
pub(crate) use site_files::render;
pub(crate) use theme::{Template, Theme, check, is_own_asset};

/// Takes the files of a site. Called from several threads.
pub(crate) trait Sink: Sync {
    /// Takes a whole file; `path` is site-relative, with `/`.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Takes a page that the next build may keep, and gives what has to be looked at of it then. `read`
    /// are hashes of the addresses of assets that it surely links to while it is kept.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn put_page(&self, path: &str, bytes: &[u8], read: &FxHashSet<u64>) -> io::Result<PageLinks> {
        let _ = read;
        self.put(path, bytes)?;
        Ok(PageLinks::default())
    }

    /// Keeps a page as the former build left it, with what was looked at of it; or says that it can't
    /// be kept.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn keep_page(&self, path: &str, links: KeptLinks<'_>) -> io::Result<bool> {
        let _ = links;
        Ok(self.keep(path).is_ok())
    }

    /// Opens a file that is written bit by bit.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>>;

    /// Says that a file is as the site before has it, so that nobody has to make it.
    ///
    /// # Errors
    /// Where that site hasn't the file, or somebody has changed it since: then it has to be put.
    fn keep(&self, _path: &str) -> io::Result<()> {
        Err(io::ErrorKind::NotFound.into())
    }

    /// Says so of several files: all of them are kept, or none is.
    ///
    /// # Errors
    /// Where one of them can't be kept.
    fn keep_all(&self, _paths: &[&str]) -> io::Result<()> {
        Err(io::ErrorKind::NotFound.into())
    }

    /// The bytes of a file of the site before.
    ///
    /// # Errors
    /// Where that site hasn't the file, or somebody has changed it since.
    fn former_bytes(&self, _path: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }
}
