//! Finds names in decoded texts: a text is read as words, and a name is a sequence of words. What a
//! word is doesn't depend on case.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::decoding_pass::{BREAK, JOIN};
use super::word_gap::Gap;

/// Most words of a name; of longer ones, the last ones are looked for.
const MOST_WORDS: usize = 16;
/// Most bytes between words of one name.
const LONGEST_GAP: usize = 6;
const BLOOM_BITS: usize = 20;

/// How the words of a name stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sequence {
    /// A name of several parts, as SQL and addresses write them.
    Parts,
    /// One word, or what signs make one of several.
    Word,
    /// Words of a sentence.
    Phrase,
}

#[derive(Debug, Clone)]
struct Pattern {
    words: Box<[u64]>,
    how: Written,
}

/// How a name has to be written.
#[derive(Debug, Clone)]
enum Written {
    /// With this between its words at least, but for those that a dash makes one part: these as here.
    Apart(Gap, Box<[bool]>),
    /// As here, in any case.
    Alike(Box<str>),
    /// As here: words of a sentence stand side by side by chance.
    Exactly(Box<str>),
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Which of the patterns.
    pub(super) pattern: u32,
    /// Where, in the decoded text.
    pub(super) range: Range<usize>,
}

/// Names to look for, by number.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    patterns: Vec<Pattern>,
    /// Those of one word by that, others by their last two: many names end alike.
    by_end: FxHashMap<u64, Vec<u32>>,
    /// Most words of a text end no name: these bits say so at once.
    bloom: Box<[u64]>,
}

impl Default for Matcher {
    fn default() -> Self {
        Self {
            patterns: Vec::new(),
            by_end: FxHashMap::default(),
            bloom: vec![0; 1 << (BLOOM_BITS - 6)].into(),
        }
    }
}

impl Matcher {
    /// Adds a name, whose number is that of names before it; one without a word is never found.
    pub(super) fn add(&mut self, name: &str, sequence: Sequence) {
        let mut reader = WordReader::of(name.as_bytes());
        let all: Vec<Word> = std::iter::from_fn(|| reader.next()).collect();
        let last = &all[all.len().saturating_sub(MOST_WORDS)..];
        let words: Vec<u64> = last.iter().map(|word| word.hash).collect();
        let own = last.first().zip(last.last());
        let own = own.and_then(|(first, last)| name.get(first.start..last.end));
        let own: Box<str> = own.unwrap_or(name).into();
        let number = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        let end = match &*words {
            [] => None,
            [only] => Some(*only),
            [.., before, last] => Some(end_of(*before, *last)),
        };
        if let Some(end) = end {
            self.by_end.entry(end).or_default().push(number);
            let (at, bit) = bloom_place(end);
            self.bloom[at] |= bit;
        }
        self.patterns.push(Pattern {
            how: match sequence {
                _ if words.len() < 2 => Written::Apart(Gap::Apart, Box::default()),
                Sequence::Parts => {
                    let pairs = last.iter().zip(last.iter().skip(1));
                    let dash = |(a, b): (&Word, &Word)| name.get(a.end..b.start) == Some("-");
                    let least = match words.len() {
                        // Two words with a comma between are found in any list, with a slash in any
                        // address.
                        2 if name.contains('/') => Gap::Slash,
                        2 => Gap::Dot,
                        _ => Gap::SpacedDot,
                    };
                    Written::Apart(least, pairs.map(dash).collect())
                }
                Sequence::Phrase if own.contains(char::is_whitespace) => Written::Exactly(own),
                Sequence::Word | Sequence::Phrase => Written::Alike(own),
            },
            words: words.into(),
        });
    }

    /// Whether there is anything to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.by_end.is_empty()
    }

    /// Hands over each place of a name in a text, in the order of their ends.
    pub(super) fn find(&self, text: &[u8], each: &mut dyn FnMut(Found)) {
        let mut ring = [Word::default(); MOST_WORDS];
        let mut count = 0_usize;
        let mut before = 0;
        let mut words = WordReader::of(text);
        while let Some(word) = words.next() {
            ring[count % MOST_WORDS] = word;
            count += 1;
            for end in [word.hash, end_of(before, word.hash)] {
                let (at, bit) = bloom_place(end);
                if self.bloom[at] & bit != 0
                    && let Some(candidates) = self.by_end.get(&end)
                {
                    for number in candidates {
                        let pattern = &self.patterns[*number as usize];
                        if let Some(start) = pattern.begins(&ring, count, text) {
                            each(Found {
                                pattern: *number,
                                range: start..word.end,
                            });
                        }
                    }
                }
            }
            before = word.hash;
        }
    }
}

