//! Texts in which signs are written as escapes: `%40` in addresses, `\u0040` and `\/` in JSON, `&#64;`
//! in HTML.

use super::cut::Cut;

/// How often one may be escaped within another.
const LAYERS: usize = 3;

/// Signs as HTML writes them.
const ENTITIES: [(&str, &str); 10] = [
    ("&#64;", "@"),
    ("&#x40;", "@"),
    ("&commat;", "@"),
    ("&#58;", ":"),
    ("&colon;", ":"),
    ("&#47;", "/"),
    ("&sol;", "/"),
    ("&#61;", "="),
    ("&equals;", "="),
    ("&amp;", "&"),
];

/// The text with the signs of which addresses and settings are made as they are; nothing where none
/// of them is escaped.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut plain = once(text)?;
    for _ in 1..LAYERS {
        match once(&plain) {
            Some(more) => plain = more,
            None => break,
        }
    }
    Some(plain)
}

fn once(text: &str) -> Option<String> {
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(found) = text[from..].find(['%', '\\', '&']) {
        let start = from + found;
        match escape(&text.as_bytes()[start..]) {
            Some((length, sign)) => {
                cut.replace(start, start + length, sign);
                from = start + length;
            }
            None => from = start + 1,
        }
    }
    cut.finish()
}

/// The escape that a text begins with: its length, and the sign that it stands for.
fn escape(bytes: &[u8]) -> Option<(usize, &'static str)> {
    let code = |at: usize| {
        let digits = std::str::from_utf8(bytes.get(at..at + 2)?).ok()?;
        u8::from_str_radix(digits, 16).ok()
    };
    match bytes {
        [b'%', ..] => Some((3, sign(code(1)?)?)),
        [b'\\', b'u', b'0', b'0', ..] => Some((6, sign(code(4)?)?)),
        [b'\\', b'/', ..] => Some((2, "/")),
        _ => ENTITIES.iter().find_map(|(name, sign)| {
            let here = bytes.get(..name.len())?;
            here.eq_ignore_ascii_case(name.as_bytes())
                .then_some((name.len(), *sign))
        }),
    }
}

fn sign(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'@' => "@",
        b':' => ":",
        b'/' => "/",
        b'=' => "=",
        b'&' => "&",
        b'?' => "?",
        b'#' => "#",
        b';' => ";",
        b'%' => "%",
        b'+' => "+",
        b'-' => "-",
        b'.' => ".",
        b'_' => "_",
        b' ' => " ",
        b'"' => "\"",
        b'\n' => "\n",
        _ => return None,
    })
}
