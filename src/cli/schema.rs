//! `vitrina schema`.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value};

use super::outcome::{Failure, Outcome};
use crate::diagnostic::nearest;
use crate::lines;
use crate::manifest::{OwnKind, json_schema};
use crate::neutral;

/// What is no manifest and has a schema of its own.
const PLAN: &str = "plan";

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Kind of manifest, or `plan`: what `vitrina plan move --format json` prints; all kinds of manifests,
    /// in one object, where missing.
    kind: Option<String>,
}

impl Schema {
    pub(super) fn run(self) -> Outcome {
        let schema = match &self.kind {
            None => {
                let all = OwnKind::ALL
                    .iter()
                    .map(|kind| (kind.name().to_owned(), json_schema(*kind)));
                Value::Object(all.collect())
            }
            Some(name) if name == PLAN => plan_schema(),
            Some(name) => OwnKind::parse(name).map(json_schema).ok_or_else(|| {
                let help = match nearest(name, OwnKind::names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known kinds: {}", OwnKind::names().join(", ")),
                };
                Failure::Said(format!("there is no manifest kind `{name}`"), help)
            })?,
        };
        let mut out = std::io::stdout().lock();
        neutral::json::write_pretty(&mut out, &schema)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The schema of a saved plan, taken out of that of all lines.
fn plan_schema() -> Value {
    let mut all = lines::schema();
    let mut taken = |name: &str| all.get_mut(name).map(Value::take);
    let parts = ["$schema", "$defs"].map(|name| (name.to_owned(), taken(name)));
    let parts = parts
        .into_iter()
        .filter_map(|(name, part)| Some((name, part?)));
    let mut schema: Map<String, Value> = parts.collect();
    if let Some(Value::Object(plan)) = taken(PLAN) {
        schema.extend(plan);
    }
    Value::Object(schema)
}