impl Pattern {
    /// Where it begins, if it ends with the last of so many words.
    fn begins(&self, ring: &[Word; MOST_WORDS], count: usize, text: &[u8]) -> Option<usize> {
        let first = count.checked_sub(self.words.len())?;
        let words = || (first..count).map(|at| &ring[at % MOST_WORDS]);
        let same = words()
            .zip(&self.words)
            .all(|(word, hash)| word.hash == *hash);
        if !same {
            return None;
        }
        let start = ring[first % MOST_WORDS].start;
        let written = || text.get(start..ring[(count - 1) % MOST_WORDS].end);
        let is_so = match &self.how {
            Written::Apart(least, dashes) => {
                let pairs = words().zip(words().skip(1)).zip(dashes);
                pairs.into_iter().all(|((a, b), is_dash)| {
                    let between = &text[a.end..b.start];
                    let mut shown = between.iter().filter(|byte| **byte != JOIN);
                    (shown.next() == Some(&b'-') && shown.next().is_none()) == *is_dash
                        && (*is_dash || gap(between) >= *least)
                })
            }
            Written::Alike(name) => written().is_some_and(|text| is_alike(name, text)),
            Written::Exactly(name) => written().is_some_and(|text| is_exactly(name, text)),
        };
        is_so.then_some(start)
    }
}

/// Whether a text is a name in any case, tags within lines aside.
fn is_alike(name: &str, text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let shown = text.chars().filter(|c| *c != char::from(JOIN));
    let shown = shown.flat_map(char::to_lowercase);
    shown.eq(name.chars().flat_map(char::to_lowercase))
}

/// Whether a text is a name, however much space is between its words.
fn is_exactly(name: &str, text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.split_whitespace().eq(name.split_whitespace())
}

/// What names that end with these two words are found by.
fn end_of(before: u64, last: u64) -> u64 {
    mixed(before.rotate_left(31), last)
}

fn bloom_place(hash: u64) -> (usize, u64) {
    let bit = (hash >> (64 - BLOOM_BITS)) as usize;
    (bit >> 6, 1 << (bit & 63))
}

/// Hashes of the words of a text.
pub(super) fn words_of(text: &[u8]) -> impl Iterator<Item = u64> {
    let mut words = WordReader::of(text);
    std::iter::from_fn(move || words.next().map(|word| word.hash))
}

/// A name as its words and what parts them alone make it: names that are equal are found in the same
/// texts.
pub(super) fn folded(name: &str) -> Vec<u64> {
    words_of(name.as_bytes()).collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Word {
    hash: u64,
    start: usize,
    end: usize,
}

struct WordReader<'t> {
    text: &'t [u8],
    at: usize,
}

/// What a byte is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Word,
    /// Of a character beyond ASCII.
    Beyond,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b == b'_' {
            classes[byte] = Class::Word;
        } else if b >= 0x80 {
            classes[byte] = Class::Beyond;
        }
        byte += 1;
    }
    classes
};

/// Tells letters of the two cases apart, and nothing else that words hold.
const CASE: u64 = 0x2020_2020_2020_2020;

