//! Tables and views from the exports.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::described::Names;
use super::owners::Owners;
use super::relation_properties;
use crate::catalog::{AssetIx, LineageEdge, Places, Query, Registry, RelationKind, Sym};
use crate::config::Settings;
use crate::diagnostic::FileId;
use crate::link::facts::Settled;
use crate::system::{ProvenanceKind, SqlOrigin, System};

/// Every relation that an export describes. Returns the edges from what clones and snapshots were made of.
pub(in crate::link) fn relations(
    names: &mut Names<'_>,
    settings: &Settings,
    facts: &Settled,
) -> Vec<LineageEdge> {
    let Names {
        registry, resolver, ..
    } = names;
    for r in &facts.relations {
        let kind = match r.kind {
            Some((kind, _)) => kind,
            None if r.query.is_some_and(|q| !q.display_only()) => RelationKind::View,
            None if r.dbt.is_some() || !r.columns.is_empty() => RelationKind::Table,
            None => resolver.undescribed(registry, [r.project, r.dataset, r.table]),
        };
        let query = r.query.map(|q| Query {
            text: q.text,
            ddl: q.ddl,
            dialect: q.dialect,
            dataset: None,
            origin: match (q.display_only(), &r.dbt) {
                (false, _) => SqlOrigin::Definition,
                (true, Some(_)) => SqlOrigin::Compiled,
                (true, None) => SqlOrigin::Run,
            },
        });
        let ix = resolver.add(registry, kind, [r.project, r.dataset, r.table]);
        let asset = &mut registry.assets[ix.ix()];
        asset.pos = Some(r.pos);
        asset.title = r.title;
        asset.description = r.description;
        let detail = asset.detail as usize;
        let relation = &mut registry.relations[detail];
        relation.columns = r.columns.clone();
        relation.columns_complete = r.columns_complete;
        relation.labels = r.labels.clone();
        relation.query = query;
        relation.dialect = r.system.map(System::dialect);
        relation.system = r.system_of_name();
        relation.created = r.created;
        relation.modified = r.modified;
        relation.partition_filter = r.partition_filter;
        relation.properties = r.properties.as_deref().map(|raw| {
            let Range { start, end } = r.columns;
            let columns = registry.columns.get(start as usize..end as usize);
            let columns = columns.unwrap_or_default();
            Box::new(relation_properties::table(&registry.strings, columns, raw))
        });
        relation.rows = r.rows;
        relation.bytes = r.bytes;
        relation.dbt = r.dbt.as_ref().map(|(node, _)| node.clone());
        relation.tags.clone_from(&r.tags);
        registry.places[detail] = Places {
            query: r.query.map(|q| q.pos),
            dbt: r.dbt.as_ref().map(|(_, pos)| *pos),
            listed: None,
        };
    }
    fold(registry, settings, &facts.folding);
    // Relations come first, so a raw index is an asset index.
    (0u32..)
        .zip(&facts.relations)
        .filter_map(|(i, r)| {
            Some(LineageEdge::new(
                AssetIx(r.base?),
                AssetIx(i),
                ProvenanceKind::Copy,
                r.pos,
            ))
        })
        .collect()
}

/// The owner of each dbt model's group, as the manifest that holds both names them. Persons stay
/// out of the portal.
pub(in crate::link) fn group_owners(registry: &mut Registry, facts: &Settled, shown: &Owners) {
    let mut owners: FxHashMap<(&str, FileId), String> = FxHashMap::default();
    for (name, owner, _, file) in &facts.groups {
        if let Some(owner) = owner.as_deref().and_then(|o| shown.shown(o)) {
            owners.insert((name.as_str(), *file), owner);
        }
    }
    if owners.is_empty() {
        return;
    }
    let Registry {
        relations,
        places,
        strings,
        ..
    } = registry;
    for (relation, places) in relations.iter_mut().zip(places) {
        let (Some(dbt), Some(pos)) = (relation.dbt.as_deref_mut(), places.dbt) else {
            continue;
        };
        let Some(group) = dbt.group else { continue };
        let group = strings.resolve(group).to_owned();
        let owner = owners.get(&(group.as_str(), pos.file));
        dbt.group_owner = owner.map(|o| strings.intern(o));
    }
}

/// Relations whose system doesn't compare case are found by any spelling of their names, and are
/// unified views by any spelling of their dataset.
fn fold(c: &mut Registry, settings: &Settings, folding: &[u32]) {
    for index in folding {
        let ix = AssetIx(*index);
        let key = c.name(ix).to_lowercase();
        c.folded
            .entry(key)
            .and_modify(|of| *of = None)
            .or_insert(Some(ix));
        let Some(relation) = c.relations.get_mut(*index as usize) else {
            continue;
        };
        let text = |sym: Sym| c.strings.resolve(sym).to_lowercase();
        let (project, dataset) = (text(relation.project), text(relation.dataset));
        relation.unified |= relation.is_view() && settings.is_entry_point(&project, &dataset);
    }
}
