//! Why a query can't be answered, and what ends one of its steps early.

use std::fmt;
use std::io;

use tantivy::TantivyError;

/// Why a query can't be answered.
#[derive(Debug)]
pub struct SearchError(pub(crate) String);

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SearchError {}

/// What ends a step early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Pieces are missing; which ones has been noted.
    Missing,
    /// The index can't be used.
    Failed(SearchError),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::WouldBlock {
            return Self::Missing;
        }
        Self::Failed(SearchError(format!(
            "damaged: the search index can't be read: {error}"
        )))
    }
}

impl From<TantivyError> for Stop {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::IoError(e) => io::Error::new(e.kind(), e.to_string()).into(),
            other => Self::Failed(SearchError(format!(
                "damaged: the search index can't be read: {other}"
            ))),
        }
    }
}

/// What a read gave; nothing where a piece is missing, which has been noted.
pub(crate) fn soft<T>(read: io::Result<T>) -> Result<Option<T>, Stop> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(Stop::from(error)),
    }
}
