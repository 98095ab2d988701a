//! One number for all statements that differ in their literals only.

use super::Dialect;
use super::lexer::{self, Kind};

/// A hash of the statement with every literal and parameter replaced by `?`, comments and white
/// space left out, and words in lower case. Lists of literals count as one.
pub fn query_fingerprint(sql: &str, dialect: Dialect) -> u64 {
    if sql.len() > lexer::LONGEST {
        let mut hash = Fnv::new();
        hash.add(sql.as_bytes());
        return hash.0;
    }
    let mut hash = Fnv::new();
    // The token before was a literal; a literal and a comma stand before.
    let mut literal = false;
    let mut listed = false;
    for token in lexer::lex(sql, dialect.rules()).tokens {
        let Some(text) = sql.get(token.start as usize..token.end as usize) else {
            continue;
        };
        if matches!(token.kind, Kind::String | Kind::Number | Kind::Parameter) {
            // `IN (1, 2, 3)` counts as `IN (?)`.
            if !listed {
                hash.add(b"?\0");
            }
            listed = false;
            literal = true;
            continue;
        }
        if literal && token.kind == Kind::Symbol(b',') {
            listed = true;
            literal = false;
            continue;
        }
        if listed {
            hash.add(b",\0");
        }
        match token.kind {
            Kind::Word(_) => hash.add_lowercase(text.as_bytes()),
            _ => hash.add(text.as_bytes()),
        }
        hash.add(b"\0");
        listed = false;
        literal = false;
    }
    hash.0
}

/// FNV-1a: the same number on every machine and in every version.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.add_byte(*byte));
    }

    fn add_lowercase(&mut self, bytes: &[u8]) {
        let lowercase = bytes.iter().map(u8::to_ascii_lowercase);
        lowercase.for_each(|byte| self.add_byte(byte));
    }

    fn add_byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}
