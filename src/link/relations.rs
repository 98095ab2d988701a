//! Tables and views from the exports, and those that are only named.

use rustc_hash::FxHashMap;

use super::facts::RawNode;
use super::names::{join, split};
use super::{Linker, products};
use crate::catalog::{
    Asset, AssetIx, Catalog, Decision, Edge, Exposure, Grant, How, Kind, Provenance, Query,
    Relation, RelationKind, Status, Sym, small,
};
use crate::diagnostic::{FileId, Pos};
use crate::privacy::is_known_group;
use sql::Method;

impl Linker<'_> {
    /// Every relation that an export describes.
    pub(super) fn relations(&mut self) {
        let raw = std::mem::take(&mut self.facts.relations);
        for r in &raw {
            let kind = match r.kind {
                Some((kind, _)) => kind,
                None if r.query.is_some_and(|q| !q.display_only()) => RelationKind::View,
                None if r.dbt.is_some() || !r.columns.is_empty() => RelationKind::Table,
                None => self.undescribed(r.project, r.dataset, r.table),
            };
            let query = r.query.map(|q| Query {
                text: q.text,
                ddl: q.ddl,
                dialect: q.dialect,
                dataset: None,
                method: Method::Parsed,
                problem: None,
                display_only: q.display_only(),
                pos: q.pos,
            });
            let ix = self.relation(kind, [r.project, r.dataset, r.table], Some(r.pos));
            let asset = &mut self.catalog.assets[ix.ix()];
            asset.title = r.title;
            asset.description = r.description;
            let detail = asset.detail as usize;
            let relation = &mut self.catalog.relations[detail];
            relation.columns = r.columns.clone();
            relation.columns_complete = r.columns_complete;
            relation.labels = r.labels.clone();
            relation.query = query;
            relation.created = r.created;
            relation.modified = r.modified;
            relation.partition_filter = r.partition_filter;
            relation.rows = r.rows;
            relation.bytes = r.bytes;
            relation.dbt.clone_from(&r.dbt);
            relation.tags.clone_from(&r.tags);
        }
        self.fold();
        // Relations come first, so a raw index is an asset index.
        for (i, r) in (0u32..).zip(&raw) {
            if let Some(base) = r.base {
                self.edge(AssetIx(base), AssetIx(i), How::Copy, r.pos);
            }
        }
        self.facts.relations = raw;
        self.group_owners();
    }

    /// The owner of each dbt model's group, as the manifest that holds both names them. Persons stay
    /// out of the portal.
    fn group_owners(&mut self) {
        let mut owners: FxHashMap<(&str, FileId), String> = FxHashMap::default();
        for (name, owner, _, file) in &self.facts.groups {
            if let Some(owner) = owner.as_deref().and_then(|o| self.owners.shown(o)) {
                owners.insert((name.as_str(), *file), owner);
            }
        }
        if owners.is_empty() {
            return;
        }
        let Catalog {
            relations, strings, ..
        } = &mut self.catalog;
        for dbt in relations.iter_mut().filter_map(|r| r.dbt.as_deref_mut()) {
            let Some(group) = dbt.group else { continue };
            let group = strings.resolve(group).to_owned();
            let owner = owners.get(&(group.as_str(), dbt.pos.file));
            dbt.group_owner = owner.map(|o| strings.intern(o));
        }
    }

    /// Relations whose system doesn't compare case are found by any spelling of their names, and are
    /// unified views by any spelling of their dataset.
    fn fold(&mut self) {
        for index in std::mem::take(&mut self.facts.folding) {
            let c = &mut self.catalog;
            let ix = AssetIx(index);
            let key = c.name(ix).to_lowercase();
            c.folded
                .entry(key)
                .and_modify(|of| *of = None)
                .or_insert(Some(ix));
            let Some(relation) = c.relations.get_mut(index as usize) else {
                continue;
            };
            let text = |sym: Sym| c.strings.resolve(sym).to_lowercase();
            let (project, dataset) = (text(relation.project), text(relation.dataset));
            relation.unified |=
                relation.is_view() && self.settings.is_entry_point(&project, &dataset);
        }
    }

    fn relation(
        &mut self,
        kind: RelationKind,
        [project, dataset, table]: [Sym; 3],
        pos: Option<Pos>,
    ) -> AssetIx {
        let c = &mut self.catalog;
        let name = join(
            c.strings.resolve(project),
            c.strings.resolve(dataset),
            c.strings.resolve(table),
        );
        let view = matches!(kind, RelationKind::View | RelationKind::MaterializedView);
        let unified = view
            && self
                .settings
                .is_entry_point(c.strings.resolve(project), c.strings.resolve(dataset));
        let name = c.strings.intern(&name);
        let asset = Asset {
            kind: if view { Kind::View } else { Kind::Table },
            name,
            title: None,
            description: None,
            detail: u32::try_from(c.relations.len()).unwrap_or(u32::MAX),
            pos,
            status: Status::Active,
            href: name,
        };
        let ix = self.push(asset);
        self.catalog.relations.push(Relation {
            asset: ix,
            project,
            dataset,
            table,
            kind,
            unified,
            columns: 0..0,
            columns_complete: false,
            labels: 0..0,
            grants: 0..0,
            references: 0..0,
            targets: 0..0,
            claims: 0..0,
            column_lineage: 0..0,
            decision: Decision::Unowned,
            dmes: Vec::new(),
            product: None,
            port: None,
            contracts: Vec::new(),
            terms: Vec::new(),
            query: None,
            created: None,
            modified: None,
            partition_filter: false,
            rows: None,
            bytes: None,
            dbt: None,
            tags: Vec::new(),
            replaced_by: None,
            previous: Vec::new(),
        });
        ix
    }

    /// The relation of this full name. One that no export describes is made: missing where its
    /// dataset is listed, else external.
    pub(super) fn relation_named(&mut self, full: &str) -> AssetIx {
        let (project, dataset, table) = split(full);
        let (project, dataset) = self.facts.aliases.resolve(project, dataset);
        let (project, dataset, table) = (project.to_owned(), dataset.to_owned(), table.to_owned());
        let name = join(&project, &dataset, &table);
        if let Some(found) = self.catalog.find_relation(&name) {
            return found;
        }
        let Some(spelling) = self.facts.spelling_in(&project) else {
            return self.undescribed_relation([&project, &dataset, &table]);
        };
        // Other statements may spell it in another way.
        let [project, dataset, table] = spelling.kept([&project, &dataset, &table]);
        let kept = join(&project, &dataset, &table);
        if let Some(found) = self.catalog.find_relation(&kept) {
            return found;
        }
        let ix = self.undescribed_relation([&project, &dataset, &table]);
        let folded = &mut self.catalog.folded;
        folded.entry(kept.to_lowercase()).or_insert(Some(ix));
        ix
    }

    fn undescribed_relation(&mut self, [project, dataset, table]: [&str; 3]) -> AssetIx {
        let parts = [self.sym(project), self.sym(dataset), self.sym(table)];
        let kind = self.undescribed(parts[0], parts[1], parts[2]);
        self.relation(kind, parts, None)
    }

    /// Missing where its dataset is listed and it isn't, until [`Linker::listings`] doubts that; else
    /// external.
    fn undescribed(&self, project: Sym, dataset: Sym, table: Sym) -> RelationKind {
        let table = self.catalog.str(table);
        // A wildcard with no match may be one of shards yet to come.
        let system = table.starts_with("INFORMATION_SCHEMA")
            || table.starts_with("__TABLES")
            || table.ends_with('*');
        if self.facts.listed.contains(&(project, dataset)) && !system {
            RelationKind::Missing
        } else {
            RelationKind::External
        }
    }

    /// A full name from the name that a manifest gives, completed by the DME's only project.
    pub(super) fn qualified(&self, name: &str, project: Option<&str>) -> String {
        let (p, dataset, _) = split(name);
        match project {
            Some(project) if p.is_empty() && !dataset.is_empty() => format!("{project}.{name}"),
            _ => name.to_owned(),
        }
    }

    pub(super) fn edge(&mut self, from: AssetIx, to: AssetIx, how: How, pos: Pos) {
        self.edges.push(Edge {
            from,
            to,
            provenance: Provenance {
                how,
                pos,
                job: None,
                seen: None,
            },
        });
    }

    /// Grants of datasets reach the relations in them: OBJECT_PRIVILEGES has no inheritance.
    pub(super) fn grants(&mut self) {
        let mut by_dataset: rustc_hash::FxHashMap<_, Vec<Grant>> = rustc_hash::FxHashMap::default();
        let mut by_relation: rustc_hash::FxHashMap<_, Vec<Grant>> =
            rustc_hash::FxHashMap::default();
        for raw in &self.facts.grants {
            let grant = Grant {
                grantee: raw.grantee,
                privilege: raw.privilege,
                inherited: raw.table.is_none(),
                person: !is_known_group(self.catalog.strings.resolve(raw.grantee)),
                pos: raw.pos,
            };
            match raw.table {
                None => by_dataset
                    .entry((raw.project, raw.dataset))
                    .or_default()
                    .push(grant),
                Some(table) => by_relation
                    .entry([raw.project, raw.dataset, table])
                    .or_default()
                    .push(grant),
            }
        }
        for relation in &mut self.catalog.relations {
            let start = self.catalog.grants.len();
            let own = by_relation.get(&[relation.project, relation.dataset, relation.table]);
            let inherited = by_dataset.get(&(relation.project, relation.dataset));
            for grant in own.into_iter().chain(inherited).flatten() {
                let known = &self.catalog.grants[start..];
                if !known
                    .iter()
                    .any(|g| g.grantee == grant.grantee && g.privilege == grant.privilege)
                {
                    self.catalog.grants.push(*grant);
                }
            }
            relation.grants = small(start)..small(self.catalog.grants.len());
        }
    }

    /// dbt exposures.
    pub(super) fn exposures(&mut self) {
        let raw = std::mem::take(&mut self.facts.exposures);
        let mut assets = Vec::with_capacity(raw.len());
        for exposure in &raw {
            let detail = self.catalog.exposures.len();
            let pos = exposure.pos.unwrap_or(Pos::start(FileId(0)));
            let added = self.add(
                Kind::Exposure,
                &exposure.unique_id,
                Some(&exposure.name),
                exposure.description.as_deref(),
                detail,
                pos,
            );
            if let Some(ix) = added {
                self.catalog.exposures.push(Exposure {
                    asset: ix,
                    kind: exposure.kind.clone(),
                    url: exposure.url.clone(),
                    // Persons stay out of the portal.
                    owner: exposure.owner.as_deref().and_then(|o| self.owners.shown(o)),
                    maturity: exposure.maturity.clone(),
                });
            }
            assets.push(added);
        }
        let edges = std::mem::take(&mut self.facts.edges);
        for (from, to, how, pos) in edges {
            let asset = |node: RawNode| match node {
                RawNode::Relation(i) => Some(AssetIx(i)),
                RawNode::Exposure(i) => assets.get(i as usize).copied().flatten(),
                RawNode::Model(name) => self.catalog.by_name.get(&(Kind::Model, name)).copied(),
            };
            if let (Some(from), Some(to)) = (asset(from), asset(to)) {
                self.edge(from, to, how, pos);
            }
        }
    }

    /// Edges that manifests declare.
    pub(super) fn flows(&mut self) {
        for (to, from) in std::mem::take(&mut self.declared) {
            let pos = self.catalog.asset(to).pos.unwrap_or(Pos::start(FileId(0)));
            self.edge(from, to, How::Declared, pos);
        }
        for (from, to, pos) in products::input_edges(&self.catalog) {
            self.edge(from, to, How::InputPort, pos);
        }
    }
}
