//! Runs of base64 in a text: what stands in them is text as well.

/// Shortest run, in letters; fewer hold a word of twelve letters at most.
const SHORTEST: usize = 16;
/// Fewest letters, digits and signs of a name in a row; what chance makes of a run seldom has so many.
const SHORTEST_NAME: usize = 5;
const PADDING: u8 = 64;
const NONE: u8 = 255;

/// Bits of each letter, of both alphabets.
const BITS: [u8; 256] = {
    let mut bits = [NONE; 256];
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < letters.len() {
        bits[letters[at] as usize] = at as u8;
        at += 1;
    }
    bits[b'-' as usize] = 62;
    bits[b'_' as usize] = 63;
    bits[b'=' as usize] = PADDING;
    bits
};

/// Hands over what each run decodes to. Where in the run a text begins isn't known, so it is decoded
/// from its first four letters on each.
pub(super) fn each(text: &[u8], mut each: impl FnMut(&[u8])) {
    let is_letter = |byte: &u8| BITS[*byte as usize] < PADDING;
    let mut probe = 0;
    let mut decoded = Vec::new();
    // A run holds at least one place that is a multiple of its least length.
    while let Some(byte) = text.get(probe) {
        if !is_letter(byte) {
            probe += SHORTEST;
            continue;
        }
        let before = text[..probe].iter().rev().take_while(|b| is_letter(b));
        let start = probe - before.count();
        let after = text[probe..].iter().take_while(|b| is_letter(b));
        let end = probe + after.count();
        let run = &text[start..end];
        if run.len() >= SHORTEST && is_mixed(run) {
            for offset in 0..4 {
                decode(&run[offset..], &mut decoded);
                if has_name(&decoded) {
                    each(&decoded);
                }
            }
        }
        probe = end - end % SHORTEST + SHORTEST;
    }
}

/// Words, paths and digits of hashes have letters of one case.
fn is_mixed(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_uppercase) && run.iter().any(u8::is_ascii_lowercase)
}

/// Whether a name may stand in decoded bytes. Characters beyond ASCII count where they are whole.
fn has_name(bytes: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:/`".contains(byte);
    let mut ascii = bytes.split(|byte| !is_part(byte));
    ascii.any(|run| run.len() >= SHORTEST_NAME) || bytes.utf8_chunks().any(|c| c.valid().len() >= 8)
}

fn decode(run: &[u8], out: &mut Vec<u8>) {
    out.clear();
    for four in run.chunks(4) {
        let mut bits = 0_u32;
        for letter in four {
            bits = bits << 6 | u32::from(BITS[*letter as usize]);
        }
        bits <<= 6 * (4 - four.len());
        let bytes = bits.to_be_bytes();
        out.extend_from_slice(&bytes[1..four.len().max(1)]);
    }
}

#[cfg(test)]
mod tests {
    fn texts(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        super::each(text.as_bytes(), |decoded| {
            all.push(String::from_utf8_lossy(decoded).into_owned());
        });
        all
    }

    #[test]
    fn runs_are_decoded_wherever_they_begin() {
        // `select * from p.d.orders`
        let run = "c2VsZWN0ICogZnJvbSBwLmQub3JkZXJz";
        for text in [
            format!("data:;base64,{run}=="),
            format!("/x/{run}/y"),
            format!("\"{run}\""),
            format!("x{run}"),
        ] {
            let found = texts(&text).iter().any(|t| t.contains("from p.d.orders"));
            assert!(found, "{text}");
        }
    }

    #[test]
    fn other_texts_are_let_be() {
        for text in [
            "views/sales/orders_of_all_customers",
            "0123456789abcdef0123456789abcdef",
            "short",
            "",
        ] {
            assert!(texts(text).is_empty(), "{text}");
        }
    }
}
