//! What tables and datasets of a part of a catalog are set to.

use super::under_way::Restriction;
use crate::catalog::{
    AuthorizedReader, DatasetProperties, Relation, RowPolicy, Sym, TableProperties, UniqueKey,
};

/// What a table or view is set to; its own columns have no names of the rest.
pub(super) fn table(part: &mut Restriction<'_>, old: &Relation) -> Option<Box<TableProperties>> {
    let old = old.properties.as_deref()?;
    let mut column_collations = Vec::new();
    for (path, collation) in &old.column_collations {
        column_collations.push((part.sym(*path), part.sym(*collation)));
    }
    let mut row_policies = Vec::new();
    for policy in &old.row_policies {
        row_policies.push(RowPolicy {
            name: part.sym(policy.name),
            columns: syms(part, &policy.columns),
            fingerprint: policy.fingerprint,
        });
    }
    let mut keys = Vec::new();
    for key in &old.keys {
        keys.push(UniqueKey {
            name: part.sym(key.name),
            columns: syms(part, &key.columns),
            ..*key
        });
    }
    Some(Box::new(TableProperties {
        partitioning: old.partitioning,
        expires: part.opt_sym(old.expires),
        kms_key: part.opt_sym(old.kms_key),
        max_staleness: part.opt_sym(old.max_staleness),
        collation: part.opt_sym(old.collation),
        column_collations,
        row_policies,
        keys,
    }))
}

/// Datasets of which something is kept. What reads them is kept where it is kept itself; where it isn't,
/// the list isn't whole any more.
pub(super) fn datasets(part: &mut Restriction<'_>) {
    let from = part.from;
    for old in &from.dataset_properties {
        let holds = |relation: &&Relation| {
            (relation.project, relation.dataset) == (old.project, old.dataset)
        };
        let mut relations = from.relations.iter().filter(holds);
        if !relations.any(|relation| part.ix(relation.asset).is_some()) {
            continue;
        }
        let mut authorized = Vec::new();
        for reader in &old.authorized {
            authorized.extend(reader_of_kept(part, reader));
        }
        let all = authorized.len() == old.authorized.len();
        authorized.sort_unstable();
        let kept = DatasetProperties {
            project: part.sym(old.project),
            dataset: part.sym(old.dataset),
            location: part.opt_sym(old.location),
            collation: part.opt_sym(old.collation),
            kms_key: part.opt_sym(old.kms_key),
            access_listed: old.access_listed && all,
            authorized,
            ..*old
        };
        part.to.inventory.dataset_properties.push(kept);
    }
}

/// What reads a dataset, in the names of the part: a view that is kept. A dataset and a routine may
/// stand for what isn't.
fn reader_of_kept(
    part: &mut Restriction<'_>,
    reader: &AuthorizedReader,
) -> Option<AuthorizedReader> {
    let AuthorizedReader::View(name) = reader else {
        return None;
    };
    let [project, dataset, table] = *name;
    let named = |r: &&Relation| [r.project, r.dataset, r.table] == [project, dataset, table];
    let view = part.from.relations.iter().find(named)?;
    part.ix(view.asset)?;
    Some(AuthorizedReader::View(name.map(|sym| part.sym(sym))))
}

fn syms(part: &mut Restriction<'_>, old: &[Sym]) -> Vec<Sym> {
    old.iter().map(|sym| part.sym(*sym)).collect()
}
