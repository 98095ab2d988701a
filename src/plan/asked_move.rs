//! What is to move where: what was asked for, resolved to views and tables.

use std::collections::{BTreeMap, BTreeSet};

use super::glob_map::GlobMap;
use crate::catalog::{AssetIx, Catalog, Kind, Relation};
use crate::diagnostic::nearest;
use crate::link::split;

/// What was asked for, in the words of the command line.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    /// One view is to point to `to`, in place of `from`, or of the one that it names.
    View {
        view: String,
        to: String,
        from: Option<String>,
    },
    /// Whatever points to tables of one DME is to point to those of the same names of another.
    Dmes { from: String, to: String },
    /// Whatever points to tables of these names is to point to others: `a.x_*=b.y_*`.
    Maps(Vec<String>),
}

impl Asked {
    /// In a sentence without a verb.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::View { view, to, .. } => format!("{view} to {to}"),
            Self::Dmes { from, to } => format!("tables of dme:{from} to dme:{to}"),
            Self::Maps(maps) => maps.join(", "),
        }
    }
}

/// One table in whose place another comes, and the views whose SQL names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    pub(super) from: AssetIx,
    pub(super) to: AssetIx,
    /// Sorted by name.
    pub(super) views: Vec<AssetIx>,
}

/// Why nothing can be planned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) help: String,
}

fn refused<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Refused> {
    Err(Refused {
        message: message.into(),
        help: help.into(),
    })
}

/// Names that an error lists.
const NAMES: usize = 20;

/// The moves that were asked for, by the name of what moves.
///
/// # Errors
/// Where a name is nothing's or several things', or what was asked for isn't one move; or where an
/// audience plans and may not see the SQL of a view that moves.
pub(crate) fn moves(catalog: &Catalog, asked: &Asked) -> Result<Vec<Move>, Refused> {
    let moves = asked_for(catalog, asked)?;
    let views = moves.iter().flat_map(|one| &one.views);
    let mut views = views.filter_map(|view| catalog.relation(*view));
    match views.find(|view| is_sql_hidden(catalog, view)) {
        Some(view) => of_hidden_sql(catalog, view),
        None => Ok(moves),
    }
}

/// Whether somebody plans who may not see the SQL of a view.
fn is_sql_hidden(catalog: &Catalog, view: &Relation) -> bool {
    catalog.part.is_some() && view.query.is_none()
}

fn of_hidden_sql<T>(catalog: &Catalog, view: &Relation) -> Result<T, Refused> {
    refused(
        format!("you may not see the SQL of `{}`", catalog.name(view.asset)),
        "it names what this audience may not see: plan without `--audience`, or ask its owner",
    )
}

fn asked_for(catalog: &Catalog, asked: &Asked) -> Result<Vec<Move>, Refused> {
    let pairs = match asked {
        Asked::View { view, to, from } => return of_view(catalog, view, to, from.as_deref()),
        Asked::Dmes { from, to } => of_dmes(catalog, from, to)?,
        Asked::Maps(maps) => of_maps(catalog, maps)?,
    };
    let mut out: Vec<Move> = pairs
        .into_iter()
        .map(|(from, to)| Move {
            from,
            to,
            views: views_naming(catalog, from),
        })
        .collect();
    out.retain(|one| !one.views.is_empty());
    if out.is_empty() {
        return refused(
            "no view names any of these tables",
            "nothing has to be moved but the tables",
        );
    }
    out.sort_by(|a, b| catalog.name(a.from).cmp(catalog.name(b.from)));
    Ok(out)
}

