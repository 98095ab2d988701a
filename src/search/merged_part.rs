//! The words of a part of all documents, as the files of an index have them: what needn't be merged
//! again while they and the order of documents stay as they are.
//!
//! A list of fields, in their order: number, and the field's own stretch of dictionary, postings and
//! positions, each behind its length. No stretch says where in its file it stands.

use super::checked_bytes::{with_sum, without_sum};
use super::run::{RunError, push_bytes, push_number};

/// All fields of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MergedPart(Vec<u8>);

/// What a field has in dictionary, postings and positions.
pub(super) type Stretches<'a> = [&'a [u8]; 3];

impl MergedPart {
    /// Adds a field behind the others.
    pub(super) fn push(&mut self, field: u32, stretches: Stretches<'_>) {
        push_number(&mut self.0, field.into());
        for bytes in stretches {
            push_bytes(&mut self.0, bytes);
        }
    }

    /// A part that was kept, where it still is what it was.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        without_sum(bytes).map(Self)
    }

    /// As it is kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        with_sum(&self.0)
    }

    /// Its fields, in their order.
    pub(super) fn fields(&self) -> Result<Vec<(u32, Stretches<'_>)>, RunError> {
        let (mut rest, mut fields) = (self.0.as_slice(), Vec::new());
        while !rest.is_empty() {
            let read = postcard::take_from_bytes::<(u32, &[u8], &[u8], &[u8])>(rest);
            let ((field, dictionary, postings, positions), behind) =
                read.map_err(|_| RunError::Malformed)?;
            fields.push((field, [dictionary, postings, positions]));
            rest = behind;
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::MergedPart;

    #[test]
    fn what_is_kept_is_read_again() {
        let mut part = MergedPart::default();
        part.push(3, [b"a", b"", &[7; 200]]);
        part.push(1, [b"", b"b", b"c"]);
        let kept = MergedPart::of_bytes(part.to_bytes()).unwrap();
        assert_eq!(
            kept.fields().unwrap(),
            [
                (3, [&b"a"[..], b"", &[7; 200]]),
                (1, [&b""[..], b"b", b"c"])
            ]
        );
        let mut damaged = part.to_bytes();
        damaged[1] ^= 1;
        assert_eq!(MergedPart::of_bytes(damaged), None);
    }
}
