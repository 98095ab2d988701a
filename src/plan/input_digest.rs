//! What a plan was made of, as digests: a plan holds as long as that is the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::asked_move::{Move, views_naming};
use super::plan_state::State;
use super::promise_findings::sources;
use super::replacement::Replacement;
use crate::catalog::AssetIx;
use crate::lines::PlanInput;

/// Fields of a line that change by themselves: moments, counts, and what follows from them.
const PASSING: [&str; 10] = [
    "url",
    "verdict",
    "usage",
    "last_named",
    "readers_more",
    "impact",
    "star_uses",
    "unparsed",
    "last_unparsed",
    "freshness",
];

/// What the plan of moves was made of, by key.
pub(super) fn inputs(
    state: &State<'_>,
    moves: &[Move],
    replacements: &[Replacement],
) -> Vec<PlanInput> {
    let mut relations: BTreeSet<AssetIx> = BTreeSet::new();
    for one in moves {
        relations.extend([one.from, one.to]);
        relations.extend(&one.views);
    }
    relations.extend(replacements.iter().map(|of| of.view));
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for ix in relations {
        keys.insert(state.catalog.key(ix).to_string());
        if let Some(relation) = state.catalog.relation(ix) {
            let c = state.catalog;
            let name = [relation.project, relation.dataset].map(|part| c.str(part));
            let name = name.join(".");
            keys.insert(format!("dataset:{}", name.trim_start_matches('.')));
        }
    }
    let input = |key: String| PlanInput {
        digest: of_key(state, &key),
        key,
    };
    keys.into_iter().map(input).collect()
}

/// One digest of all.
pub(super) fn together(inputs: &[PlanInput]) -> String {
    let mut hash = blake3::Hasher::new();
    for input in inputs {
        for part in [&input.key, &input.digest] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    short(&hash)
}

/// The digest of what is told under a key; of nothing where nothing is.
pub(super) fn of_key(state: &State<'_>, key: &str) -> String {
    let mut hash = blake3::Hasher::new();
    if let Some(name) = key.strip_prefix("dataset:") {
        let line = state.datasets.get(name).map(serde_json::to_value);
        if let Some(Ok(line)) = line {
            hash.update(canonical(line).as_bytes());
        }
        return short(&hash);
    }
    if let Some(line) = state.relations.get(key)
        && let Ok(line) = serde_json::to_value(line)
    {
        hash.update(canonical(line).as_bytes());
        let found = state.catalog.find_relation(&state.relations[key].name);
        if let Some(ix) = found {
            sql(state, ix, &mut hash);
            properties(state, ix, &mut hash);
            for view in views_naming(state.catalog, ix) {
                hash.update(state.name(view).as_bytes());
                hash.update(b"\n");
            }
        }
    }
    short(&hash)
}

/// The SQL of a view is in no line, and statements are made of it.
fn sql(state: &State<'_>, ix: AssetIx, hash: &mut blake3::Hasher) {
    let c = state.catalog;
    let query = c.relation(ix).and_then(|relation| relation.query.as_ref());
    if let Some(query) = query {
        for text in [Some(query.text), query.ddl].into_iter().flatten() {
            hash.update(c.str(text).as_bytes());
            hash.update(&[0]);
        }
    }
}

/// What no line says of a table, and plans do: its key, its row access policies, and what it is made of.
fn properties(state: &State<'_>, ix: AssetIx, hash: &mut blake3::Hasher) {
    let c = state.catalog;
    let relation = c.relation(ix);
    if let Some(properties) = relation.and_then(|relation| relation.properties.as_ref()) {
        for text in [properties.kms_key, properties.expires]
            .into_iter()
            .flatten()
        {
            hash.update(c.str(text).as_bytes());
            hash.update(&[0]);
        }
        for policy in &properties.row_policies {
            hash.update(c.str(policy.name).as_bytes());
            hash.update(&policy.fingerprint.to_le_bytes());
        }
    }
    for name in sources(state, ix) {
        hash.update(name.as_bytes());
        hash.update(b"\n");
    }
}

/// A line without what passes.
fn canonical(line: Value) -> String {
    let Value::Object(fields) = line else {
        return String::new();
    };
    let kept = fields
        .into_iter()
        .filter(|(key, _)| !PASSING.contains(&key.as_str()));
    let mut kept: Map<String, Value> = kept.collect();
    for (list, passing) in [
        ("readers", &["last", "queries"][..]),
        ("columns", &["impact", "used", "last_named"]),
    ] {
        let all = kept.get_mut(list).and_then(Value::as_array_mut);
        for one in all.into_iter().flatten() {
            if let Some(one) = one.as_object_mut() {
                for field in passing {
                    one.remove(*field);
                }
            }
        }
    }
    kept.sort_keys();
    Value::Object(kept).to_string()
}

fn short(hash: &blake3::Hasher) -> String {
    let hex = hash.finalize().to_hex();
    hex.as_str().chars().take(32).collect()
}
