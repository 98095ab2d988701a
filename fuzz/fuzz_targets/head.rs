//! Any bytes as the head of a published search index: read or refused, never a panic, and what was
//! read is written back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use search_core::Head;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(head) = Head::decode(bytes.to_vec()) {
        for piece in 0..64 {
            let _ = head.piece(piece).map(search_core::Piece::name);
        }
        let again = head.encode().expect("text");
        assert!(Head::decode(again).is_ok());
    }
});
