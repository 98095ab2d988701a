//! What SQL of a relation tells beside its text, where some columns may not be seen.

use super::under_way::Restriction;
use crate::catalog::{AssetIx, Predicate, Relation, Sym};

/// Whether SQL of a relation may name a hidden column of its own or of what it reads. What else it reads
/// may have a column of that name: then it counts where one is known to be meant.
pub(super) fn names_hidden_columns(part: &Restriction<'_>, old: &Relation) -> bool {
    let c = part.from;
    let mut of: Vec<AssetIx> = c.references_of(old).iter().map(|r| r.asset).collect();
    of.push(old.asset);
    let hiding: Vec<AssetIx> = of
        .iter()
        .copied()
        .filter(|ix| part.hides_columns_of(*ix))
        .collect();
    let Some(query) = old.query.as_ref().filter(|_| !hiding.is_empty()) else {
        return false;
    };
    let mut names = sql::mentions(c.str(query.text), query.dialect)
        .names
        .into_vec();
    if let Some(ddl) = query.ddl {
        names.extend(sql::mentions(c.str(ddl), query.dialect).names);
    }
    let lineage = c.column_lineage_of(old).iter();
    let sources = lineage.flat_map(|of| c.column_refs_of(of));
    let filters = c.filters.of(old.asset).iter();
    let meant = sources
        .map(|of| (of.asset, of.column))
        .chain(filters.map(|(of, predicate)| (*of, predicate.column)));
    let meant: Vec<(AssetIx, Sym)> = meant.filter(|(of, _)| hiding.contains(of)).collect();
    let last = |path: Sym| c.str(path).rsplit('.').next().unwrap_or_default();
    let shared = |name: &str| {
        of.iter().filter_map(|ix| c.relation(*ix)).any(|relation| {
            let mut columns = c.columns_of(relation).iter();
            columns.any(|column| {
                last(column.path).eq_ignore_ascii_case(name)
                    && part.shows(relation.asset, column.path)
            })
        })
    };
    if meant
        .iter()
        .any(|(of, column)| !part.shows_name(*of, c.str(*column)))
    {
        return true;
    }
    let mut hidden = hiding.iter().flat_map(|ix| part.hidden_of(*ix));
    hidden.any(|column| {
        let name = last(*column);
        names.contains(&sql::name_hash(name)) && !shared(name)
    })
}

/// What is told of SQL beside its text: filters, what is taken by `*`, what couldn't be parsed. It is kept
/// with the text or not at all.
pub(super) fn of_sql(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation) {
    let c = part.from;
    let mut filters = Vec::new();
    for (from, Predicate { column, operator }) in c.filters.of(old.asset) {
        if let Some(new) = part.open(*from).filter(|_| part.shows(*from, *column)) {
            let (column, operator) = (part.sym(*column), *operator);
            filters.push((new, Predicate { column, operator }));
        }
    }
    part.to.filters.set(asset, filters);
    let stars = c.stars.of(old.asset).iter();
    let stars = stars.filter_map(|(of, place)| Some((part.open(*of)?, *place)));
    let mut stars: Vec<_> = stars.collect();
    stars.sort_unstable();
    part.to.stars.set(asset, stars);
    if c.open_views.contains(&old.asset) {
        part.to.open_views.insert(asset);
    }
    if let Some(columns) = star_columns(part, old) {
        let columns = part.syms(&columns);
        part.to.star_columns.insert(asset, columns);
    }
    if let Some(problem) = c.sql_problem(old) {
        part.to.sql_problems.insert(asset, problem.clone());
    }
}

/// The columns that `*` gives a view now and that may be seen, where its own differ from them.
fn star_columns(part: &Restriction<'_>, old: &Relation) -> Option<Vec<Sym>> {
    let c = part.from;
    let mut given = c.star_columns.get(&old.asset)?.clone();
    let read = c.references_of(old).iter().map(|r| r.asset);
    let read: Vec<AssetIx> = read.chain([old.asset]).collect();
    let shown = |name: Sym| read.iter().all(|ix| part.shows_name(*ix, c.str(name)));
    let before = given.len();
    given.retain(|name| shown(*name));
    if given.len() == before {
        return Some(given);
    }
    let own = c.columns_of(old).iter();
    let own = own.filter(|of| of.depth == 0 && part.shows(old.asset, of.path));
    let own = own.map(|of| c.str(of.path).to_lowercase());
    let is_new = own.ne(given.iter().map(|name| c.str(*name).to_lowercase()));
    is_new.then_some(given)
}
