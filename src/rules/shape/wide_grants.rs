//! `wide-grant`: everyone may read a table or view, or someone may replace a view that others rely on.
//!
//! Passes: a group may read it. Fails: `allUsers` may, or a group may write a unified view.

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, Grant, Relation, Sym};
use crate::diagnostic::{Argument, Finding, Rule, Text, text};
use crate::rules::context::Context;
use crate::rules::place::place;
use crate::system::{Breadth, Principals};

use super::dataset_grants::Parts;

/// What mends a grant to everyone.
const HELP: &str = "grant the role to a group of those who need the data";

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let wide = Wide::of(catalog);
    let mut datasets = Parts::new();
    for relation in &catalog.relations {
        let grants = catalog.grants_of(relation);
        if grants.is_empty() || !context.is_on(Rule::WideGrant, catalog.owner(relation)) {
            continue;
        }
        let mut all = grants.iter().filter(|g| wide.lets_read(g));
        let first = all.clone().find(|g| !g.inherited);
        if let Some(grant) = first {
            findings.push(about(
                catalog,
                relation,
                text!(
                    "{who} may read `{relation}` (`{grantee}`)",
                    who = wide.who(grant),
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    grantee = catalog.str(grant.grantee)
                ),
                "read",
                HELP,
            ));
        } else if let Some(grant) = all.next() {
            datasets.add(catalog, relation, *grant);
        }
        if relation.unified {
            writers(catalog, relation, findings);
        }
    }
    for part in datasets.iter() {
        let message = text!(
            "{who} may read the dataset `{dataset}` (`{grantee}`), tables and views in it: {count}",
            who = wide.who(&part.found),
            dataset = part.dataset(catalog),
            grantee = catalog.str(part.found.grantee),
            count = part.count
        );
        findings.push(part.finding(catalog, Rule::WideGrant, message).help(HELP));
    }
}

/// Says who may replace a unified view. Grants on its dataset don't count: someone has to own that.
fn writers(catalog: &Catalog, view: &Relation, findings: &mut Vec<Finding>) {
    let grants = catalog.grants_of(view).iter();
    let mut writers = grants.filter(|grant| {
        !grant.inherited
            && Principals::lets_write(catalog.str(grant.privilege))
            && !Principals::is_service_grantee(catalog.str(grant.grantee))
    });
    let Some(first) = writers.next() else { return };
    let who = match first.person {
        true => "a person".into(),
        false => text!("`{grantee}`", grantee = catalog.str(first.grantee)),
    };
    findings.push(about(
        catalog,
        view,
        text!(
            "{who} may replace view `{view}` (`{role}`)",
            who,
            view = Argument::Asset(catalog.subject(view.asset)),
            role = catalog.str(first.privilege)
        ),
        "write",
        "let a service that releases the view write it, and others read it",
    ));
}

fn about(
    catalog: &Catalog,
    relation: &Relation,
    message: Text,
    detail: &str,
    help: &'static str,
) -> Finding {
    Finding::new(Rule::WideGrant, message)
        .at(place(catalog, relation))
        .about(catalog.subject(relation.asset))
        .detail(detail)
        .help(help)
}

/// Grantees that are everyone, by their names.
struct Wide(FxHashMap<Sym, Breadth>);

impl Wide {
    fn of(catalog: &Catalog) -> Self {
        let mut looked_at: FxHashMap<Sym, Option<Breadth>> = FxHashMap::default();
        let mut wide = FxHashMap::default();
        for grant in &catalog.grants {
            let breadth = *looked_at
                .entry(grant.grantee)
                .or_insert_with(|| Breadth::of(catalog.str(grant.grantee)));
            if let Some(breadth) = breadth {
                wide.insert(grant.grantee, breadth);
            }
        }
        // All of an organization, where the settings name them as an audience, are meant to.
        for audience in &catalog.audiences {
            for grantee in &audience.grantees {
                if let Some(sym) = catalog.strings.get(grantee)
                    && wide.get(&sym) == Some(&Breadth::Organization)
                {
                    wide.remove(&sym);
                }
            }
        }
        Self(wide)
    }

    fn lets_read(&self, grant: &Grant) -> bool {
        grant.reads && self.0.contains_key(&grant.grantee)
    }

    fn who(&self, grant: &Grant) -> &'static str {
        match self.0.get(&grant.grantee) {
            Some(Breadth::Organization) => "everyone of an organization",
            _ => "everyone",
        }
    }
}