fn of_view(
    catalog: &Catalog,
    view: &str,
    to: &str,
    from: Option<&str>,
) -> Result<Vec<Move>, Refused> {
    let (view, to) = (relation(catalog, view)?, relation(catalog, to)?);
    let name = |ix: AssetIx| catalog.name(ix);
    if !view.is_view() {
        return refused(
            format!("`{}` is no view", name(view.asset)),
            "views move; what they point to is named by --to",
        );
    }
    if is_sql_hidden(catalog, view) {
        return of_hidden_sql(catalog, view);
    }
    let mut direct: Vec<AssetIx> = catalog
        .references_of(view)
        .iter()
        .map(|r| r.asset)
        .collect();
    direct.sort_unstable();
    direct.dedup();
    let from = match from {
        Some(from) => relation(catalog, from)?.asset,
        None => {
            let called_like = |ix: &AssetIx| {
                catalog
                    .relation(*ix)
                    .is_some_and(|r| catalog.str(r.table) == catalog.str(to.table))
            };
            let mut like = direct.iter().copied().filter(|ix| called_like(ix));
            match (direct.as_slice(), like.next(), like.next()) {
                ([one], ..) => *one,
                (_, Some(one), None) => one,
                ([], ..) => {
                    return refused(
                        format!("no export says what `{}` names", name(view.asset)),
                        "export its SQL: VIEWS, or TABLES with its `ddl`",
                    );
                }
                _ => {
                    return refused(
                        format!("`{}` names several tables", name(view.asset)),
                        format!("write --from with one of them: {}", list(catalog, &direct)),
                    );
                }
            }
        }
    };
    if from == to.asset || to.asset == view.asset {
        return refused(
            format!(
                "`{}` can't point to `{}` anew",
                name(view.asset),
                name(to.asset)
            ),
            "name the table that it is to point to",
        );
    }
    let views = match direct.contains(&from) {
        true => vec![view.asset],
        false => {
            // Views below it name the table.
            let below = views_below(catalog, view.asset);
            let mut naming = views_naming(catalog, from);
            naming.retain(|ix| below.contains(ix));
            naming
        }
    };
    if views.is_empty() {
        return refused(
            format!("`{}` doesn't lead to `{}`", name(view.asset), name(from)),
            format!("it names {}", list(catalog, &direct)),
        );
    }
    Ok(vec![Move {
        from,
        to: to.asset,
        views,
    }])
}

fn of_dmes(catalog: &Catalog, from: &str, to: &str) -> Result<Vec<(AssetIx, AssetIx)>, Refused> {
    let dme = |id: &str| match catalog.find(Kind::Dme, id) {
        Some(ix) => Ok(ix),
        None => refused(
            format!("there is no DME `{id}`"),
            "`vitrina list dmes` lists them",
        ),
    };
    let (from, to) = (dme(from)?, dme(to)?);
    if from == to {
        return refused("both are the same DME", "name the one that tables move to");
    }
    let owned = |dme: AssetIx| {
        let all = catalog.relations.iter();
        all.filter(move |r| !r.unified && r.is_described() && catalog.owner(r) == Some(dme))
    };
    let mut there: BTreeMap<&str, Vec<AssetIx>> = BTreeMap::new();
    for relation in owned(to) {
        let named = there.entry(catalog.str(relation.table)).or_default();
        named.push(relation.asset);
    }
    let mut pairs = Vec::new();
    let mut missing = Vec::new();
    for relation in owned(from).filter(|r| !views_naming(catalog, r.asset).is_empty()) {
        // A view of the DME's own over its tables moves with these.
        if relation.is_view() {
            continue;
        }
        match there.get(catalog.str(relation.table)).map(Vec::as_slice) {
            Some([one]) => pairs.push((relation.asset, *one)),
            _ => missing.push(relation.asset),
        }
    }
    if !missing.is_empty() {
        return refused(
            format!(
                "{} of {} tables of dme:{} that views name have not one counterpart of the same name in dme:{}",
                missing.len(),
                missing.len() + pairs.len(),
                catalog.name(from),
                catalog.name(to)
            ),
            format!(
                "write --map for those that move: {}",
                list(catalog, &missing)
            ),
        );
    }
    Ok(pairs)
}

