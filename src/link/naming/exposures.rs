//! Dashboards, notebooks and applications: dbt exposures, and edges that tools tell of.

use super::described::{Described, Names};
use super::owners::Owners;
use crate::catalog::{AssetIx, Exposure, Kind, LineageEdge, Namespace, Registry, Status};
use crate::link::facts::{RawExposure, RawNode, Settled};

/// dbt exposures, and the assets of those in `raw`, place by place; none where an id is taken.
pub(in crate::link) fn exposures(
    names: &mut Names<'_>,
    raw: &[RawExposure],
    owners: &Owners,
) -> (Vec<Exposure>, Vec<Option<AssetIx>>) {
    let mut exposures = Vec::new();
    let mut assets = Vec::with_capacity(raw.len());
    for exposure in raw {
        let added = names.add(&Described {
            kind: Kind::Exposure,
            name: &exposure.unique_id,
            title: Some(&exposure.name),
            description: exposure.description.as_deref(),
            status: Status::Active,
            detail: exposures.len(),
            pos: exposure.pos,
        });
        if let Some(ix) = added {
            exposures.push(Exposure {
                asset: ix,
                kind: exposure.kind.clone(),
                url: exposure.url.clone(),
                // Persons stay out of the portal.
                owner: exposure.owner.as_deref().and_then(|o| owners.shown(o)),
                maturity: exposure.maturity.clone(),
            });
        }
        assets.push(added);
    }
    (exposures, assets)
}

/// Edges between relations, exposures and models that tools tell of.
pub(in crate::link) fn tool_edges(
    registry: &Registry,
    facts: &Settled,
    exposures: &[Option<AssetIx>],
) -> Vec<LineageEdge> {
    let asset = |node: RawNode| match node {
        RawNode::Relation(i) => Some(AssetIx(i)),
        RawNode::Exposure(i) => exposures.get(i as usize).copied().flatten(),
        RawNode::Model(name) => registry
            .by_name
            .get(&(Namespace::Of(Kind::Model), name))
            .copied(),
    };
    let edges = facts.edges.iter();
    edges
        .filter_map(|(from, to, how, pos)| {
            Some(LineageEdge::new(asset(*from)?, asset(*to)?, *how, *pos))
        })
        .collect()
}
