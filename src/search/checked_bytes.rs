//! Bytes that are kept, with a checksum behind them.

/// Puts the checksum behind them.
pub(super) fn with_sum(bytes: &[u8]) -> Vec<u8> {
    [bytes, &crc32fast::hash(bytes).to_le_bytes()].concat()
}

/// Takes it off; nothing where they aren't what they were.
pub(super) fn without_sum(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let sum = *bytes.last_chunk::<4>()?;
    bytes.truncate(bytes.len() - sum.len());
    (crc32fast::hash(&bytes) == u32::from_le_bytes(sum)).then_some(bytes)
}
