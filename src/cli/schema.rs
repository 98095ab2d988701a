//! `vitrina schema`.

use std::process::ExitCode;

use clap::Args;

use super::outcome::{Failure, Outcome};
use crate::diagnostic::nearest;
use crate::manifest::{OwnKind, json_schema};
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
                let all = OwnKind::ALL
                    .iter()
                    .map(|kind| (kind.name().to_owned(), json_schema(*kind)));
                serde_json::Value::Object(all.collect())
            }
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
