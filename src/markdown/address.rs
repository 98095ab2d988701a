//! What the address of a link says, before anybody looks whether something is there.

/// The address of a link or an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address<'a> {
    /// On the web, or a mailbox.
    External,
    /// With a scheme that isn't allowed, or without the one that it needs (`//host`).
    Forbidden,
    /// A heading of the text itself.
    Heading(&'a str),
    /// A file of the mesh root, relative to the one that it stands in, and a heading of it.
    File(&'a str, Option<&'a str>),
}

impl<'a> Address<'a> {
    /// Tells what an address is.
    #[must_use]
    pub fn of(address: &'a str) -> Self {
        let address = address.trim();
        if let Some(heading) = address.strip_prefix('#') {
            return Self::Heading(heading);
        }
        if address.starts_with("//") || address.contains('\\') {
            return Self::Forbidden;
        }
        let scheme = address
            .find([':', '/', '?', '#'])
            .filter(|at| address[*at..].starts_with(':'));
        if let Some(at) = scheme {
            let allowed = ["http", "https", "mailto"];
            return match allowed
                .iter()
                .any(|a| address[..at].eq_ignore_ascii_case(a))
            {
                true => Self::External,
                false => Self::Forbidden,
            };
        }
        let (path, heading) = match address.split_once('#') {
            Some((path, heading)) => (path, Some(heading)),
            None => (address, None),
        };
        let path = path.split('?').next().unwrap_or(path);
        Self::File(path, heading.filter(|h| !h.is_empty()))
    }
}

/// The path of a file under the mesh root that `address` names in the file at `from`; with a slash
/// in front it counts from the root. `None` where it leads out of the root.
#[must_use]
pub fn path_from(from: &str, address: &str) -> Option<String> {
    let address = decoded(address)?;
    let mut parts: Vec<&str> = Vec::new();
    if !address.starts_with('/') {
        parts.extend(from.split('/'));
        parts.pop();
    }
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether the percent-encoded bytes of an address are text.
#[must_use]
pub fn spells_text(address: &str) -> bool {
    decoded(address).is_some()
}

/// Percent-encoded bytes decoded; `None` where they are no text.
pub(super) fn decoded(address: &str) -> Option<String> {
    if !address.contains('%') {
        return Some(address.to_owned());
    }
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match pair {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|d| u8::try_from(d).ok())
}

/// An anchor as it stands in an address.
pub(super) fn encoded(anchor: &str) -> String {
    let mut out = String::with_capacity(anchor.len());
    for byte in anchor.bytes() {
        if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                out.push(digit.to_ascii_uppercase());
            }
        }
    }
    out
}
