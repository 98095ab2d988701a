//! One number a document, bit-packed: a byte with the width, then the numbers.

use std::io;

use tantivy::directory::OwnedBytes;
use tantivy_bitpacker::{BitPacker, BitUnpacker, compute_num_bits};

/// Numbers of all documents.
#[derive(Clone)]
pub(crate) struct Numbers {
    unpacker: BitUnpacker,
    bytes: OwnedBytes,
    count: usize,
}

impl Numbers {
    /// Nothing where the file is cut off.
    pub(crate) fn decode(bytes: &OwnedBytes, count: u32) -> Option<Self> {
        let width = *bytes.first()?;
        let count = count as usize;
        let whole = 1 + (count * usize::from(width)).div_ceil(8);
        if width > 32 || bytes.len() < whole {
            return None;
        }
        Some(Self {
            unpacker: BitUnpacker::new(width),
            bytes: bytes.slice(1..bytes.len()),
            count,
        })
    }

    /// The number of a document; 0 beyond the last.
    pub(crate) fn get(&self, doc: u32) -> u32 {
        if doc as usize >= self.count {
            return 0;
        }
        u32::try_from(self.unpacker.get(doc, &self.bytes)).unwrap_or(u32::MAX)
    }

    /// As it is published.
    pub(crate) fn encode(numbers: &[u32]) -> io::Result<Vec<u8>> {
        let width = compute_num_bits(numbers.iter().copied().max().unwrap_or(0).into());
        let mut out = vec![width];
        let mut packer = BitPacker::new();
        for number in numbers {
            packer.write(u64::from(*number), width, &mut out)?;
        }
        packer.close(&mut out)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reads_what_it_wrote(numbers in proptest::collection::vec(any::<u32>(), 0..200), shift in 0_u32..32) {
            let numbers: Vec<u32> = numbers.iter().map(|n| n >> shift).collect();
            let count = u32::try_from(numbers.len()).expect("few");
            let bytes = OwnedBytes::new(Numbers::encode(&numbers).expect("memory"));
            let read = Numbers::decode(&bytes, count).expect("whole");
            for (doc, number) in (0..).zip(&numbers) {
                prop_assert_eq!(read.get(doc), *number);
            }
            prop_assert_eq!(read.get(count), 0);
            prop_assert!(Numbers::decode(&bytes.slice(0..bytes.len() / 2), count + 64 * 8).is_none());
        }
    }
}
