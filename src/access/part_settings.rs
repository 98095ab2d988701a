//! Settings of a part: those of the mesh, without what tells of hidden things. What was only for reading
//! and linking is left out, since that is done; so is what names files, datasets, DMEs and audiences.

use crate::catalog::Catalog;
use crate::config::Settings;

/// Settings for the portal of an audience, of whose part of the mesh `part` is the catalog.
#[must_use]
pub(super) fn of(settings: &Settings, part: &Catalog) -> Settings {
    let mut own = settings.clone();
    let audience = part.part.as_ref().map(|part| part.audience.as_str());
    own.exports.clear();
    own.suppressions.clear();
    own.rules.forget_patterns();
    own.personal
        .audiences
        .retain(|id| Some(id.as_str()) == audience);
    let config = &mut own.config;
    config.exclude.clear();
    config.aliases.clear();
    config.exports.clear();
    config.rules.clear();
    config.entry_points.suppressions.clear();
    config
        .entry_points
        .datasets
        .retain(|pattern| is_visible(part, &pattern.value));
    config.access.hidden.clear();
    config.access.policy_tags.clear();
    config.audiences.retain_mut(|setting| {
        setting.grantees.clear();
        setting.includes.clear();
        setting.suppressions.clear();
        Some(setting.id.as_str()) == audience
    });
    if let Some(own) = config.audiences.first() {
        config.base_url = own.base_url.clone().or(config.base_url.take());
    }
    own
}

/// Whether an entry of the entry points is the name of a dataset of which something is visible. A glob
/// may tell of more than it stands for here.
fn is_visible(part: &Catalog, pattern: &str) -> bool {
    let is_it = |project: &str, dataset: &str| {
        let full = pattern.rsplit_once('.');
        full.map_or(pattern == dataset, |(of, name)| {
            of == project && name == dataset
        })
    };
    !pattern.contains(['*', '?', '[', '{'])
        && part
            .relations
            .iter()
            .any(|r| is_it(part.str(r.project), part.str(r.dataset)))
}
