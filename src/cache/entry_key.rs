//! Keys of what is kept: hashes of everything that it was made of.

use std::io::{self, Read};

/// What an entry is known by.
pub(crate) type Key = [u8; 16];

/// Makes a key of parts; where one ends and the next begins is a part of it.
#[derive(Clone)]
pub(crate) struct KeyHasher(blake3::Hasher);

impl KeyHasher {
    /// Of a kind of entries, which no other kind is confused with.
    #[must_use]
    pub(crate) fn new(kind: &str) -> Self {
        Self(blake3::Hasher::new()).bytes(kind.as_bytes())
    }

    /// With one more part.
    #[must_use]
    pub(crate) fn bytes(mut self, part: &[u8]) -> Self {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The key.
    #[must_use]
    pub(crate) fn key(&self) -> Key {
        short(&self.0)
    }
}

/// A hash of all that a file holds, and how long it is.
///
/// # Errors
/// As the file says.
pub(crate) fn hash_of(mut file: impl Read) -> io::Result<(Key, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 18];
    let mut length = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((short(&hasher), length)),
            Ok(read) => {
                length += read as u64;
                hasher.update(buffer.get(..read).unwrap_or_default());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What a part of a file is checked against.
pub(super) fn checksum(parts: &[&[u8]]) -> Key {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    short(&hasher)
}

fn short(hasher: &blake3::Hasher) -> Key {
    let mut key = Key::default();
    hasher.finalize_xof().fill(&mut key);
    key
}
