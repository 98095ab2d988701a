//! One decoding of a text: escapes of HTML, JSON and addresses are replaced by what they stand for, tags
//! and invisible characters taken out. What comes of it may hold escapes again.

/// Stands between what doesn't stand together: what is before and after a tag of a block.
pub(super) const BREAK: u8 = 2;
/// Stands for a tag within a line: what is before and after it may be one word, or two.
pub(super) const JOIN: u8 = 3;
/// Longest tag, in bytes; what is longer is a `<` and text.
const LONGEST_TAG: usize = 1 << 14;
/// Named characters that a name can be written with; others part words.
const NAMED: [(&str, char); 20] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("shy", '\u{ad}'),
    ("ZeroWidthSpace", '\u{200b}'),
    ("NoBreak", '\u{2060}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("period", '.'),
    ("lowbar", '_'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("percnt", '%'),
    ("hyphen", '-'),
    ("dash", '-'),
];

/// From here on, text stands in one piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Place in the decoded text.
    pub(super) at: usize,
    /// Place in what was decoded.
    pub(super) from: usize,
}

/// One decoding.
pub(super) struct Once<'t> {
    text: &'t [u8],
    pub(super) out: Vec<u8>,
    pub(super) parts: Vec<Part>,
    with_places: bool,
    /// Tags, which are decoded after the text.
    tags: Vec<(usize, usize)>,
    /// Whether what was decoded may be an escape itself.
    pub(super) again: bool,
}

/// What a decoding has to look at.
pub(super) const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = *b"<&\\%\xc2\xe2\xef";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

impl<'t> Once<'t> {
    pub(super) fn over(text: &'t [u8], with_places: bool) -> Self {
        Self {
            text,
            out: Vec::with_capacity(text.len() + 16),
            parts: Vec::new(),
            with_places,
            tags: Vec::new(),
            again: false,
        }
    }

    pub(super) fn run(&mut self) {
        self.part(0, self.text.len(), true);
        for (start, end) in std::mem::take(&mut self.tags) {
            self.out.push(BREAK);
            self.part(start, end, false);
        }
    }

    /// Notes that what comes next was written here.
    fn from(&mut self, from: usize) {
        if self.with_places {
            let at = self.out.len();
            self.parts.push(Part { at, from });
        }
    }

