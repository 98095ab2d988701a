//! What is indexed of each asset, in the order that breaks ties: what consumers look for first.

use rustc_hash::{FxHashMap, FxHashSet};
use search_core::{Document, Labels, Stored, Value};

use super::document_kind::kind;
use super::document_order::{by_letters, place, short_name};
use super::{audience, indexed_columns, shards};
use crate::catalog::{AssetIx, Catalog, Kind, Relation, Tier};
use crate::insight::{Insight, State};
use crate::markdown;
use crate::neutral;

/// Length of the description that is kept, in characters.
const MAX_TEXT: usize = 400;

/// All documents of a catalog.
pub(super) struct Documents<'a> {
    catalog: &'a Catalog,
    insight: &'a Insight,
    order: Vec<AssetIx>,
    name_rank: Vec<u32>,
    /// Values of domains by asset, those above included.
    domains: FxHashMap<AssetIx, Vec<Value>>,
    /// Names and synonyms of glossary terms by the asset that carries them.
    glossary: FxHashMap<AssetIx, Vec<&'a str>>,
    /// Shards that a newer one stands for.
    older: FxHashSet<AssetIx>,
}

impl<'a> Documents<'a> {
    pub(super) fn new(catalog: &'a Catalog, insight: &'a Insight) -> Self {
        let all: Vec<AssetIx> = (0..).map(AssetIx).take(catalog.assets.len()).collect();
        let mut order = all.clone();
        let older = shards::older(catalog);
        order.sort_by_cached_key(|ix| place(catalog, *ix, older.contains(ix)));
        let mut by_name = all.clone();
        by_name.sort_by_cached_key(|ix| by_letters(short_name(catalog, *ix)));
        let mut name_rank = vec![0; all.len()];
        for (rank, ix) in (0..).zip(&by_name) {
            name_rank[ix.ix()] = rank;
        }
        let domains = all
            .iter()
            .filter(|ix| catalog.asset(**ix).kind == Kind::Domain)
            .map(|ix| (*ix, domain_values(catalog, *ix)))
            .collect();
        Self {
            catalog,
            insight,
            order,
            name_rank,
            domains,
            glossary: glossary(catalog),
            older,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Document<'a>> + '_ {
        self.order.iter().map(|ix| self.document(*ix))
    }

    /// The assets in the order of the index.
    pub(super) fn order(&self) -> &[AssetIx] {
        &self.order
    }

    pub(super) const fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// Names to show of what facets count.
    pub(super) fn labels(&self) -> Labels {
        let c = self.catalog;
        let mut labels = Labels::default();
        for (i, asset) in (0..).zip(&c.assets) {
            let ix = AssetIx(i);
            let (of_kind, id) = match asset.kind {
                Kind::Dme => (&mut labels.dme, c.name(ix)),
                Kind::Team => (&mut labels.owner, c.name(ix)),
                Kind::Domain => {
                    let domain = &c.domains[asset.detail as usize];
                    (&mut labels.domain, domain.path.as_str())
                }
                _ => continue,
            };
            of_kind.insert(id.to_owned(), neutral::text(c.title(ix)).into_owned());
        }
        labels.audience = audience::labels(c);
        labels
    }

    /// What is indexed of an asset.
    pub(super) fn document(&self, ix: AssetIx) -> Document<'a> {
        let c = self.catalog;
        let asset = c.asset(ix);
        let kind = kind(c, ix).as_str();
        let title = c.title(ix);
        let mut doc = Document {
            stored: Stored {
                id: c.id(ix).into(),
                url: c.href(ix).into(),
                kind: kind.into(),
                name: c.name(ix).into(),
                path: c.name(ix).into(),
                status: asset.status.as_str().into(),
                verdict: verdict(c, self.insight, ix)
                    .filter(|state| *state != State::Unknown.as_str())
                    .unwrap_or("")
                    .into(),
                usage: c.operations.usage.get(&ix).map_or(0, |u| u.queries),
                text: asset
                    .description
                    .map(|d| markdown::summary(c.str(d), MAX_TEXT))
                    .unwrap_or_default()
                    .into(),
                ..Stored::default()
            },
            exact: vec![c.name(ix)],
            name: c.name(ix).to_owned(),
            description: asset.description.map_or("", |d| c.str(d)),
            name_rank: self.name_rank[ix.ix()],
            ..Document::default()
        };
        if title != c.name(ix) {
            doc.stored.title = title.into();
            doc.known_as.push(title);
            doc.name.push(' ');
            doc.name.push_str(title);
        }
        let listed = c.is_listed(ix);
        if let Some(words) = self.glossary.get(&ix).filter(|_| !listed) {
            doc.glossary.clone_from(words);
        }
        let mut owners = Owners::default();
        let mut tags: Vec<String> = Vec::new();
        match asset.kind {
            Kind::View | Kind::Table => {
                self.relation(
                    &c.relations[asset.detail as usize],
                    &mut doc,
                    &mut owners,
                    &mut tags,
                );
            }
            Kind::Product => {
                let product = &c.products[asset.detail as usize];
                tags.clone_from(&product.tags);
                owners.dmes.extend(product.environment);
                owners.team = product.team;
                owners.domain = product.domain;
                owners.criticality = product.criticality.map(Tier::as_str);
            }
            Kind::Dme => {
                let environment = &c.environments[asset.detail as usize];
                tags.clone_from(&environment.tags);
                owners.dmes.push(ix);
                owners.team = environment.team;
            }
            Kind::Domain => {
                let domain = &c.domains[asset.detail as usize];
                tags.clone_from(&domain.tags);
                owners.team = domain.team;
                owners.domain = Some(ix);
            }
            Kind::Term => {
                let term = &c.terms[asset.detail as usize];
                tags.clone_from(&term.tags);
                for synonym in &term.synonyms {
                    doc.known_as.push(synonym);
                    doc.name = format!("{} {synonym}", doc.name);
                }
            }
            Kind::Guide => doc.description = &c.guides[asset.detail as usize].text,
            Kind::Team => owners.team = Some(ix),
            Kind::Exposure | Kind::Contract | Kind::Job | Kind::Model => {}
        }
        doc.exact.sort_unstable();
        doc.exact.dedup();
        if self.older.contains(&ix) {
            // Its own name finds it; the words of it don't, as those of a name do.
            doc.known_as = std::mem::take(&mut doc.exact);
            let name = std::mem::take(&mut doc.name);
            doc.path = format!("{} {name}", doc.path);
        } else if c
            .relation(ix)
            .is_some_and(|r| r.system.is_wildcard(c.str(r.table)))
        {
            // A pattern isn't the name of anything.
            doc.exact.clear();
        }
        self.values(ix, kind, &owners, tags, &mut doc);
        doc
    }

    fn relation(
        &self,
        relation: &'a Relation,
        doc: &mut Document<'a>,
        owners: &mut Owners,
        tags: &mut Vec<String>,
    ) {
        let c = self.catalog;
        let (project, dataset) = (c.str(relation.project), c.str(relation.dataset));
        let table = c.str(relation.table);
        // `dataset.table` as it ends the full name.
        let full = c.name(relation.asset);
        let short = full
            .strip_prefix(project)
            .map_or(full, |rest| rest.trim_start_matches('.'));
        if !table.is_empty() {
            doc.exact.extend([table, short]);
        }
        if relation.is_described() {
            table.clone_into(&mut doc.name);
            if !doc.stored.title.is_empty() {
                doc.name = [table, &*doc.stored.title].join(" ");
            }
            doc.stored.name = short.into();
            doc.path = [project, dataset].join(" ");
        }
        match c.owner(relation) {
            Some(dme) => owners.dmes.push(dme),
            None => owners.dmes.extend(c.dmes_of(relation)),
        }
        let product = relation.product.and_then(|p| c.product(p));
        owners.team = product.and_then(|product| product.team);
        if c.is_listed(relation.asset) {
            return;
        }
        indexed_columns::add(c, relation, doc);
        for label in c.labels_of(relation) {
            tags.push([c.str(label.key), c.str(label.value)].join(":"));
        }
        tags.extend(relation.tags.iter().map(|t| c.str(*t).to_owned()));
        owners.criticality = product.and_then(|p| p.criticality).map(Tier::as_str);
    }

    /// Values that facets count and filters look for.
    fn values(
        &self,
        ix: AssetIx,
        kind: &'static str,
        owners: &Owners,
        mut tags: Vec<String>,
        doc: &mut Document<'a>,
    ) {
        let c = self.catalog;
        let named = |ix: AssetIx| Value {
            id: c.name(ix).to_owned(),
            words: [c.name(ix), c.title(ix)].join(" "),
        };
        let word = |text: &str| Value {
            id: text.to_owned(),
            words: text.to_owned(),
        };
        let owner = owners
            .dmes
            .first()
            .copied()
            .filter(|_| owners.dmes.len() == 1);
        let team = owners
            .team
            .or(owner.and_then(|d| c.environment(d)).and_then(|d| d.team));
        let domain = owners.domain.or(owner.and_then(|d| c.home_domain(d)));
        tags.sort_unstable();
        tags.dedup();
        doc.stored.dme = owner.map_or("", |d| c.name(d)).into();
        doc.stored.owner = team.map_or("", |t| c.name(t)).into();
        doc.stored.domain = domain
            .map_or("", |d| &c.domains[c.asset(d).detail as usize].path)
            .into();
        doc.stored.criticality = owners.criticality.unwrap_or("").into();
        // In the order of `search_core::FACETS`.
        doc.facets = [
            vec![Value {
                id: kind.to_owned(),
                words: [kind, c.asset(ix).kind.as_str()].join(" "),
            }],
            domain
                .and_then(|d| self.domains.get(&d))
                .cloned()
                .unwrap_or_default(),
            owners.dmes.iter().map(|d| named(*d)).collect(),
            team.map(named).into_iter().collect(),
            owners.criticality.map(word).into_iter().collect(),
            vec![word(c.asset(ix).status.as_str())],
            verdict(c, self.insight, ix).map(word).into_iter().collect(),
            audience::values(c, ix),
            tags.iter().map(|t| word(t)).collect(),
        ];
    }
}

#[derive(Default)]
struct Owners {
    dmes: Vec<AssetIx>,
    team: Option<AssetIx>,
    domain: Option<AssetIx>,
    criticality: Option<&'static str>,
}

/// A domain and those above it.
fn domain_values(c: &Catalog, ix: AssetIx) -> Vec<Value> {
    let mut out = Vec::new();
    let mut at = Some(ix);
    while let Some(ix) = at {
        let domain = &c.domains[c.asset(ix).detail as usize];
        out.push(Value {
            id: domain.path.clone(),
            words: [c.name(ix), c.title(ix)].join(" "),
        });
        at = domain.parent;
    }
    out
}

/// The state of a view or table, where any is known in the mesh; of one that a reader finds and has to ask
/// for, that.
fn verdict(c: &Catalog, insight: &Insight, ix: AssetIx) -> Option<&'static str> {
    c.relation(ix)?;
    if c.is_listed(ix) {
        return Some(LISTED);
    }
    insight.verdict_of(ix).map(|v| v.state.as_str())
}

/// What stands in the place of a state where readers have to ask for access before they may use it.
pub(crate) const LISTED: &str = "listed";

/// Names and synonyms of the terms that assets carry.
fn glossary(c: &Catalog) -> FxHashMap<AssetIx, Vec<&str>> {
    let mut words: FxHashMap<AssetIx, Vec<&str>> = FxHashMap::default();
    for term in &c.terms {
        for asset in &term.assets {
            let own = words.entry(*asset).or_default();
            own.extend([c.name(term.asset), c.title(term.asset)]);
            own.extend(term.synonyms.iter().map(String::as_str));
        }
    }
    words
}
