//! `replacement-unusable`: what replaces something is of no use: it is retired or deprecated itself,
//! isn't in the warehouse, or leads back.
//!
//! Passes: what nothing describes, where no export lists its dataset; something retired whose
//! replacement was replaced in its turn. Fails: a deprecated table whose `replacedBy` is retired.

use super::declared_at::declared_at;
use crate::catalog::{AssetIx, Catalog, Completeness, Kind, Relation, RelationKind, Status};
use crate::diagnostic::{Argument, Finding, Pos, Rule, Text, text};
use crate::link::resolve_id;

/// Most steps from a replacement to the next.
const STEPS: usize = 64;

/// What something names as its replacement.
struct Named<'c> {
    asset: AssetIx,
    name: &'c str,
    at: Option<Pos>,
}

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let domains = catalog.domains.iter().map(|d| d.asset);
    let dmes = catalog.environments.iter().map(|d| d.asset);
    let products = catalog.products.iter().map(|p| p.asset);
    let relations = catalog.relations.iter().map(|r| r.asset);
    for asset in domains.chain(dmes).chain(products).chain(relations) {
        let Some(named) = named(catalog, asset) else {
            continue;
        };
        if let Some((how, help)) = unusable(catalog, &named) {
            findings.push(
                Finding::new(
                    Rule::ReplacementUnusable,
                    text!(
                        "`{asset}` is replaced by `{name}`, {how}",
                        asset = Argument::Asset(catalog.subject(asset)),
                        name = named.name,
                        how
                    ),
                )
                .at(named.at)
                .about(catalog.subject(asset))
                .help(help),
            );
        }
    }
}

fn named(catalog: &Catalog, asset: AssetIx) -> Option<Named<'_>> {
    let lifecycle = match catalog.asset(asset).kind {
        Kind::Domain => &catalog.domain(asset)?.lifecycle,
        Kind::Dme => &catalog.environment(asset)?.lifecycle,
        Kind::Product => &catalog.product(asset)?.lifecycle,
        _ => {
            let relation = catalog.relation(asset)?;
            let name = relation.replaced_by.as_deref()?;
            let port = catalog.port_of(relation);
            let port = port.and_then(|port| port.lifecycle.replaced_by.as_ref());
            let at = port.filter(|(own, _)| own == name).map(|(_, at)| at.0);
            let at = at.or_else(|| declared_at(catalog, relation));
            return Some(Named { asset, name, at });
        }
    };
    let (name, at) = lifecycle.replaced_by.as_ref()?;
    Some(Named {
        asset,
        name,
        at: Some(at.0),
    })
}

/// The asset that is meant; nothing where none goes by the name.
fn resolved(catalog: &Catalog, named: &Named<'_>) -> Option<AssetIx> {
    match catalog.relation(named.asset) {
        Some(relation) => {
            let full = full_name(catalog, relation, named.name);
            let found = resolve_id(catalog, named.name);
            found.or_else(|| catalog.find_relation(&full))
        }
        None => catalog.find(catalog.asset(named.asset).kind, named.name),
    }
}

/// The name of a neighbour of a relation, completed.
fn full_name(catalog: &Catalog, relation: &Relation, name: &str) -> String {
    let (project, dataset) = (catalog.str(relation.project), catalog.str(relation.dataset));
    match name.matches('.').count() {
        0 => [project, ".", dataset, ".", name].concat(),
        1 => [project, ".", name].concat(),
        _ => name.to_owned(),
    }
}

/// Why a replacement is of no use, and what helps; nothing where it is of some.
fn unusable(catalog: &Catalog, named: &Named<'_>) -> Option<(Text, Text)> {
    const NAME: &str = "name what consumers can use instead";
    let Some(by) = resolved(catalog, named) else {
        // Of what isn't a relation, another rule says that nothing describes it.
        let relation = catalog.relation(named.asset)?;
        let full = full_name(catalog, relation, named.name);
        return is_listed(catalog, &full).then(|| (MISSING.into(), NAME.into()));
    };
    if by == named.asset {
        return Some(("which is itself".into(), NAME.into()));
    }
    if catalog.relation(by).map(|r| r.kind) == Some(RelationKind::Missing) {
        return Some((MISSING.into(), NAME.into()));
    }
    let last = match end(catalog, by) {
        End::At(last) => last,
        End::Circle(circle) if circle.contains(&named.asset) => {
            return Some((
                "which leads back to it".into(),
                "end the circle: one of them has to name something else".into(),
            ));
        }
        // Told of those that form it.
        End::Circle(_) => by,
    };
    let word = match catalog.asset(by).status {
        Status::Retired => "retired",
        Status::Deprecated => "deprecated",
        _ => return None,
    };
    let how = text!("which is {word} itself", word);
    if !catalog.is_in_use(last) {
        return Some((how, NAME.into()));
    }
    // Whoever looks up what is gone finds the way by the pages.
    let is_gone = catalog.asset(named.asset).status == Status::Retired;
    (!is_gone).then(|| {
        (
            how,
            text!(
                "name `{last}`, which replaces that",
                last = catalog.name(last)
            ),
        )
    })
}

const MISSING: &str = "which isn't in the warehouse";

/// Where replacements lead.
enum End {
    /// To what names no other, or none that is there.
    At(AssetIx),
    /// Round and round by these.
    Circle(Vec<AssetIx>),
}

fn end(catalog: &Catalog, from: AssetIx) -> End {
    let mut way = vec![from];
    let mut at = from;
    while way.len() < STEPS {
        let next = named(catalog, at).and_then(|named| resolved(catalog, &named));
        let Some(next) = next else { break };
        if way.contains(&next) {
            return End::Circle(way);
        }
        way.push(next);
        at = next;
    }
    End::At(at)
}

/// Whether an export lists the whole dataset of a name.
fn is_listed(catalog: &Catalog, full: &str) -> bool {
    let mut datasets = catalog.datasets.iter();
    datasets.any(|of| {
        let (project, dataset) = (catalog.str(of.project), catalog.str(of.dataset));
        let rest = full.strip_prefix(project).and_then(|r| r.strip_prefix('.'));
        let rest = rest.and_then(|r| r.strip_prefix(dataset));
        of.listed == Completeness::Complete && rest.is_some_and(|rest| rest.starts_with('.'))
    })
}
