//! The last step: only harmless elements and attributes are left. HTML that an author wrote gets
//! neither ids, nor images, nor addresses without a scheme; those are ours alone.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use ammonia::Builder;

use super::link_address::Address;
use crate::neutral;

/// Ids and relative addresses that the renderer wrote itself.
#[derive(Debug, Default)]
pub(super) struct Ours {
    pub(super) ids: HashSet<String>,
    pub(super) addresses: HashSet<String>,
}

/// Where all ids and addresses are ours, since the author wrote no HTML.
static PURE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    with_ids(&mut builder);
    builder
});

/// Safe HTML, where the text has none of its own.
pub(super) fn pure(html: &str) -> String {
    // References to characters are characters by now.
    match in_short_runs(html) {
        None => neutral::owned(PURE.clean(html).to_string()),
        Some(cut) => neutral::owned(PURE.clean(&cut).to_string().replace(CUT, "")),
    }
}

/// Longest run of text without an element, in bytes; a little more where no place to cut is near.
const RUN: usize = 16 << 10;
/// Stands where a run was cut; the text has no HTML of its own, so all of them are ours.
const CUT: &str = "<wbr>";

/// HTML with its long runs of text cut, where it has any. At each `&` and each character from U+0080
/// to U+00BF the serializer looks through all that is left of a run.
fn in_short_runs(html: &str) -> Option<String> {
    if html.len() <= 4 * RUN {
        return None;
    }
    let mut out = String::new();
    let (mut copied, mut run, mut in_tag) = (0, 0, false);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' => in_tag = true,
            b'>' => {
                in_tag = false;
                run = at + 1;
            }
            // None of these is within a character, or within a reference to one.
            b' ' | b'\n' | b'&' | 0xc2 if !in_tag && at - run >= RUN => {
                out.push_str(&html[copied..at]);
                out.push_str(CUT);
                copied = at;
                run = at;
            }
            _ => {}
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&html[copied..]);
    Some(out)
}

/// Where none of them is: a description with HTML in it, and no link of ours.
static FOREIGN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder.attribute_filter(|_, attribute, value| {
        let fine = !is_address(attribute) || has_scheme(value);
        fine.then_some(Cow::Borrowed(value))
    });
    builder
});

/// Safe HTML, where the text has some of its own.
pub(super) fn mixed(html: &str, ours: Ours) -> String {
    if ours.ids.is_empty() && ours.addresses.is_empty() {
        return neutral::owned(FOREIGN.clean(html).to_string());
    }
    let Ours { ids, addresses } = ours;
    let ids = Mutex::new(ids);
    let mut builder = base();
    with_ids(&mut builder);
    builder.attribute_filter(move |_, attribute, value| {
        let fine = match attribute {
            // Each once, even where the author's HTML has it too.
            "id" => {
                let mut ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
                ids.remove(value)
            }
            // Without a scheme it is relative: only what was looked up leads somewhere.
            _ if is_address(attribute) => has_scheme(value) || addresses.contains(value),
            _ => true,
        };
        fine.then_some(Cow::Borrowed(value))
    });
    neutral::owned(builder.clean(html).to_string())
}

fn is_address(attribute: &str) -> bool {
    matches!(attribute, "href" | "src" | "cite")
}

/// HTML of an author without its images, where it has any: an image is published where it is
/// written as Markdown.
pub(super) fn without_images(html: &str) -> Option<String> {
    let is_image = |at: &usize| {
        html.as_bytes()[*at..].get(..4).is_some_and(|tag| {
            tag.eq_ignore_ascii_case(b"<img") || tag.eq_ignore_ascii_case(b"<ima")
        })
    };
    let mut out = String::new();
    let mut rest = 0;
    for (at, _) in html.match_indices('<').filter(|(at, _)| is_image(at)) {
        out.push_str(&html[rest..at]);
        out.push_str("<no-");
        rest = at + 1;
    }
    if rest == 0 {
        return None;
    }
    out.push_str(&html[rest..]);
    Some(out)
}

fn has_scheme(address: &str) -> bool {
    Address::of(address) == Address::External
}

fn base() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .rm_tags(["area", "map"])
        .add_tags(["input", "section"])
        .rm_tag_attributes("img", ["align", "height", "width"])
        .add_tag_attributes("input", ["checked", "disabled"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .add_tag_attribute_values("input", "aria-label", ["done", "to do"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer"));
    builder
}

fn with_ids(builder: &mut Builder<'static>) {
    for tag in ["h2", "h3", "h4", "h5", "h6", "div"] {
        builder.add_tag_attributes(tag, ["id"]);
    }
}