    fn part(&mut self, start: usize, end: usize, tags: bool) {
        let text = &self.text[..end];
        let mut at = start;
        self.from(at);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = rest.iter().position(|byte| SPECIAL[*byte as usize]);
            let plain = plain.unwrap_or(rest.len());
            self.out.extend_from_slice(&rest[..plain]);
            at += plain;
            let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            self.from(at);
            let length = match rest[0] {
                b'<' if tags => self.tag(at, rest),
                b'&' => self.entity(rest),
                b'\\' => self.backslash(rest),
                b'%' => self.percent(rest),
                0xc2 | 0xe2 | 0xef => self.beyond(rest),
                _ => 0,
            };
            match length {
                0 => {
                    self.out.push(rest[0]);
                    at += 1;
                }
                length => {
                    at += length;
                    self.from(at);
                }
            }
        }
        self.from(end);
    }

    /// Gives the length of the tag that a text begins with, 0 where there is none.
    fn tag(&mut self, at: usize, rest: &[u8]) -> usize {
        let close = usize::from(rest.get(1) == Some(&b'/'));
        let name = &rest[1 + close..];
        let begins = name.first().is_some_and(u8::is_ascii_alphabetic)
            || (close == 0 && matches!(name.first(), Some(b'!' | b'?')));
        let within = &rest[..rest.len().min(LONGEST_TAG)];
        let Some(end) = begins.then(|| memchr::memchr(b'>', within)).flatten() else {
            return 0;
        };
        let letters = name.iter().take_while(|b| b.is_ascii_alphanumeric());
        let name = &name[..letters.count()];
        if !name.eq_ignore_ascii_case(b"wbr") {
            self.out.push(if is_inline(name) { JOIN } else { BREAK });
        }
        let attributes = &rest[1 + close + name.len()..end];
        if !matches!(attributes, [] | [b'/'] | [b' ', b'/']) {
            self.tags.push((at + 1, at + end));
        }
        end + 1
    }

    fn entity(&mut self, rest: &[u8]) -> usize {
        let body = &rest[1..rest.len().min(34)];
        if let Some(number) = body.strip_prefix(b"#") {
            let hex = matches!(number.first(), Some(b'x' | b'X'));
            let digits = &number[usize::from(hex)..];
            let radix = if hex { 16 } else { 10 };
            let count = digits
                .iter()
                .take_while(|b| char::from(**b).is_digit(radix))
                .count();
            let Some(sign) = number_of(&digits[..count], radix) else {
                return 0;
            };
            let closed = usize::from(digits.get(count) == Some(&b';'));
            let length = 2 + usize::from(hex) + count + closed;
            self.sign(sign, &rest[length..]);
            return length;
        }
        let Some(end) = body.iter().position(|b| !b.is_ascii_alphanumeric()) else {
            return 0;
        };
        let known = |(name, _): &&(&str, char)| name.as_bytes() == &body[..end];
        match NAMED.iter().find(known).filter(|_| body[end] == b';') {
            Some((_, sign)) => {
                self.sign(*sign, &rest[end + 2..]);
                end + 2
            }
            None => 0,
        }
    }

    fn backslash(&mut self, rest: &[u8]) -> usize {
        let hex = |at: usize, digits: usize| number_of(rest.get(at..at + digits)?, 16);
        match rest.get(1) {
            Some(b'u') if rest.get(2) == Some(&b'{') => {
                let end = rest.iter().take(12).position(|b| *b == b'}');
                let number = end.and_then(|end| Some((hex(3, end - 3)?, end)));
                number.map_or(0, |(sign, end)| {
                    self.sign(sign, &rest[end + 1..]);
                    end + 1
                })
            }
            Some(b'u') => {
                let Some(unit) = hex4(rest, 2) else { return 0 };
                let low = (rest.get(6..8) == Some(b"\\u")).then(|| hex4(rest, 8));
                let low = low.flatten().filter(|_| unit & 0xfc00 == 0xd800);
                let (sign, length) = match low.filter(|low| low & 0xfc00 == 0xdc00) {
                    Some(low) => (0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff), 12),
                    None => (unit, 6),
                };
                let sign = char::from_u32(sign).unwrap_or(' ');
                self.sign(sign, &rest[length..]);
                length
            }
            Some(b'x') => hex(2, 2).map_or(0, |sign| {
                self.sign(sign, &rest[4..]);
                4
            }),
            Some(b'n' | b't' | b'r' | b'f' | b'b') => {
                self.out.push(b' ');
                2
            }
            Some(sign) if sign.is_ascii_punctuation() => {
                self.sign(char::from(*sign), &rest[2..]);
                2
            }
            _ => 0,
        }
    }

    /// Escapes of bytes one after the other, where they are a text.
    fn percent(&mut self, rest: &[u8]) -> usize {
        let mut bytes = Vec::new();
        while let Some([b'%', high, low]) = rest.get(3 * bytes.len()..3 * bytes.len() + 3) {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            let Some((high, low)) = digit(high).zip(digit(low)) else {
                break;
            };
            bytes.push((high * 16 + low) as u8);
        }
        let length = 3 * bytes.len();
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.is_empty() && !text.contains(|c: char| c < ' ' && c != '\n') => {
                for (at, sign) in text.char_indices() {
                    let then = &text.as_bytes()[at + sign.len_utf8()..];
                    let last = then.is_empty();
                    self.sign(sign, if last { &rest[length..] } else { then });
                }
                length
            }
            _ => 0,
        }
    }

    /// Characters that nobody sees are left out; the others stay.
    fn beyond(&self, rest: &[u8]) -> usize {
        let length = if rest[0] == 0xc2 { 2 } else { 3 };
        let sign = rest.get(..length).and_then(|s| std::str::from_utf8(s).ok());
        let sign = sign.and_then(|sign| sign.chars().next());
        sign.filter(|sign| is_unseen(*sign)).map_or(0, |_| length)
    }

    /// Takes what an escape stands for; `then` comes after it.
    fn sign(&mut self, sign: char, then: &[u8]) {
        let next = then.first().copied().unwrap_or(b' ');
        self.again |= match sign {
            '%' => next.is_ascii_hexdigit(),
            '&' => next == b'#' || next.is_ascii_alphabetic(),
            '\\' => next.is_ascii_punctuation() || matches!(next, b'u' | b'x' | b'n' | b't' | b'r'),
            '<' => next == b'/' || next.is_ascii_lowercase(),
            // Two that stand together may have been escaped each by itself.
            '#' => true,
            _ => false,
        };
        if !is_unseen(sign) {
            self.out
                .extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// Whether a tag stands within a line, or is that of a line in an SVG.
fn is_inline(name: &[u8]) -> bool {
    let mut lower = [0; 6];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return false;
    };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"a" | b"abbr"
            | b"b"
            | b"bdi"
            | b"bdo"
            | b"cite"
            | b"code"
            | b"del"
            | b"dfn"
            | b"em"
            | b"font"
            | b"i"
            | b"ins"
            | b"kbd"
            | b"mark"
            | b"q"
            | b"s"
            | b"small"
            | b"span"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"text"
            | b"tspan"
            | b"u"
            | b"var"
    )
}

fn hex4(text: &[u8], at: usize) -> Option<u32> {
    number_of(text.get(at..at + 4)?, 16).map_or_else(
        || surrogate(text.get(at..at + 4)?),
        |sign| Some(u32::from(sign)),
    )
}

/// Half of a character, which is none itself.
fn surrogate(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

fn number_of(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok()?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

/// Whether a byte belongs to a word of ASCII, or to a character beyond it.
pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Characters that are not drawn: soft hyphens, joiners, marks of direction.
const fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}
