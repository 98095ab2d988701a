//! `vitrina schema`.

use std::process::ExitCode;

use clap::Args;

use super::outcome::{Failure, Outcome};
use crate::diagnostic::nearest;
use crate::manifest::{KINDS, json_schema};
use crate::neutral;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Kind of manifest; all of them, in one object, where missing.
    kind: Option<String>,
}

impl Schema {
    pub(super) fn run(self) -> Outcome {
        let schema = match &self.kind {
            None => {
                let all = KINDS
                    .iter()
                    .filter_map(|k| Some(((*k).to_owned(), json_schema(k)?)));
                serde_json::Value::Object(all.collect())
            }
            Some(kind) => json_schema(kind).ok_or_else(|| {
                let help = match nearest(kind, KINDS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known kinds: {}", KINDS.join(", ")),
                };
                Failure::Said(format!("there is no manifest kind `{kind}`"), help)
            })?,
        };
        let mut out = std::io::stdout().lock();
        neutral::json::write_pretty(&mut out, &schema)?;
        Ok(ExitCode::SUCCESS)
    }
}
