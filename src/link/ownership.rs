//! Whose is it? Every source is asked, all answers are kept, one decides.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Linker;
use super::infrastructure::Holder;
use crate::catalog::{AssetIx, Claim, ClaimSource, Decision, Relation, small};

/// How far the nearest owner upstream is looked for, in edges.
const UPSTREAM_STEPS: usize = 16;

impl Linker<'_> {
    /// Decides the owner of every relation: tables first, then the views over them, then what is
    /// left by the nearest owner upstream.
    pub(super) fn ownership(&mut self) {
        let mut infrastructure = self.infrastructure();
        let words = self.words();
        let mut held: FxHashMap<AssetIx, Holder> = FxHashMap::default();
        for i in 0..self.catalog.relations.len() {
            let r = &self.catalog.relations[i];
            let c = &self.catalog;
            let holder = infrastructure.holder(c.str(r.project), c.str(r.dataset), c.str(r.table));
            if let (Holder::Tie(dmes), false) = (&holder, r.unified) {
                self.tie(i, &dmes.clone());
            }
            held.insert(self.catalog.relations[i].asset, holder);
        }
        let mut claims: Vec<Vec<Claim>> = (0..self.catalog.relations.len())
            .map(|i| self.claims(i, &held, &words))
            .collect();
        for (i, claims) in claims.iter().enumerate() {
            let decision = self.decide(i, claims, &held);
            self.catalog.relations[i].decision = decision;
        }
        for (i, dmes) in self.all_dmes(&held).into_iter().enumerate() {
            self.catalog.relations[i].dmes = dmes;
        }
        self.inherit_upstream(&mut claims);
        for (i, mut found) in claims.into_iter().enumerate() {
            found.dedup();
            let start = small(self.catalog.claims.len());
            self.catalog.claims.append(&mut found);
            self.catalog.relations[i].claims = start..small(self.catalog.claims.len());
        }
    }

    /// Words by which labels, groups and owners name a DME.
    fn words(&self) -> FxHashMap<String, Option<AssetIx>> {
        let mut words: FxHashMap<String, Option<AssetIx>> = FxHashMap::default();
        for dme in &self.catalog.environments {
            words.insert(plain(self.catalog.name(dme.asset)), Some(dme.asset));
        }
        for dme in &self.catalog.environments {
            let title = plain(self.catalog.title(dme.asset));
            words.entry(title).or_insert(Some(dme.asset));
        }
        // A team stands for its DME where it owns just one.
        for team in &self.catalog.teams {
            let owned: Vec<AssetIx> = self
                .catalog
                .environments
                .iter()
                .filter(|d| d.team == Some(team.asset))
                .map(|d| d.asset)
                .collect();
            if let [one] = owned.as_slice() {
                let names = team.also_known_as.iter().map(String::as_str);
                for name in names.chain([self.catalog.name(team.asset)]) {
                    words.entry(plain(name)).or_insert(Some(*one));
                }
            }
        }
        words
    }

    /// All claims on a relation but those from upstream, strongest first.
    fn claims(
        &self,
        i: usize,
        held: &FxHashMap<AssetIx, Holder>,
        words: &FxHashMap<String, Option<AssetIx>>,
    ) -> Vec<Claim> {
        let c = &self.catalog;
        let relation = &c.relations[i];
        let mut claims = Vec::new();
        let mut infrastructure = |ix: AssetIx, by: Option<AssetIx>| match held.get(&ix) {
            Some(Holder::One(dme, pos)) => claims.push(Claim {
                source: ClaimSource::Infrastructure,
                dme: *dme,
                pos: Some(*pos),
                by,
            }),
            Some(Holder::Tie(dmes)) => claims.extend(dmes.iter().map(|(dme, pos)| Claim {
                source: ClaimSource::Infrastructure,
                dme: *dme,
                pos: Some(*pos),
                by,
            })),
            _ => {}
        };
        if self.by_targets(relation, held) {
            for target in c.targets_of(relation) {
                infrastructure(*target, Some(*target));
            }
        } else {
            infrastructure(relation.asset, None);
        }
        let mut seen = FxHashSet::default();
        claims.retain(|claim| seen.insert(claim.dme));
        claims.sort_by(|a, b| c.name(a.dme).cmp(c.name(b.dme)));
        for (product, pos) in self.products_of(relation.asset) {
            if let Some(dme) = c.product(product).and_then(|p| p.environment) {
                claims.push(Claim {
                    source: ClaimSource::OutputPort,
                    dme,
                    pos,
                    by: Some(product),
                });
            }
        }
        let holders: Vec<AssetIx> = claims
            .iter()
            .filter(|c| c.source == ClaimSource::Infrastructure)
            .map(|c| c.dme)
            .collect();
        for pass in 0..2 {
            let before = claims.len();
            for at in relation.labels.clone() {
                let (label, pos) = self.facts.labels[at as usize];
                let key = c.str(label.key);
                let keys = if pass == 0 {
                    &self.settings.dme_labels
                } else {
                    &self.settings.owner_labels
                };
                let dme = words.get(&plain(c.str(label.value))).copied().flatten();
                if let Some(dme) = dme.filter(|_| keys.is_match(key)) {
                    let from_dbt = relation.dbt.as_ref().is_some_and(|d| d.pos == pos);
                    claims.push(Claim {
                        source: if from_dbt {
                            ClaimSource::Dbt
                        } else {
                            ClaimSource::Label
                        },
                        dme,
                        pos: Some(pos),
                        by: None,
                    });
                }
            }
            // Several owners may be named; where one of them is the holder's, the others are
            // colleagues, not contradictions.
            let said: Vec<AssetIx> = claims[before..].iter().map(|c| c.dme).collect();
            if pass == 1 && holders.iter().any(|h| said.contains(h)) {
                let mut at = 0;
                claims.retain(|c| {
                    at += 1;
                    at <= before || holders.contains(&c.dme)
                });
            }
        }
        for (_, owner, pos) in self.facts.operations.owners_of(relation.asset.0) {
            if let Some(dme) = words.get(&plain(c.str(*owner))).copied().flatten() {
                claims.push(Claim {
                    source: ClaimSource::Tool,
                    dme,
                    pos: Some(*pos),
                    by: None,
                });
            }
        }
        if let Some(dbt) = &relation.dbt
            && let Some(group) = dbt.group
            && let Some(dme) = self.group_dme(c.str(group), words)
        {
            claims.push(Claim {
                source: ClaimSource::Dbt,
                dme,
                pos: Some(dbt.pos),
                by: None,
            });
        }
        claims.sort_by_key(|c| c.source);
        claims
    }

    /// A view belongs where its tables are; one inside a DME's own datasets belongs there.
    fn by_targets(&self, relation: &Relation, held: &FxHashMap<AssetIx, Holder>) -> bool {
        let inside = matches!(
            held.get(&relation.asset),
            Some(Holder::One(..) | Holder::Tie(_))
        );
        relation.is_view() && (relation.unified || !inside)
    }

    fn group_dme(
        &self,
        group: &str,
        words: &FxHashMap<String, Option<AssetIx>>,
    ) -> Option<AssetIx> {
        if let Some(dme) = words.get(&plain(group)).copied().flatten() {
            return Some(dme);
        }
        let (_, owner, email, _) = self.facts.groups.iter().find(|(name, ..)| name == group)?;
        [owner, email]
            .into_iter()
            .flatten()
            .find_map(|word| words.get(&plain(word)).copied().flatten())
    }

    /// Products that list a relation, as output port or productive table.
    fn products_of(&self, ix: AssetIx) -> Vec<(AssetIx, Option<crate::diagnostic::Pos>)> {
        let Some(relation) = self.catalog.relation(ix) else {
            return Vec::new();
        };
        let product = relation.product;
        product
            .and_then(|p| Some((p, self.catalog.product(p)?)))
            .map(|(asset, product)| {
                let port = relation
                    .port
                    .and_then(|i| product.outputs.get(i as usize))
                    .map(|p| p.pos);
                (asset, port.or(self.catalog.asset(asset).pos))
            })
            .into_iter()
            .collect()
    }

    fn decide(&self, i: usize, claims: &[Claim], held: &FxHashMap<AssetIx, Holder>) -> Decision {
        let relation = &self.catalog.relations[i];
        let infrastructure: Vec<&Claim> = claims
            .iter()
            .filter(|c| c.source == ClaimSource::Infrastructure)
            .collect();
        match infrastructure.as_slice() {
            [] => claims
                .first()
                .map_or(Decision::Unowned, |c| Decision::Owned(*c)),
            [one] => Decision::Owned(**one),
            several if relation.is_view() => {
                let port = claims.iter().find(|c| {
                    c.source == ClaimSource::OutputPort && several.iter().any(|s| s.dme == c.dme)
                });
                match port {
                    Some(port) => Decision::Owned(*port),
                    None => {
                        let tied = self
                            .catalog
                            .targets_of(relation)
                            .iter()
                            .all(|t| matches!(held.get(t), Some(Holder::Tie(_))));
                        if tied {
                            Decision::Tie
                        } else {
                            Decision::Several
                        }
                    }
                }
            }
            _ => Decision::Tie,
        }
    }

    /// DMEs that hold a relation, or its targets.
    fn all_dmes(&self, held: &FxHashMap<AssetIx, Holder>) -> Vec<Vec<AssetIx>> {
        let c = &self.catalog;
        c.relations
            .iter()
            .map(|relation| {
                let mut dmes = Vec::new();
                let own = [relation.asset];
                let of = if self.by_targets(relation, held) {
                    c.targets_of(relation)
                } else {
                    &own
                };
                for ix in of {
                    match held.get(ix) {
                        Some(Holder::One(dme, _)) => dmes.push(*dme),
                        Some(Holder::Tie(all)) => dmes.extend(all.iter().map(|(dme, _)| *dme)),
                        _ => {}
                    }
                }
                if dmes.is_empty() {
                    dmes.extend(relation.owner());
                }
                dmes.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
                dmes.dedup();
                dmes
            })
            .collect()
    }

    /// What nothing else decides belongs to the owner of the nearest asset upstream, if the
    /// nearest that have one agree.
    fn inherit_upstream(&mut self, claims: &mut [Vec<Claim>]) {
        let mut decided = Vec::new();
        for (i, relation) in self.catalog.relations.iter().enumerate() {
            if relation.decision != Decision::Unowned || !relation.is_described() {
                continue;
            }
            let mut seen = FxHashSet::from_iter([relation.asset]);
            let mut level = vec![relation.asset];
            for _ in 0..UPSTREAM_STEPS {
                let mut next = Vec::new();
                for ix in &level {
                    for up in self.catalog.graph.upstream(*ix) {
                        if seen.insert(*up) {
                            next.push(*up);
                        }
                    }
                }
                let mut owners: Vec<(AssetIx, AssetIx)> = next
                    .iter()
                    .filter_map(|ix| Some((self.catalog.relation(*ix)?.owner()?, *ix)))
                    .collect();
                owners.sort_unstable();
                owners.dedup_by_key(|(dme, _)| *dme);
                if !owners.is_empty() {
                    decided.push((i, owners));
                    break;
                }
                if next.is_empty() {
                    break;
                }
                level = next;
            }
        }
        for (i, owners) in decided {
            let found: Vec<Claim> = owners
                .iter()
                .map(|(dme, by)| Claim {
                    source: ClaimSource::Upstream,
                    dme: *dme,
                    pos: self.catalog.asset(*by).pos,
                    by: Some(*by),
                })
                .collect();
            let relation = &mut self.catalog.relations[i];
            relation.decision = match found.as_slice() {
                [one] => Decision::Owned(*one),
                _ => Decision::Several,
            };
            relation.dmes = owners.iter().map(|(dme, _)| *dme).collect();
            claims[i].extend(found);
        }
    }
}

/// Labels allow only lower case, digits, `-` and `_`; names are compared the same way.
fn plain(word: &str) -> String {
    word.trim()
        .chars()
        .map(|c| if c == '_' || c == ' ' { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}
