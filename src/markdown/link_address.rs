//! What the address of a link says, before anybody looks whether something is there.

use percent_encoding::{CONTROLS, percent_decode_str, utf8_percent_encode};

/// The address of a link or an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address<'a> {
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
    pub(crate) fn of(address: &'a str) -> Self {
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
pub(crate) fn path_from(from: &str, address: &str) -> Option<String> {
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
pub(crate) fn spells_text(address: &str) -> bool {
    decoded(address).is_some()
}

/// Percent-encoded bytes decoded; `None` where they are no text.
pub(super) fn decoded(address: &str) -> Option<String> {
    let text = percent_decode_str(address).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// An anchor as it stands in an address.
pub(super) fn encoded(anchor: &str) -> String {
    utf8_percent_encode(anchor, CONTROLS).to_string()
}
