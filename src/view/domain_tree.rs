//! Domains as a tree, and what they hold with those below them.

use rustc_hash::FxHashSet;

use super::model::TreeNode;
use super::{Views, status_badge};
use crate::catalog::{AssetIx, Domain};

/// What a domain and those below it hold, each once.
pub(super) fn below<'v>(
    views: &'v Views<'_>,
    ix: AssetIx,
    of: impl Fn(&'v Domain) -> &'v Vec<AssetIx>,
) -> Vec<AssetIx> {
    let mut seen = FxHashSet::default();
    let mut stack = vec![ix];
    let mut all = Vec::new();
    while let Some(at) = stack.pop() {
        let domain = views.reader.domain(at);
        all.extend(of(domain).iter().copied().filter(|a| seen.insert(*a)));
        stack.extend(&domain.children);
    }
    all
}

/// Unified views of a domain and those below it.
pub(super) fn views_below(views: &Views<'_>, ix: AssetIx) -> Vec<AssetIx> {
    let mut unified = Vec::new();
    let mut stack = vec![ix];
    while let Some(at) = stack.pop() {
        unified.extend(views.domain_views(at));
        stack.extend(&views.domain(at).children);
    }
    unified
}

/// The whole tree, to a depth.
pub(super) fn domain_tree(views: &Views<'_>, depth: usize) -> Vec<TreeNode> {
    let tops: Vec<AssetIx> = views
        .reader
        .domains()
        .iter()
        .filter(|d| d.parent.is_none())
        .map(|d| d.asset)
        .collect();
    tree_of(views, &tops, 0, depth)
}

/// The tree below some domains, sorted by title.
pub(super) fn tree_of(
    views: &Views<'_>,
    domains: &[AssetIx],
    depth: usize,
    limit: usize,
) -> Vec<TreeNode> {
    let mut sorted = domains.to_vec();
    sorted.sort_by(|a, b| views.reader.title(*a).cmp(views.reader.title(*b)));
    let mut out = Vec::new();
    for ix in sorted {
        let environments = below(views, ix, |d| &d.environments);
        out.push(TreeNode {
            link: views.link(ix),
            depth,
            dmes: environments.len(),
            views: views_below(views, ix).len(),
            badges: status_badge(views.reader.asset(ix).status)
                .into_iter()
                .collect(),
        });
        if depth + 1 < limit {
            out.extend(tree_of(views, &views.domain(ix).children, depth + 1, limit));
        }
    }
    out
}
