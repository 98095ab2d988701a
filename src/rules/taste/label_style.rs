//! `label-style`: keys of labels are written in other ways than the usual one, or than elsewhere in the
//! mesh.
//!
//! Passes: `cost_center`. Fails: `Cost.Center`, and `cost-center` where most write `cost_center`.

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, Sym};
use crate::diagnostic::{Argument, Finding, Rule, Text, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let deviant = deviant_keys(catalog);
    if deviant.is_empty() {
        return;
    }
    for relation in &catalog.relations {
        let mut keys: Vec<Sym> = catalog.labels_of(relation).map(|label| label.key).collect();
        keys.retain(|key| deviant.contains_key(key));
        keys.sort_unstable_by_key(|key| catalog.str(*key));
        keys.dedup();
        let Some(help) = keys.first().and_then(|key| deviant.get(key)) else {
            continue;
        };
        if !context.is_on(Rule::LabelStyle, catalog.owner(relation)) {
            continue;
        }
        findings.push(
            Finding::new(
                Rule::LabelStyle,
                text!(
                    "labels of `{relation}` are written in an unusual way: {keys}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    keys = first_names(keys.iter().map(|key| catalog.str(*key)))
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help(help.clone()),
        );
    }
}

/// Keys that are written in an unusual way, and what to do about each.
fn deviant_keys(catalog: &Catalog) -> FxHashMap<Sym, Text> {
    let mut uses: FxHashMap<Sym, usize> = FxHashMap::default();
    for label in catalog.labels.iter().filter(|label| label.shown) {
        *uses.entry(label.key).or_default() += 1;
    }
    let mut keys: Vec<(Sym, usize)> = uses.into_iter().collect();
    // The spelling that is used most comes first, and of several one that is written as usual.
    keys.sort_unstable_by_key(|(key, count)| {
        let text = catalog.str(*key);
        (!is_usual(text), std::cmp::Reverse(*count), text)
    });
    let mut first: FxHashMap<String, Sym> = FxHashMap::default();
    let mut deviant = FxHashMap::default();
    for (key, _) in keys {
        let text = catalog.str(key);
        let usual = *first.entry(folded(text)).or_insert(key);
        if usual != key {
            let usual = catalog.str(usual);
            let help = text!("write `{usual}`, as elsewhere in the mesh", usual);
            deviant.insert(key, help);
        } else if !is_usual(text) {
            let help = "write keys of labels in lower case, with `_` or `-` between words".into();
            deviant.insert(key, help);
        }
    }
    deviant
}

/// Whether a key has letters in lower case, digits, `_` and `-` alone.
fn is_usual(key: &str) -> bool {
    let is_usual = |c: char| c.is_alphanumeric() && !c.is_uppercase() || c == '_' || c == '-';
    key.chars().all(is_usual)
}

/// What two spellings of one key have in common.
fn folded(key: &str) -> String {
    let letters = key.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
