//! The words of a part of a few documents and where they stand: what of an index needn't be made
//! again while those documents stay as they are.
//!
//! A run is a list of fields, in their order: number, tokens, length of the words, words. A word is
//! its length and bytes, and the length and bytes of its numbers: for every document that has it how
//! many lie between that one and the one before; where positions are kept, also how often it has it
//! and how far each place is from the one before. Numbers are postcard's. A checksum ends what is kept.

use std::fmt;

use tantivy::TantivyError;

use super::checked_bytes::{with_sum, without_sum};

/// Words of some documents, which are numbered from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run(Vec<u8>);

/// A field of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldRun<'a> {
    pub field: u32,
    /// Words with their repetitions.
    pub tokens: u64,
    pub words: Words<'a>,
}

/// Words of a field, sorted, each with its numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a>(&'a [u8]);

/// Numbers, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a>(&'a [u8]);

/// Why an index can't be put together.
#[derive(Debug)]
pub(super) enum RunError {
    /// A run isn't what was written.
    Malformed,
    /// tantivy can't write.
    Tantivy(TantivyError),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("a part of the search index that was kept is damaged"),
            Self::Tantivy(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

impl From<TantivyError> for RunError {
    fn from(error: TantivyError) -> Self {
        Self::Tantivy(error)
    }
}

impl From<serde_json::Error> for RunError {
    fn from(error: serde_json::Error) -> Self {
        Self::Tantivy(error.into())
    }
}

impl From<std::io::Error> for RunError {
    fn from(error: std::io::Error) -> Self {
        Self::Tantivy(error.into())
    }
}

impl Run {
    /// An empty run.
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a field behind the others; `words` are written by [`push_word`].
    pub(super) fn push(&mut self, field: u32, tokens: u64, words: &[u8]) {
        push_number(&mut self.0, field.into());
        push_number(&mut self.0, tokens);
        push_bytes(&mut self.0, words);
    }

    /// A run that was kept, where it still is what it was.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        without_sum(bytes).map(Self)
    }

    /// As it is kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        with_sum(&self.0)
    }

    /// Its fields, in their order.
    pub(super) fn fields(&self) -> Result<Vec<FieldRun<'_>>, RunError> {
        let (mut rest, mut fields) = (self.0.as_slice(), Vec::new());
        while !rest.is_empty() {
            let read = postcard::take_from_bytes::<(u32, u64, &[u8])>(rest);
            let ((field, tokens, words), behind) = read.map_err(|_| RunError::Malformed)?;
            fields.push(FieldRun {
                field,
                tokens,
                words: Words(words),
            });
            rest = behind;
        }
        Ok(fields)
    }
}

impl<'a> Words<'a> {
    /// The next word; nothing behind the last.
    pub(super) fn next_word(&mut self) -> Result<Option<(&'a [u8], Numbers<'a>)>, RunError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let read = postcard::take_from_bytes::<(&[u8], &[u8])>(self.0);
        let ((word, numbers), behind) = read.map_err(|_| RunError::Malformed)?;
        self.0 = behind;
        Ok(Some((word, Numbers(numbers))))
    }
}

impl Numbers<'_> {
    /// Whether all were read.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next number.
    pub(super) fn next_number(&mut self) -> Result<u32, RunError> {
        let read = postcard::take_from_bytes::<u32>(self.0);
        let (number, behind) = read.map_err(|_| RunError::Malformed)?;
        self.0 = behind;
        Ok(number)
    }
}

/// Writes a word with its numbers.
pub(super) fn push_word(out: &mut Vec<u8>, word: &[u8], numbers: &[u8]) {
    push_bytes(out, word);
    push_bytes(out, numbers);
}

/// Writes bytes behind their number.
pub(super) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Writes a number as postcard does: seven bits a byte, the low ones first.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, push_number, push_word};

    #[test]
    fn numbers_are_those_of_postcard() {
        for number in [0, 1, 127, 128, 300, 1 << 20, u64::MAX] {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(postcard::to_allocvec(&number).unwrap(), out);
        }
    }

    #[test]
    fn what_is_damaged_is_no_run() {
        let mut words = Vec::new();
        push_word(&mut words, b"a", &[0, 1]);
        push_word(&mut words, b"b", &[1]);
        let mut run = Run::new();
        run.push(3, 2, &words);
        let whole = run.to_bytes();
        assert_eq!(Run::of_bytes(whole.clone()), Some(run));
        for at in 0..whole.len() {
            assert_eq!(Run::of_bytes(whole[..at].to_vec()), None, "{at}");
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert_eq!(Run::of_bytes(changed), None, "{at}");
        }
    }
}
