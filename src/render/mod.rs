//! Page models and theme to pages: templates, and frames for what `crate::html` draws. Pure: what is
//! rendered goes to a [`Sink`], wherever that leads; pages are rendered in parallel and handed over one
//! by one, so that a million of them are never held at once.

mod former;
mod frame;
mod link_sink;
mod plain_address;
mod problem;
mod site_files;
mod tag_attribute;
#[cfg(test)]
mod tests;
mod theme;

use std::io::{self, Write};

pub(crate) use former::former;
pub(crate) use link_sink::LinkSink;
pub(crate) use problem::{Problem, ThemeError};
pub(crate) use site_files::render;
pub(crate) use theme::{Template, Theme, check, is_own_asset};

/// Takes the files of a site. Called from several threads.
pub(crate) trait Sink: Sync {
    /// Takes a whole file; `path` is site-relative, with `/`.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Opens a file that is written bit by bit.
    ///
    /// # Errors
    /// As what lies behind it says.
    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>>;
}
