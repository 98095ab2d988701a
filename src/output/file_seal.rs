//! What a file holds, in few bytes: its size and a hash of its content. Records have it, so that a
//! build can tell which of its files are those that are published already.
//!
//! Each byte of a cold build is hashed, and BLAKE3, which is made for more, takes 5 % of all its
//! instructions for that, XXH3 0.5 %. It keeps nobody from making two texts of one hash. So new bytes
//! are compared with those on disk before they are taken for the same, and the hash of a file that is
//! there is asked only whether it is still the one that was left.

use std::fmt::{self, Display, Formatter, Write as _};

use twox_hash::XxHash3_128;

/// A hash of a file's content.
pub(crate) type ContentHash = [u8; 16];

/// Size and hash of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) hash: ContentHash,
    pub(super) size: u64,
}

/// What a line of a record with a seal begins with. It is a comment to versions that know none.
const MARK: &str = "#=";

impl Seal {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            hash: XxHash3_128::oneshot(bytes).to_be_bytes(),
            size: bytes.len() as u64,
        }
    }

    /// Of a line of a record; nothing where that is anything else.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (hash, size) = line.strip_prefix(MARK)?.split_once(' ')?;
        if hash.len() != 32 || !size.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(hash.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Some(Self {
            hash: bytes,
            size: size.parse().ok()?,
        })
    }
}

impl Display for Seal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const DIGITS: [char; 16] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
        ];
        f.write_str(MARK)?;
        for byte in self.hash {
            for half in [byte >> 4, byte & 15] {
                f.write_char(DIGITS.get(usize::from(half)).copied().unwrap_or('0'))?;
            }
        }
        write!(f, " {}", self.size)
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// A seal in the making, of what comes bit by bit.
#[derive(Default)]
pub(super) struct Sealing {
    hasher: XxHash3_128,
    size: u64,
}

impl Sealing {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
        self.size += bytes.len() as u64;
    }

    pub(super) fn seal(&self) -> Seal {
        Seal {
            hash: self.hasher.finish_128().to_be_bytes(),
            size: self.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Seal, Sealing};

    #[test]
    fn a_line_says_what_a_file_holds() {
        let seal = Seal::of(b"a page");
        let line = seal.to_string();
        assert_eq!(line, "#=20d408ffafbb135f66a3ef0757377cd9 6");
        assert_eq!(Seal::parse(&line), Some(seal));
        let mut sealing = Sealing::default();
        sealing.add(b"a ");
        sealing.add(b"page");
        assert_eq!(sealing.seal(), seal);
    }

    #[test]
    fn what_is_no_seal_is_none() {
        let hash = "00112233445566778899aabbccddeeff";
        assert!(Seal::parse(&format!("#={hash} 18446744073709551615")).is_some());
        for line in [
            format!("#={hash} 18446744073709551616"),
            format!("#={hash} +1"),
            format!("#={hash} "),
            format!("#={hash}"),
            format!("#= {hash} 1"),
            format!("# {hash} 1"),
            format!("#={} 1", hash.to_uppercase()),
            format!("#={}é 1", &hash[..30]),
            format!("#={}ä1 1", &hash[..29]),
            format!("#={hash}0 1"),
            format!("{hash} 1"),
            String::new(),
        ] {
            assert_eq!(Seal::parse(&line), None, "{line:?}");
        }
    }
}
