//! Who may use an asset, as results are narrowed down by it.

use std::collections::BTreeMap;

use search_core::Value;

use crate::catalog::{AssetIx, Catalog};

/// The audience that everybody is in, whatever the settings call it.
const EVERYONE: &str = "everyone";

/// What audiences are called.
pub(super) fn labels(c: &Catalog) -> BTreeMap<String, String> {
    let everyone = (EVERYONE.to_owned(), "Everyone".to_owned());
    // The portal of an audience has no other.
    let everyone = c.part.is_none().then_some(everyone);
    let known = c.audiences.iter().map(|a| (a.id.clone(), a.label.clone()));
    everyone.into_iter().chain(known).collect()
}

/// Who may use a view or table, as far as grants and ports tell.
pub(super) fn values(c: &Catalog, ix: AssetIx) -> Vec<Value> {
    let Some(relation) = c.relation(ix) else {
        return Vec::new();
    };
    let mut ids: Vec<&str> = c
        .audiences_of(relation)
        .0
        .into_iter()
        .map(|name| {
            // What a warehouse calls everybody, with a domain's type before it or without.
            match name.rsplit(':').next().unwrap_or(name) {
                "allUsers" | "allAuthenticatedUsers" | "PUBLIC" => EVERYONE,
                _ => name,
            }
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .map(|id| {
            let known = c.audiences.iter().find(|a| a.id == id);
            Value {
                id: id.to_owned(),
                words: [id, known.map_or("", |a| &a.label)].join(" "),
            }
        })
        .collect()
}
