//! Why a query can't be answered, and what ends one of its steps early.

use std::error::Error;
use std::fmt;
use std::io;

use tantivy::TantivyError;

/// Why a query can't be answered: the index is damaged.
#[derive(Debug)]
pub enum SearchError {
    /// The head lacks what opening takes.
    Head,
    /// A piece has another length than the head says, in bytes.
    PieceLength {
        /// What came.
        found: usize,
        /// What the head says.
        expected: usize,
    },
    /// A piece has another checksum than the head says.
    PieceSum,
    /// A step ended for want of pieces, and there are none to ask for.
    Contradiction,
    /// What facets are counted by isn't what the build writes.
    Facets,
    /// A stored result isn't what the build writes.
    Result(serde_json::Error),
    /// A file of the index can't be read.
    Io(io::Error),
    /// tantivy can't read the index.
    Tantivy(TantivyError),
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("the head lacks parts of the index"),
            Self::PieceLength { found, expected } => write!(
                f,
                "a piece of the search index has {found} bytes where {expected} were expected"
            ),
            Self::PieceSum => {
                f.write_str("a piece of the search index holds something else than it did")
            }
            Self::Contradiction => f.write_str("the search index contradicts itself"),
            Self::Facets => f.write_str("the facets of the search index can't be read"),
            Self::Result(_) => f.write_str("a result of the search index can't be read"),
            Self::Io(error) => write!(f, "the search index can't be read: {error}"),
            Self::Tantivy(error) => write!(f, "the search index can't be read: {error}"),
        }
    }
}

impl Error for SearchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Head
            | Self::PieceLength { .. }
            | Self::PieceSum
            | Self::Contradiction
            | Self::Facets => None,
            Self::Result(error) => Some(error),
            Self::Io(error) => Some(error),
            Self::Tantivy(error) => Some(error),
        }
    }
}

/// What ends a step early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Pieces are missing; which ones has been noted.
    Missing,
    /// The index can't be used.
    Failed(SearchError),
}

impl From<SearchError> for Stop {
    fn from(error: SearchError) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock => Self::Missing,
            _ => Self::Failed(SearchError::Io(error)),
        }
    }
}

impl From<TantivyError> for Stop {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::IoError(error) => io::Error::new(error.kind(), error).into(),
            other => Self::Failed(SearchError::Tantivy(other)),
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::io;
    use std::sync::Arc;

    use tantivy::TantivyError;

    use super::{SearchError, Stop};

    #[test]
    fn a_cause_is_kept_and_told() {
        let cause = || io::Error::from(io::ErrorKind::UnexpectedEof);
        for stop in [
            Stop::from(cause()),
            Stop::from(TantivyError::IoError(Arc::new(cause()))),
        ] {
            let Stop::Failed(error) = stop else {
                panic!("no piece is missing");
            };
            assert_eq!(
                error.to_string(),
                "the search index can't be read: unexpected end of file"
            );
            let source = error.source().unwrap();
            let source: &io::Error = source.downcast_ref().unwrap();
            assert_eq!(source.kind(), io::ErrorKind::UnexpectedEof);
        }
        let stop = Stop::from(TantivyError::InternalError("no".to_owned()));
        assert!(matches!(stop, Stop::Failed(SearchError::Tantivy(_))));
    }

    #[test]
    fn a_missing_piece_is_no_failure() {
        let missing = || io::Error::from(io::ErrorKind::WouldBlock);
        let stop = Stop::from(TantivyError::IoError(Arc::new(missing())));
        assert!(matches!(stop, Stop::Missing));
        assert!(matches!(Stop::from(missing()), Stop::Missing));
    }
}
