//! Chains of views resolved to the productive tables at their ends.

use super::Linker;
use super::pointers::pos_of;
use crate::catalog::{AssetIx, How, Kind, small};
use crate::diagnostic::{Finding, Rule};

impl Linker<'_> {
    /// Sets the targets of every view: the tables that it reaches through any number of views.
    /// Views that read each other in a circle share theirs, and are a finding.
    pub(super) fn targets(&mut self) {
        let order = components(self.catalog.assets.len(), |ix| self.view_sources(ix));
        let mut ranges: Vec<(u32, u32)> = vec![(0, 0); self.catalog.assets.len()];
        for component in order {
            let is_view = |ix: &AssetIx| self.catalog.asset(*ix).kind == Kind::View;
            if !component.iter().any(is_view) {
                continue;
            }
            let mut targets: Vec<AssetIx> = Vec::new();
            let mut circular = component.len() > 1;
            for ix in &component {
                for source in self.sources(*ix) {
                    if self.catalog.asset(source).kind == Kind::View {
                        circular |= source == *ix;
                        let (start, end) = ranges[source.ix()];
                        targets.extend(&self.catalog.targets[start as usize..end as usize]);
                    } else {
                        targets.push(source);
                    }
                }
            }
            targets.sort_unstable();
            targets.dedup();
            targets.sort_by(|a, b| self.catalog.name(*a).cmp(self.catalog.name(*b)));
            let start = small(self.catalog.targets.len());
            self.catalog.targets.append(&mut targets);
            let range = (start, small(self.catalog.targets.len()));
            for ix in &component {
                ranges[ix.ix()] = range;
                let detail = self.catalog.asset(*ix).detail as usize;
                self.catalog.relations[detail].targets = range.0..range.1;
            }
            if circular {
                self.circle(component);
            }
        }
    }

    /// What a view is made from: its SQL, declared inputs, or dbt where no SQL is read.
    pub(super) fn sources(&self, ix: AssetIx) -> Vec<AssetIx> {
        let graph = &self.catalog.graph;
        let by_sql = self
            .catalog
            .relation(ix)
            .is_some_and(|r| r.query.as_ref().is_some_and(|q| !q.display_only));
        graph
            .upstream(ix)
            .iter()
            .copied()
            .filter(|from| {
                graph.provenances(*from, ix).any(|p| match p.how {
                    How::Dbt => !by_sql,
                    How::InputPort => false,
                    _ => true,
                })
            })
            .collect()
    }

    fn view_sources(&self, ix: AssetIx) -> Vec<AssetIx> {
        if self.catalog.asset(ix).kind != Kind::View {
            return Vec::new();
        }
        let mut sources = self.sources(ix);
        sources.retain(|s| self.catalog.asset(*s).kind == Kind::View);
        sources
    }

    fn circle(&mut self, mut component: Vec<AssetIx>) {
        component.sort_by(|a, b| self.catalog.name(*a).cmp(self.catalog.name(*b)));
        let names: Vec<&str> = component.iter().map(|ix| self.catalog.name(*ix)).collect();
        let message = match names.as_slice() {
            [one] => format!("view `{one}` reads itself"),
            many => {
                let mut list = many
                    .iter()
                    .take(5)
                    .map(|n| format!("`{n}`"))
                    .collect::<Vec<_>>()
                    .join(", ");
                if many.len() > 5 {
                    list += &format!(" and {} more", many.len() - 5);
                }
                format!("views read each other in a circle: {list}")
            }
        };
        let first = component[0];
        let finding = Finding::new(Rule::ViewCycle, message)
            .at(pos_of(&self.catalog, first))
            .asset(self.catalog.id(first))
            .help("change one of the statements so that the circle is broken");
        self.findings.push(finding);
    }
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
