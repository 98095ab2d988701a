//! What depends on each asset: [`reach`] over the lineage graph, with owners and users as labels.

use crate::catalog::reach::{Rows, reach};
use crate::catalog::{AssetIx, Catalog, Kind};

/// What depends on an asset, however many steps away; each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Impact {
    /// All assets downstream.
    pub assets: u32,
    /// Unified views.
    pub views: u32,
    /// Products that publish or read something downstream.
    pub products: u32,
    /// DMEs that own something downstream.
    pub dmes: u32,
    /// ML models.
    pub models: u32,
    /// Dashboards, notebooks, applications.
    pub exposures: u32,
    /// Distinct users of what is downstream, in the last 30 days.
    pub users: u32,
    /// All assets upstream.
    pub upstream: u32,
}

/// Classes that are counted.
const VIEW: u8 = 0;
const PRODUCT: u8 = 1;
const DME: u8 = 2;
const MODEL: u8 = 3;
const EXPOSURE: u8 = 4;
const USER: u8 = 5;
const OTHER: u8 = 6;

/// Counts what is up- and downstream of every asset.
#[must_use]
pub(crate) fn impacts(c: &Catalog) -> Vec<Impact> {
    let nodes = c.assets.len();
    // What is only listed isn't counted, and nobody is told what depends on it.
    let edges = c.graph.edges.iter();
    let edges = edges.filter(|e| !c.is_listed(e.from) && !c.is_listed(e.to));
    let mut edges: Vec<(u32, u32)> = edges.map(|e| (e.from.0, e.to.0)).collect();
    edges.dedup();
    let down = Rows::new(nodes, edges.iter().copied());
    let up = Rows::new(nodes, edges.iter().map(|(from, to)| (*to, *from)));
    let none = Rows::default();
    let same = vec![0u8; nodes];
    let (labels, users) = labels(c, nodes);
    let class = classes(c, users);
    let (all, (upstream, counted)) = rayon::join(
        || reach::<1>(&down, &none, &same),
        || {
            rayon::join(
                || reach::<1>(&up, &none, &same),
                || reach::<6>(&down, &labels, &class),
            )
        },
    );
    all.into_iter()
        .zip(upstream)
        .zip(counted)
        .map(|((all, upstream), of)| Impact {
            assets: all[0],
            upstream: upstream[0],
            views: of[usize::from(VIEW)],
            products: of[usize::from(PRODUCT)],
            dmes: of[usize::from(DME)],
            models: of[usize::from(MODEL)],
            exposures: of[usize::from(EXPOSURE)],
            users: of[usize::from(USER)],
        })
        .collect()
}

/// Owner DME, product and users of each relation; and the number of users.
fn labels(c: &Catalog, nodes: usize) -> (Rows, usize) {
    let first_user = u32::try_from(nodes).unwrap_or(u32::MAX);
    let mut pairs = Vec::new();
    let mut users = 0;
    for relation in &c.relations {
        let from = relation.asset.0;
        pairs.extend(c.owner(relation).map(|d| (from, d.0)));
        pairs.extend(relation.product.map(|p| (from, p.0)));
        let used = c.operations.usage.get(&relation.asset);
        for user in used.iter().flat_map(|u| &u.users) {
            users = users.max(*user as usize + 1);
            pairs.push((from, first_user.saturating_add(*user)));
        }
    }
    // What a product reads is of interest to its DME.
    for product in &c.products {
        pairs.extend(product.environment.map(|d| (product.asset.0, d.0)));
    }
    (Rows::new(nodes, pairs.iter().copied()), users)
}

fn classes(c: &Catalog, users: usize) -> Vec<u8> {
    let mut class: Vec<u8> = (0u32..)
        .zip(&c.assets)
        .map(|(i, asset)| match asset.kind {
            Kind::View if c.relation(AssetIx(i)).is_some_and(|r| r.unified) => VIEW,
            Kind::Product => PRODUCT,
            Kind::Dme => DME,
            Kind::Model => MODEL,
            Kind::Exposure => EXPOSURE,
            _ => OTHER,
        })
        .collect();
    class.resize(class.len() + users, USER);
    class
}
