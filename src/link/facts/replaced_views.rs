//! Views as they would be with other queries, in place of what exports say of them.

use super::gathered::Facts;
use crate::catalog::{Column, Presence, Sym, small};

/// Puts views in the place of those of the same names. What exports say of them beside query and columns
/// stays.
pub(super) fn replace(facts: &mut Facts) {
    for view in std::mem::take(&mut facts.replaced) {
        let [project, dataset, table] = view.name.each_ref().map(|part| facts.strings.intern(part));
        let is_meant = |r: &super::raw_facts::RawRelation| {
            (r.project, r.dataset, r.table) == (project, dataset, table)
        };
        let Some(at) = facts.relations.iter().position(is_meant) else {
            continue;
        };
        let text = facts.strings.intern(&view.query);
        let ddl = view.ddl.as_deref().map(|ddl| facts.strings.intern(ddl));
        if let Some(query) = &mut facts.relations[at].query {
            query.text = text;
            query.ddl = ddl;
        }
        if let Some(columns) = &view.columns {
            replace_columns(facts, at, columns);
        }
    }
}

/// Columns that keep their names keep what else is told of them.
fn replace_columns(facts: &mut Facts, at: usize, columns: &[(String, String)]) {
    let range = facts.relations[at].columns.clone();
    let own = facts.columns.get(range.start as usize..range.end as usize);
    let own: Vec<Column> = own.unwrap_or_default().to_vec();
    let start = small(facts.columns.len());
    for (path, data_type) in columns {
        let path: Sym = facts.strings.intern(path);
        let data_type = facts.strings.intern(data_type);
        let known = own.iter().find(|column| column.path == path).copied();
        facts.columns.push(Column {
            data_type,
            ..known.unwrap_or_else(|| unknown(path, facts.strings.resolve(path)))
        });
    }
    facts.relations[at].columns = start..small(facts.columns.len());
}

/// A column of which nothing but its name is known yet.
fn unknown(path: Sym, text: &str) -> Column {
    Column {
        path,
        data_type: path,
        description: None,
        depth: u8::try_from(text.matches('.').count()).unwrap_or(u8::MAX),
        required: None,
        partitioning: false,
        clustering: 0,
        policy_tags: None,
        presence: Presence::Listed,
    }
}
