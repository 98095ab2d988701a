//! Page models and theme to pages. Pure: what is rendered goes to a [`Sink`], wherever that leads;
//! pages are rendered in parallel and handed over one by one, so that a million of them are never
//! held at once.

mod frame;
mod markup;
mod pages;
mod relation;
mod theme;

use std::io::{self, Write};

pub use pages::render;
pub use theme::{Theme, ThemeError};

/// Takes the files of a site. Called from several threads.
pub trait Sink: Sync {
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
