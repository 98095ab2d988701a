//! `long-view-chain`: a view reads tables through many other views.
//!
//! Passes: views over a view over a table. Fails: six views, one over the other.

use crate::catalog::{AssetIx, Catalog, Relation, RelationKind};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let chains = Chains::of(catalog);
    for relation in catalog.relations.iter().filter(|r| is_link(r)) {
        let Some(chain) = chains.at(catalog, relation.asset) else {
            continue;
        };
        // Of views in the middle nobody but other views need know.
        let is_seen = relation.unified || relation.product.is_some() || !chain.is_read;
        let dme = catalog.owner(relation);
        if chain.length == 0
            || !is_seen
            || u64::from(chain.length) <= context.limit(Rule::LongViewChain, dme)
            || !context.is_on(Rule::LongViewChain, dme)
        {
            continue;
        }
        findings.push(
            Finding::new(
                Rule::LongViewChain,
                text!(
                    "view `{view}` reads tables through {count} views, one over the other: {names}",
                    view = Argument::Asset(catalog.subject(relation.asset)),
                    count = chain.length,
                    names = first_names(chains.below(catalog, relation.asset))
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help("point the view at the tables, or store what a view in the middle computes"),
        );
    }
}

/// Whether a relation is computed whenever it is read: a materialized view stores its rows, as a table
/// does.
fn is_link(relation: &Relation) -> bool {
    relation.kind == RelationKind::View
}

/// What lies below a view.
#[derive(Clone, Copy, Default)]
struct Chain {
    state: State,
    /// How many views lie one over the other between it and a table, at most.
    length: u32,
    /// The first of these.
    next: Option<AssetIx>,
    /// Whether a view reads it.
    is_read: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    New,
    /// What it reads is being followed; who leads back to it closes a cycle, which another rule tells.
    Open,
    Done,
}

/// Chains of views, by relation.
struct Chains(Vec<Chain>);

impl Chains {
    /// Without recursion: a chain may be longer than the stack.
    fn of(catalog: &Catalog) -> Self {
        let mut chains = vec![Chain::default(); catalog.relations.len()];
        let mut way: Vec<(usize, usize)> = Vec::new();
        for start in 0..chains.len() {
            if chains[start].state == State::New && is_link(&catalog.relations[start]) {
                chains[start].state = State::Open;
                way.push((start, 0));
            }
            while let Some((view, at)) = way.last_mut() {
                let view = *view;
                let reference = catalog.references_of(&catalog.relations[view]).get(*at);
                *at += 1;
                let Some(reference) = reference else {
                    chains[view].state = State::Done;
                    way.pop();
                    if let Some((over, _)) = way.last() {
                        let (over, below) = (*over, chains[view].length + 1);
                        if below > chains[over].length {
                            chains[over].length = below;
                            chains[over].next = Some(catalog.relations[view].asset);
                        }
                    }
                    continue;
                };
                let read = catalog.relation(reference.asset).filter(|r| is_link(r));
                let Some(read) = read.map(|r| catalog.detail(r.asset)) else {
                    continue;
                };
                chains[read].is_read = true;
                match chains[read].state {
                    State::New => {
                        chains[read].state = State::Open;
                        way.push((read, 0));
                    }
                    State::Done if chains[read].length + 1 > chains[view].length => {
                        chains[view].length = chains[read].length + 1;
                        chains[view].next = Some(reference.asset);
                    }
                    State::Done | State::Open => {}
                }
            }
        }
        Self(chains)
    }

    fn at(&self, catalog: &Catalog, view: AssetIx) -> Option<&Chain> {
        self.0.get(catalog.detail(view))
    }

    /// Names of the views of the longest chain below a view, from the top.
    fn below<'c>(&self, catalog: &'c Catalog, view: AssetIx) -> impl Iterator<Item = &'c str> {
        let next = |ix: &AssetIx| self.at(catalog, *ix)?.next;
        std::iter::successors(next(&view), next).map(|ix| catalog.name(ix))
    }
}
