//! What tables and datasets are set to, put in order once their columns are known.

use crate::catalog::{
    Column, DatasetProperties, RowPolicy, Strings, Sym, TableProperties, UniqueKey,
};
use crate::link::facts::{RawConstraint, RawProperties, RawRowPolicy};

/// What a table or view with these columns is set to.
pub(super) fn table(strings: &Strings, columns: &[Column], raw: &RawProperties) -> TableProperties {
    let by_name = |a: Sym, b: Sym| strings.resolve(a).cmp(strings.resolve(b));
    let mut column_collations = raw.column_collations.clone();
    column_collations.sort_by(|a, b| by_name(a.0, b.0));
    let policies = raw.row_policies.iter();
    let mut row_policies: Vec<RowPolicy> = policies.map(|p| policy(strings, columns, p)).collect();
    row_policies.sort_by(|a, b| by_name(a.name, b.name));
    let mut keys: Vec<UniqueKey> = raw.constraints.iter().filter_map(key).collect();
    keys.sort_by(|a, b| b.primary.cmp(&a.primary).then(by_name(a.name, b.name)));
    TableProperties {
        partitioning: raw.partitioning,
        expires: raw.expires,
        kms_key: raw.kms_key,
        max_staleness: raw.max_staleness,
        collation: raw.collation,
        column_collations,
        row_policies,
        keys,
    }
}

/// What datasets are set to, by name.
pub(super) fn datasets(strings: &Strings, raw: &[DatasetProperties]) -> Vec<DatasetProperties> {
    let mut all = raw.to_vec();
    all.sort_by_key(|of| (strings.resolve(of.project), strings.resolve(of.dataset)));
    for of in &mut all {
        of.authorized.sort_unstable();
    }
    all
}

/// A policy, of whose condition the columns are kept: the first part of a path, or the second where
/// the first is the table's.
fn policy(strings: &Strings, columns: &[Column], raw: &RawRowPolicy) -> RowPolicy {
    let column = |part: &str| {
        let mut all = columns.iter().filter(|c| c.depth == 0);
        all.find(|c| strings.resolve(c.path).eq_ignore_ascii_case(part))
            .map(|c| c.path)
    };
    let named = raw.named.iter();
    let mut named: Vec<Sym> = named
        .filter_map(|path| path.split('.').take(2).find_map(column))
        .collect();
    named.sort_by_key(|column| strings.resolve(*column));
    named.dedup();
    RowPolicy {
        name: raw.name,
        columns: named,
        fingerprint: raw.fingerprint,
    }
}

/// A constraint that is a key, and of which the columns are known.
fn key(raw: &RawConstraint) -> Option<UniqueKey> {
    let primary = raw.primary?;
    let mut columns = raw.columns.clone();
    columns.sort_by_key(|(place, _)| *place);
    let mut names: Vec<Sym> = Vec::with_capacity(columns.len());
    for (_, name) in columns {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(UniqueKey {
        name: raw.name,
        primary,
        enforced: raw.enforced,
        columns: names,
    })
}