/// A hash with eight bytes more.
pub(super) const fn mixed(hash: u64, eight: u64) -> u64 {
    (hash.rotate_left(23) ^ eight).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The hash of a word in either case.
fn hash_of(word: &[u8]) -> u64 {
    let mut chunks = word.chunks_exact(8);
    let mut hash = word.len() as u64;
    for eight in &mut chunks {
        if let Ok(eight) = eight.try_into() {
            hash = mixed(hash, u64::from_le_bytes(eight) | CASE);
        }
    }
    let mut rest = [0; 8];
    for (to, from) in rest.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    mixed(hash, u64::from_le_bytes(rest) | CASE)
}

impl<'t> WordReader<'t> {
    const fn of(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn next(&mut self) -> Option<Word> {
        let text = self.text;
        let mut at = self.at;
        // The character that a word begins with.
        loop {
            match CLASSES[*text.get(at)? as usize] {
                Class::Other => at += 1,
                Class::Word => break,
                Class::Beyond => match letter(&text[at..]) {
                    (Some(_), _) => break,
                    (None, length) => at += length,
                },
            }
        }
        let start = at;
        let is_word = |byte: &&u8| CLASSES[**byte as usize] == Class::Word;
        at += text[at..].iter().take_while(is_word).count();
        let beyond = text.get(at).is_some_and(|byte| *byte >= 0x80);
        let hash = match beyond {
            false => hash_of(&text[start..at]),
            true => {
                let word = letters(&text[start..]);
                at = start + word.1;
                hash_of(word.0.as_bytes())
            }
        };
        self.at = at;
        Some(Word {
            hash,
            start,
            end: at,
        })
    }
}

/// The word with letters beyond ASCII that a text begins with, in lower case, and its length in the
/// text.
fn letters(text: &[u8]) -> (String, usize) {
    let mut word = String::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match CLASSES[*byte as usize] {
            Class::Other => break,
            Class::Word => {
                word.push(char::from(byte.to_ascii_lowercase()));
                at += 1;
            }
            Class::Beyond => match letter(&text[at..]) {
                (Some(sign), length) => {
                    word.extend(sign.to_lowercase());
                    at += length;
                }
                (None, _) => break,
            },
        }
    }
    (word, at)
}

/// The letter or digit beyond ASCII that a text begins with, and the length of what it begins with.
fn letter(text: &[u8]) -> (Option<char>, usize) {
    let length = match text[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return (None, 1),
    };
    let sign = text.get(..length).and_then(|s| std::str::from_utf8(s).ok());
    match sign.and_then(|sign| sign.chars().next()) {
        Some(sign) => (Some(sign).filter(|c| c.is_alphanumeric()), length),
        None => (None, 1),
    }
}

fn gap(between: &[u8]) -> Gap {
    let (mut signs, mut spaces, mut slashes, mut dots, mut colons) = (0, 0, 0, 0, 0);
    let mut quotes = 0;
    for byte in between {
        match byte {
            &BREAK => return Gap::Apart,
            &JOIN => {}
            b' ' | b'\t' | b'\r' | b'\n' => spaces += 1,
            b'.' => dots += 1,
            b'/' => slashes += 1,
            b':' => colons += 1,
            b'"' | b'\'' => quotes += 1,
            _ => signs += 1,
        }
        // Lines of SQL are indented.
        if signs + slashes + dots + colons + quotes > LONGEST_GAP || spaces > 40 {
            return Gap::Apart;
        }
    }
    // What a key of JSON has for a value isn't part of its name.
    if quotes == 0 {
        dots += colons;
    }
    match (signs + slashes + dots + colons + quotes, spaces) {
        (0, 0) => Gap::Apart,
        (_, 0) if dots > 0 => Gap::Dot,
        (_, 0) if slashes > 0 => Gap::Slash,
        (_, 0) => Gap::Signs,
        _ if dots + slashes > 0 => Gap::SpacedDot,
        _ => Gap::Spaced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, sequence: Sequence, text: &str) -> Vec<String> {
        let mut matcher = Matcher::default();
        matcher.add(name, sequence);
        let mut all = Vec::new();
        matcher.find(text.as_bytes(), &mut |f| all.push(text[f.range].to_owned()));
        all
    }

    #[test]
    fn names_of_parts_stand_in_sql_addresses_and_rows() {
        for text in [
            "from `p`.`d`.`t` x",
            "P.D.T",
            "(p.d.t)",
            "a/p/d/t.html",
            r#"["p","d","t"]"#,
            "p,d,t",
            "p .\n      d.t",
        ] {
            assert_eq!(found("p.d.t", Sequence::Parts, text).len(), 1, "{text}");
        }
        for text in [
            "xp.d.t",
            "p.d.t_v2",
            "p d t",
            "p.d",
            "p.d\u{2}.t",
            "p.d.é.t",
        ] {
            assert!(found("p.d.t", Sequence::Parts, text).is_empty(), "{text}");
        }
        let two = "x.D.t, `d`.`t`, d:t";
        let all = ["D.t", "d`.`t", "d:t"];
        assert_eq!(found("d.t", Sequence::Parts, two), all);
        let other = r#"d, t; d-t; the end of d. T is d/t {"d":"t"} {d:'t'}"#;
        assert!(found("d.t", Sequence::Parts, other).is_empty());
        let text = "p-q.d p.q.d `p-q`.`d` p-q-d";
        assert_eq!(found("p-q.d", Sequence::Parts, text), ["p-q.d", "p-q`.`d"]);
        assert_eq!(found("d/t", Sequence::Parts, "d/t, d.t d-t").len(), 2);
    }

    #[test]
    fn titles_are_phrases_and_words_have_borders() {
        let title = "Umsätze (brutto) je Woche";
        let text = "die Umsätze (brutto)  je\nWoche!";
        assert_eq!(found(title, Sequence::Phrase, text).len(), 1);
        for other in [
            "die umsätze (brutto) je Woche",
            "Umsätze (brutto)\u{2}je Woche",
            "Umsätze (brutto) je \u{3}Woche",
            "Umsätze (brutto), je Woche",
        ] {
            assert!(found(title, Sequence::Phrase, other).is_empty(), "{other}");
        }
        assert_eq!(
            found("sal_ary", Sequence::Word, "a.sal_ary, “SAL_ARY” – sal_ary2"),
            ["sal_ary", "SAL_ARY"]
        );
        let text = "my-t my t my,t my_t MY\u{3}-T";
        assert_eq!(found("my-t", Sequence::Word, text), ["my-t", "MY\u{3}-T"]);
        assert_eq!(found("People", Sequence::Phrase, "of PEOPLE").len(), 1);
    }

    #[test]
    fn names_that_end_alike_are_each_found_where_they_are() {
        let mut matcher = Matcher::default();
        for name in ["a.b.t", "b.t", "c.b.t", "t", "a.c.t"] {
            matcher.add(name, Sequence::Parts);
        }
        let mut all = Vec::new();
        matcher.find(b"x a.b.t t", &mut |f| all.push((f.pattern, f.range)));
        assert_eq!(all, [(3, 6..7), (0, 2..7), (1, 4..7), (3, 8..9)]);
    }

    #[test]
    fn what_is_no_text_is_read_all_the_same() {
        let mut matcher = Matcher::default();
        matcher.add("salary", Sequence::Word);
        let mut count = 0;
        matcher.find(b"\xff\xc3salary\xe2\x80 salary\xf0", &mut |_| count += 1);
        assert_eq!(count, 2);
    }
}
