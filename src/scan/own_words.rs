//! What vitrina says itself: whatever a mesh calls so tells nothing where it stands on a page.

use std::collections::BTreeSet;

use crate::catalog::{HiddenName, HiddenNames};

/// Words of templates, of the client, of rules, and of texts in sources, a phrase a line; `build.rs`
/// collects them.
const OWN: &str = include_str!(concat!(env!("OUT_DIR"), "/own_words.txt"));

/// Names that vitrina's own words are, of those that other things may have.
pub(super) fn said(hidden: &HiddenNames) -> BTreeSet<&HiddenName> {
    let mut said = BTreeSet::new();
    hidden.in_bytes(OWN.as_bytes(), &mut |name| {
        if name.form.is_common() {
            said.insert(name);
        }
    });
    said
}
