//! Assets by their ids.

use crate::catalog::{AssetIx, Kind, Registry};
use crate::diagnostic::{Text, nearest, text};

/// The asset that a wrong `kind:id` most likely means.
pub(crate) fn nearest_asset(c: &Registry, id: &str) -> Text {
    let (kind, name) = id.split_once(':').unwrap_or(("", id));
    let same = c.assets.iter().filter(|asset| asset.kind.as_str() == kind);
    match nearest(name, same.map(|asset| c.str(asset.name))) {
        // Full names of one dataset have most of their letters in common.
        Some(near) if nearest(last(name), [last(near)]).is_some() => {
            text!("did you mean `{kind}:{near}`?", kind, near)
        }
        _ => "write `kind:id` of something in the catalog, for example `view:project.dataset.name` or `dme:id`"
            .into(),
    }
}

/// The asset that `kind:id`, or an id alone, names.
#[must_use]
pub(crate) fn resolve_id(registry: &Registry, id: &str) -> Option<AssetIx> {
    let id = id.trim();
    // As keys have it, which reports and baselines print.
    if let Some(name) = id.strip_prefix("relation:") {
        return registry.find_relation(name);
    }
    if let Some((kind, name)) = id.split_once(':')
        && let Some(kind) = Kind::parse(kind)
    {
        return match kind {
            Kind::View | Kind::Table => registry.find_relation(name),
            _ => registry.find(kind, name),
        };
    }
    Kind::ALL
        .into_iter()
        .find_map(|kind| registry.find(kind, id))
}

/// The last part of a full name.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
