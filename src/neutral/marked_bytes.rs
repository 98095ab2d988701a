//! Bytes of a text that have to be looked at, as most texts have none: what a format reads as its own, and
//! what characters that act begin with.

/// The bytes that characters which [`super::acts`] begin with: controls but tab and line feed, and those of
/// U+0080, U+061C, U+2000, U+F000, and beyond U+FFFF.
const ACTING: [bool; 256] = {
    let mut marks = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        marks[control] = !matches!(control as u8, b'\t' | b'\n');
        control += 1;
    }
    marks[0x7f] = true;
    let beginnings = [0xc2, 0xd8, 0xe2, 0xef, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4];
    let mut next = 0;
    while next < beginnings.len() {
        marks[beginnings[next]] = true;
        next += 1;
    }
    marks
};

/// Those bytes, and `own` ones of a format. [`first`] finds no more of them than its comparisons do.
pub(crate) const fn marks(own: &[u8]) -> [bool; 256] {
    let mut marks = ACTING;
    let mut next = 0;
    while next < own.len() {
        assert!(is_suspect(own[next]));
        marks[own[next] as usize] = true;
        next += 1;
    }
    marks
}

/// Where the first byte is that is marked. Most texts have none: a branch for sixteen bytes.
#[inline]
pub(crate) fn first(bytes: &[u8], marks: &[bool; 256]) -> Option<usize> {
    let is_marked = |byte: &u8| marks[usize::from(*byte)];
    let (pieces, rest) = bytes.as_chunks::<16>();
    for (n, piece) in pieces.iter().enumerate() {
        if has_suspect(piece)
            && let Some(at) = piece.iter().position(is_marked)
        {
            return Some(n * 16 + at);
        }
    }
    // The last bytes are looked at together with some before them.
    let last = bytes.last_chunk().copied().or_else(|| two_halves(rest));
    if last.is_some_and(|last| !has_suspect(&last)) {
        return None;
    }
    let at = rest.iter().position(is_marked)?;
    Some(bytes.len() - rest.len() + at)
}

/// The first eight bytes and the last eight, which may be some of the same.
#[inline]
fn two_halves(bytes: &[u8]) -> Option<[u8; 16]> {
    let mut halves = [0; 16];
    halves[..8].copy_from_slice(bytes.first_chunk::<8>()?);
    halves[8..].copy_from_slice(bytes.last_chunk::<8>()?);
    Some(halves)
}

/// Whether a byte may be marked.
const fn is_suspect(byte: u8) -> bool {
    byte.cast_signed() < 0x20
        || byte == 0x7f
        || byte == b'"'
        || byte == b'\\'
        || byte | 1 == b'\''
        || byte | 2 == b'>'
}

/// Whether one of the bytes may be marked. A processor makes each comparison for all of them at once,
/// where it has a loop of its own.
#[inline]
fn has_suspect(piece: &[u8; 16]) -> bool {
    let mut any = 0;
    for byte in piece {
        // Controls, and all beyond ASCII.
        any |= u8::from(byte.cast_signed() < 0x20);
    }
    for byte in piece {
        any |= u8::from(*byte == 0x7f);
    }
    for byte in piece {
        any |= u8::from(*byte == b'"');
    }
    for byte in piece {
        any |= u8::from(*byte == b'\\');
    }
    for byte in piece {
        // `&` and `'`.
        any |= u8::from(*byte | 1 == b'\'');
    }
    for byte in piece {
        // `<` and `>`.
        any |= u8::from(*byte | 2 == b'>');
    }
    any != 0
}

#[cfg(test)]
mod tests {
    use super::{first, has_suspect, is_suspect, marks};

    #[test]
    fn each_byte_is_found_wherever_it_stands() {
        let marks = marks(b"\"\\&'<>\t\n");
        for byte in 0..=u8::MAX {
            assert_eq!(has_suspect(&[byte; 16]), is_suspect(byte), "{byte}");
            for len in 1..40 {
                for at in 0..len {
                    let mut bytes = vec![b'a'; len];
                    bytes[at] = byte;
                    let expected = marks[usize::from(byte)].then_some(at);
                    assert_eq!(first(&bytes, &marks), expected, "{byte} at {at} of {len}");
                }
            }
        }
    }
}
