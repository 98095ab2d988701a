//! Chains of views resolved to the productive tables at their ends.

use super::pointers::pos_of;
use crate::catalog::{AssetIx, Kind, LineageGraph, PerRelation, Registry, small};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::system::ProvenanceKind;

/// The targets of every view, by name: the tables that it reaches through any number of views.
/// Views that read each other in a circle share theirs, and are a finding.
pub(in crate::link) fn of(
    c: &Registry,
    graph: &LineageGraph,
    findings: &mut Vec<Finding>,
) -> PerRelation<AssetIx> {
    let order = components(c.assets.len(), |ix| view_sources(c, graph, ix));
    let mut reached: PerRelation<AssetIx> = PerRelation::default();
    for component in order {
        let is_view = |ix: &AssetIx| c.asset(*ix).kind == Kind::View;
        if !component.iter().any(is_view) {
            continue;
        }
        let mut targets: Vec<AssetIx> = Vec::new();
        let mut circular = component.len() > 1;
        for ix in &component {
            for source in sources(c, graph, *ix) {
                if c.asset(source).kind == Kind::View {
                    circular |= source == *ix;
                    targets.extend(reached.of(source));
                } else {
                    targets.push(source);
                }
            }
        }
        targets.sort_unstable();
        targets.dedup();
        targets.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
        reached.set_all(&component, targets);
        if circular {
            findings.push(circle(c, component));
        }
    }
    reached
}

/// What a view is made from: its SQL, declared inputs, or dbt where no SQL is read.
pub(in crate::link) fn sources(c: &Registry, graph: &LineageGraph, ix: AssetIx) -> Vec<AssetIx> {
    let by_sql = c
        .relation(ix)
        .is_some_and(|r| r.query.as_ref().is_some_and(|q| !q.is_display_only()));
    graph
        .upstream(ix)
        .iter()
        .copied()
        .filter(|from| {
            graph.provenances(*from, ix).any(|p| match p.how {
                how if how.stands_in_for_sql() => !by_sql,
                ProvenanceKind::InputPort => false,
                _ => true,
            })
        })
        .collect()
}

fn view_sources(c: &Registry, graph: &LineageGraph, ix: AssetIx) -> Vec<AssetIx> {
    if c.asset(ix).kind != Kind::View {
        return Vec::new();
    }
    let mut sources = sources(c, graph, ix);
    sources.retain(|s| c.asset(*s).kind == Kind::View);
    sources
}

fn circle(c: &Registry, mut component: Vec<AssetIx>) -> Finding {
    component.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
    let first = component[0];
    let names: Vec<&str> = component.iter().map(|ix| c.name(*ix)).collect();
    let message = match names.as_slice() {
        [_] => text!(
            "view `{view}` reads itself",
            view = Argument::Asset(c.subject(first))
        ),
        many => {
            let views = many.iter().take(5).map(|name| (*name).to_owned());
            let views = Argument::Names(views.collect());
            match many.len().saturating_sub(5) {
                0 => text!("views read each other in a circle: {views}", views),
                more => text!(
                    "views read each other in a circle: {views} and {more} more",
                    views,
                    more
                ),
            }
        }
    };
    Finding::new(Rule::ViewCycle, message)
        .at(pos_of(c, first))
        .about(c.subject(first))
        .help("change one of the statements so that the circle is broken")
}

/// Strongly connected components, sources before what reads them (Tarjan, without recursion).
fn components(nodes: usize, sources: impl Fn(AssetIx) -> Vec<AssetIx>) -> Vec<Vec<AssetIx>> {
    const NEW: u32 = u32::MAX;
    let mut index = vec![NEW; nodes];
    let mut low = vec![0u32; nodes];
    let mut on_stack = vec![false; nodes];
    let (mut stack, mut out, mut next) = (Vec::new(), Vec::new(), 0u32);
    for root in 0..nodes {
        if index[root] != NEW {
            continue;
        }
        let root = AssetIx(small(root));
        let mut work: Vec<(AssetIx, Vec<AssetIx>, usize)> = Vec::new();
        let mut open = Some(root);
        loop {
            if let Some(ix) = open.take() {
                index[ix.ix()] = next;
                low[ix.ix()] = next;
                next += 1;
                stack.push(ix);
                on_stack[ix.ix()] = true;
                work.push((ix, sources(ix), 0));
            }
            let Some((ix, children, at)) = work.last_mut() else {
                break;
            };
            let ix = *ix;
            if let Some(child) = children.get(*at).copied() {
                *at += 1;
                if index[child.ix()] == NEW {
                    open = Some(child);
                } else if on_stack[child.ix()] {
                    low[ix.ix()] = low[ix.ix()].min(index[child.ix()]);
                }
                continue;
            }
            work.pop();
            if let Some((parent, ..)) = work.last() {
                low[parent.ix()] = low[parent.ix()].min(low[ix.ix()]);
            }
            if low[ix.ix()] == index[ix.ix()] {
                let mut component = Vec::new();
                while let Some(top) = stack.pop() {
                    on_stack[top.ix()] = false;
                    component.push(top);
                    if top == ix {
                        break;
                    }
                }
                out.push(component);
            }
        }
    }
    out
}
