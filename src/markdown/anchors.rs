//! Anchors of headings and footnotes. Those made of texts begin with a prefix that no id of a page
//! has, so that a heading "Results" takes nothing from the search box.

use std::collections::{HashMap, HashSet};

use super::link_address::decoded;

/// Stands before the anchor of every heading in a page.
pub(crate) const ANCHOR: &str = "h-";
/// Stands before the anchor of every footnote.
pub(super) const FOOTNOTE: &str = "hn-";

/// The anchor of a heading, as GitHub makes it, but for repeated dashes: letters and digits in lower
/// case, dashes for blanks. Applied to an anchor, it gives the same again.
#[must_use]
pub(crate) fn anchor(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if (c.is_whitespace() || matches!(c, '-' | '_'))
            && !out.ends_with('-')
            && !out.is_empty()
        {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    if out.is_empty() {
        out.push_str("section");
    }
    out
}

/// The anchor that the part of an address after `#` means.
#[must_use]
pub(crate) fn anchor_named(part: &str) -> String {
    anchor(decoded(part).as_deref().unwrap_or(part))
}

/// Gives every heading of a text an anchor of its own.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// The number to try next, by anchor: many same headings don't take quadratic time.
    next: HashMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading, without [`ANCHOR`].
    pub(super) fn of(&mut self, text: &str) -> String {
        let wanted = anchor(text);
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let next = self.next.entry(wanted.clone()).or_insert(2);
        loop {
            let candidate = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
