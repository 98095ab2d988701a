//! ML models.

use std::collections::BTreeMap;

use super::described::{Described, Names};
use crate::catalog::{Kind, Model, ModelVersion, Status};
use crate::link::facts::RawModel;

/// ML models; edges to them come with the other edges of tools.
pub(in crate::link) fn models(
    names: &mut Names<'_>,
    raw: BTreeMap<String, RawModel>,
) -> Vec<Model> {
    let mut models = Vec::new();
    for (name, raw) in raw {
        let added = names.add(&Described {
            kind: Kind::Model,
            name: &name,
            title: None,
            description: raw.description.as_deref(),
            status: Status::Active,
            detail: models.len(),
            pos: raw.pos,
        });
        let Some(asset) = added else { continue };
        let mut versions: Vec<ModelVersion> = raw
            .versions
            .into_iter()
            .map(|(version, (status, run, created))| ModelVersion {
                version,
                status,
                run,
                created,
            })
            .collect();
        let number = |v: &ModelVersion| v.version.parse::<u64>().unwrap_or(0);
        versions.sort_by(|a, b| {
            (number(b), b.created, &b.version).cmp(&(number(a), a.created, &a.version))
        });
        models.push(Model {
            asset,
            versions,
            aliases: raw.aliases,
            tags: raw.tags,
            changed: raw.changed,
        });
    }
    models
}
