//! What depends on each asset: [`super::reach`] over the lineage graph, with owners and users
//! as labels.

use super::reach::{Rows, reach};
use super::{AssetIx, Catalog, Impact, Kind};

/// Classes that are counted.
const VIEW: u8 = 0;
const PRODUCT: u8 = 1;
const DME: u8 = 2;
const MODEL: u8 = 3;
const EXPOSURE: u8 = 4;
const USER: u8 = 5;
const OTHER: u8 = 6;

impl Catalog {
    /// Counts what is up- and downstream of every asset. To be called once graph, owners and usage
    /// are there.
    #[must_use]
    pub fn impacts(&self) -> Vec<Impact> {
        let nodes = self.assets.len();
        let mut edges: Vec<(u32, u32)> = self
            .graph
            .edges
            .iter()
            .map(|e| (e.from.0, e.to.0))
            .collect();
        edges.dedup();
        let down = Rows::new(nodes, edges.iter().copied());
        let up = Rows::new(nodes, edges.iter().map(|(from, to)| (*to, *from)));
        let none = Rows::default();
        let same = vec![0u8; nodes];
        let (labels, users) = self.impact_labels(nodes);
        let class = self.classes(users);
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
    fn impact_labels(&self, nodes: usize) -> (Rows, usize) {
        let first_user = u32::try_from(nodes).unwrap_or(u32::MAX);
        let mut pairs = Vec::new();
        let mut users = 0;
        for relation in &self.relations {
            let from = relation.asset.0;
            pairs.extend(self.owner(relation).map(|d| (from, d.0)));
            pairs.extend(relation.product.map(|p| (from, p.0)));
            let used = self.operations.usage.get(&relation.asset);
            for user in used.iter().flat_map(|u| &u.users) {
                users = users.max(*user as usize + 1);
                pairs.push((from, first_user.saturating_add(*user)));
            }
        }
        // What a product reads is of interest to its DME.
        for product in &self.products {
            pairs.extend(product.environment.map(|d| (product.asset.0, d.0)));
        }
        (Rows::new(nodes, pairs.iter().copied()), users)
    }

    fn classes(&self, users: usize) -> Vec<u8> {
        let mut class: Vec<u8> = (0u32..)
            .zip(&self.assets)
            .map(|(i, asset)| match asset.kind {
                Kind::View if self.relation(AssetIx(i)).is_some_and(|r| r.unified) => VIEW,
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
}
