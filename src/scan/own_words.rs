//! What vitrina says itself: whatever a mesh calls so tells nothing where it stands on a page.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::catalog::{HiddenName, HiddenNames, NamePlace};

/// Lines of templates, of the client, and of texts in sources; `build.rs` collects them.
const OWN: &str = include_str!(concat!(env!("OUT_DIR"), "/own_words.txt"));
/// Lines of the texts of rules, with examples that name what any mesh may have.
const OF_RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/rule_words.txt"));
/// Where these stand.
const RULE_PAGES: &str = "rules/";

/// Hidden names that vitrina's own words hold.
pub(super) struct Said<'h> {
    /// Names that other things may have: these may stand anywhere,
    common: BTreeSet<&'h HiddenName>,
    /// or on pages of rules.
    of_rules: BTreeSet<&'h HiddenName>,
    /// Lines that hold a name that nothing else has: there it may stand.
    lines: FxHashSet<u64>,
}

impl<'h> Said<'h> {
    pub(super) fn of(hidden: &'h HiddenNames) -> Self {
        let mut lines = FxHashSet::default();
        let mut common = BTreeSet::new();
        hidden.in_bytes(OWN.as_bytes(), &mut |name, place| {
            if name.form.is_common() {
                common.insert(name);
            } else {
                lines.extend(place.in_line());
            }
        });
        let mut of_rules = BTreeSet::new();
        hidden.in_bytes(OF_RULES.as_bytes(), &mut |name, place| {
            let line = place.in_line();
            // A name that is a line by itself is one on pages of rules alone.
            if name.form.is_common() || line.is_none() {
                of_rules.insert(name);
            }
            lines.extend(line.filter(|_| !name.form.is_common()));
        });
        Self {
            common,
            of_rules,
            lines,
        }
    }

    /// Whether it is vitrina that says a name at a place of a file.
    pub(super) fn is_own(&self, name: &HiddenName, place: &NamePlace<'_>, file: &str) -> bool {
        let on_rule_page = || file.starts_with(RULE_PAGES) && self.of_rules.contains(name);
        if name.form.is_common() {
            return self.common.contains(name) || on_rule_page();
        }
        match place.in_line() {
            Some(line) => self.lines.contains(&line),
            None => on_rule_page(),
        }
    }
}
