//! What a look at the bytes of a text tells of it.

use memchr::memchr_iter;

use super::tokens::SHORTEST;

/// Bytes without which there is nothing to look for, a bit for each kind. All texts are asked, so that
/// this counts: one pass without branches, and most end here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs(u8);

pub(super) const AT: u8 = 1;
pub(super) const EQUALS: u8 = 1 << 1;
pub(super) const COLON: u8 = 1 << 2;
pub(super) const QUERY: u8 = 1 << 3;
pub(super) const DASH: u8 = 1 << 4;
/// Tokens hold one.
pub(super) const DIGIT: u8 = 1 << 5;
/// Signs may be written otherwise.
pub(super) const ESCAPE: u8 = 1 << 6;

/// The kind of each byte.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'@' => AT,
            b'=' => EQUALS,
            b':' => COLON,
            b'?' | b'#' => QUERY,
            b'-' => DASH,
            b'0'..=b'9' => DIGIT,
            b'%' | b'\\' | b'&' => ESCAPE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        let kinds = text.bytes().map(|byte| KINDS[usize::from(byte)]);
        Self(kinds.fold(0, |all, kind| all | kind))
    }

    pub(super) fn has(self, kind: u8) -> bool {
        self.0 & kind != 0
    }

    /// Whether no secret and no address of a person can stand in a text of so many bytes.
    pub(super) fn tell_nothing(self, length: usize) -> bool {
        !self.has(AT | EQUALS | COLON | ESCAPE) && (length < SHORTEST || !self.has(DIGIT | DASH))
    }

    /// A private key in PEM begins with five dashes.
    pub(super) fn is_key(self, text: &str) -> bool {
        // Single dashes stand in many names.
        let bytes = text.as_bytes();
        self.has(DASH)
            && memchr_iter(b'-', bytes).any(|at| bytes.get(at + 1) == Some(&b'-'))
            && text.contains("-----BEGIN")
    }
}