fn of_maps(catalog: &Catalog, maps: &[String]) -> Result<Vec<(AssetIx, AssetIx)>, Refused> {
    let mut pairs: BTreeMap<&str, (AssetIx, AssetIx)> = BTreeMap::new();
    let mut wrong = BTreeSet::new();
    for map in maps {
        let Some(map) = GlobMap::parse(map) else {
            return refused(
                format!("`{map}` isn't a map"),
                "write it as `a.x_*=b.y_*`: two names of tables, with one `*` each or none",
            );
        };
        let mut matched = false;
        for relation in catalog.relations.iter().filter(|r| r.is_described()) {
            let from = catalog.name(relation.asset);
            let Some(to) = map.target(from) else { continue };
            matched = true;
            match catalog
                .find_relation(&to)
                .and_then(|ix| catalog.relation(ix))
            {
                Some(found) if found.is_described() => {
                    let known = pairs.insert(from, (relation.asset, found.asset));
                    if known.is_some_and(|(_, other)| other != found.asset) {
                        wrong.insert(format!("{from} would move to two tables"));
                    }
                }
                _ => {
                    wrong.insert(format!("{from} would move to {to}, which isn't there"));
                }
            }
        }
        if !matched {
            wrong.insert(format!("{} is no table", map.from()));
        }
    }
    let mut sources: BTreeMap<AssetIx, &str> = BTreeMap::new();
    for (from, (_, to)) in &pairs {
        if let Some(other) = sources.insert(*to, from) {
            wrong.insert(format!(
                "{other} and {from} would both move to {}",
                catalog.name(*to)
            ));
        }
    }
    for (from, (ix, to)) in &pairs {
        if ix == to || sources.contains_key(ix) {
            wrong.insert(format!("{from} would move, and is moved to"));
        }
    }
    if !wrong.is_empty() {
        let more = wrong.len().saturating_sub(NAMES);
        let mut lines: Vec<String> = wrong.into_iter().take(NAMES).collect();
        if more > 0 {
            lines.push(format!("{more} more"));
        }
        return refused(
            "the map doesn't lead from each table to one of its own",
            lines.join("; "),
        );
    }
    Ok(pairs.into_values().collect())
}

/// Views whose SQL names a relation, by name.
pub(super) fn views_naming(catalog: &Catalog, relation: AssetIx) -> Vec<AssetIx> {
    let below = catalog.graph.downstream(relation).iter().copied();
    let names_it = |ix: &AssetIx| {
        catalog.relation(*ix).is_some_and(|view| {
            let references = catalog.references_of(view);
            view.is_view() && references.iter().any(|r| r.asset == relation)
        })
    };
    let mut found: Vec<AssetIx> = below.filter(names_it).collect();
    found.sort_by(|a, b| catalog.name(*a).cmp(catalog.name(*b)));
    found.dedup();
    found
}

/// A view, and the views that it reads through views.
pub(super) fn views_below(catalog: &Catalog, view: AssetIx) -> BTreeSet<AssetIx> {
    let mut seen = BTreeSet::from_iter([view]);
    let mut queue = vec![view];
    while let Some(ix) = queue.pop() {
        let references = catalog.relation(ix).map(|r| catalog.references_of(r));
        for reference in references.into_iter().flatten() {
            let is_view = catalog.asset(reference.asset).kind == Kind::View;
            if is_view && seen.insert(reference.asset) {
                queue.push(reference.asset);
            }
        }
    }
    seen
}

/// The table or view of this name: its full name, or as much of its end as only one has.
fn relation<'c>(catalog: &'c Catalog, name: &str) -> Result<&'c Relation, Refused> {
    let name = name
        .trim()
        .trim_start_matches("view:")
        .trim_start_matches("table:");
    if let Some(found) = catalog
        .find_relation(name)
        .and_then(|ix| catalog.relation(ix))
    {
        return match found.is_described() {
            true => Ok(found),
            false => refused(
                format!("no export describes `{name}`"),
                "export the dataset that it is in, once it is there",
            ),
        };
    }
    let (_, dataset, table) = split(name);
    let is_meant = |r: &&Relation| {
        catalog.str(r.table) == table
            && (dataset.is_empty() || catalog.str(r.dataset) == dataset)
            && r.is_described()
            && name.matches('.').count() < 2
    };
    let found: Vec<&Relation> = catalog.relations.iter().filter(is_meant).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let names = catalog.relations.iter().map(|r| catalog.name(r.asset));
            let help = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`vitrina list views` and `vitrina list tables` list them".to_owned(),
            };
            refused(format!("no table or view is called `{name}`"), help)
        }
        several => {
            let all: Vec<AssetIx> = several.iter().map(|r| r.asset).collect();
            refused(
                format!("`{name}` may be one of {} tables and views", several.len()),
                format!("write which of them: {}", list(catalog, &all)),
            )
        }
    }
}

fn list(catalog: &Catalog, all: &[AssetIx]) -> String {
    let mut names: Vec<&str> = all.iter().map(|ix| catalog.name(*ix)).collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    match more {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
