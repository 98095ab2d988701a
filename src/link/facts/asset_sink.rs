//! Facts about what is there taken in, one at a time.

use super::column_sink;
use super::gathered::Facts;
use super::operation_facts::{RawModel, RawNamed, ToolOwner};
use super::raw_facts::{RawGrant, RawQuery};
use crate::catalog::{DbtNode, DbtResourceType, RelationKind};
use crate::diagnostic::Pos;
use crate::export::fact::{self, AssetFact, Name, NumberedColumn, ResourceType};
use crate::privacy::Text;

/// Takes what is there.
pub(super) fn asset(facts: &mut Facts, pos: Pos, fact: AssetFact<'_>) {
    match fact {
        AssetFact::Column {
            name,
            path,
            data_type,
            description,
            ordinal,
            nullable,
            partitioning,
            clustering,
        } => {
            let column = NumberedColumn {
                name,
                path: &*path,
                data_type: &*data_type,
                description: description.as_deref(),
                ordinal,
                nullable,
                partitioning,
                clustering,
            };
            column_sink::column(facts, pos, column, |facts, text| facts.text(text, pos));
        }
        AssetFact::ColumnOfRun { job } => column_of_run(facts, job, pos),
        AssetFact::PolicyTags { names } => {
            let names = facts.text(&names.join("\n"), pos);
            if let Some(raw) = facts.raw_columns.last_mut() {
                raw.column.policy_tags = Some(names);
            }
        }
        AssetFact::PlainNames(name) => facts.entry(name, pos).plain_names = true,
        AssetFact::Relation {
            name,
            kind,
            created,
            base,
        } => {
            if let Some(time) = created {
                facts.saw_day(time);
            }
            let created = created.map(|c| facts.text(c, pos));
            let base = base.map(|b| facts.relation(b, pos));
            let by = facts.exporter.capabilities();
            let warehouse = by.is_warehouse();
            let entry = facts.entry(name, pos);
            let stronger = match entry.kind {
                None => true,
                Some((_, by_warehouse)) => warehouse && !by_warehouse,
            };
            if stronger {
                entry.kind = kind.map(kind_of).map(|k| (k, warehouse)).or(entry.kind);
                entry.pos = pos;
                if matches!(entry.kind, Some((_, true))) {
                    entry.system = by.warehouse.or(entry.system);
                }
            }
            entry.created = entry.created.or(created);
            entry.base = entry.base.or(base);
        }
        AssetFact::Query {
            name,
            sql,
            dialect,
            ddl,
        } => {
            let text = facts.sql(&sql, dialect, pos);
            let defines = facts.exporter.capabilities().sql.gives_pointers();
            let rank = match (defines, ddl) {
                (false, _) => 0,
                (true, true) => 1,
                (true, false) => 2,
            };
            let entry = facts.entry(name, pos);
            let before = entry.query;
            let known = before.and_then(|q| if q.rank == 1 { Some(q.text) } else { q.ddl });
            let ddl = if rank == 1 { Some(text) } else { known };
            match &mut entry.query {
                Some(query) if query.rank >= rank => query.ddl = query.ddl.or(ddl),
                query => {
                    *query = Some(RawQuery {
                        text,
                        dialect,
                        pos,
                        ddl,
                        rank,
                    });
                }
            }
        }
        AssetFact::Privilege {
            project,
            dataset,
            table,
            privilege,
            grantee,
        } => {
            let (project, dataset) = facts.aliases.resolve(project, dataset);
            let by = facts.exporter.capabilities();
            let reads = !by.roles_without_data.contains(&privilege);
            let (strings, withheld) = (&mut facts.strings, &mut facts.withheld);
            let mut name = |text: &str| withheld.intern(strings, text, Text::Prose, Some(pos));
            let (project, dataset) = (name(project), name(dataset));
            let (table, privilege) = (table.map(&mut name), name(privilege));
            let grant = RawGrant {
                project,
                dataset,
                table,
                grantee: facts.withheld.intern_raw(&mut facts.strings, grantee),
                privilege,
                principals: by.principals,
                reads,
            };
            facts.grants.push(grant);
        }
        AssetFact::PartitionFilter(name) => facts.entry(name, pos).partition_filter = true,
        AssetFact::Storage {
            name,
            rows,
            bytes,
            modified,
        } => {
            if let Some(time) = modified {
                facts.saw_day(time);
            }
            let modified = modified.map(|m| facts.text(m, pos));
            let entry = facts.entry(name, pos);
            entry.rows = rows.or(entry.rows);
            entry.bytes = bytes.or(entry.bytes);
            entry.modified = modified.or(entry.modified);
        }
        AssetFact::LineageEdge { from, to } => {
            let from = facts.node(from, pos);
            let to = facts.node(to, pos);
            let how = facts.exporter.capabilities().edges;
            facts.edges.push((from, to, how, pos));
        }
        AssetFact::Dbt {
            name,
            resource_type,
            unique_id,
            access,
            group,
            contract_enforced,
            version,
            deprecation_date,
        } => {
            let mut intern = |text: &str| facts.text(text, pos);
            let node = DbtNode {
                resource_type: resource_type_of(resource_type),
                unique_id: intern(unique_id),
                access: access.map(&mut intern),
                group: group.map(&mut intern),
                group_owner: None,
                contract_enforced,
                version: version.as_deref().map(&mut intern),
                deprecation_date: deprecation_date.map(&mut intern),
            };
            // What another project builds is known best from its own manifest.
            let entry = facts.entry(name, pos);
            if entry.dbt.is_none() || resource_type.is_built() {
                entry.dbt = Some((Box::new(node), pos));
            }
        }
        AssetFact::Group { name, owner, email } => {
            // Compared with names of teams; what is shown of them is decided later.
            let owned = |t: Option<&str>| t.map(str::to_owned);
            let name = facts.withheld.shown(name, Text::Prose, Some(pos));
            facts
                .groups
                .push((name.into_owned(), owned(owner), owned(email), pos.file));
        }
        AssetFact::Exposure(fact::Exposure {
            unique_id,
            name,
            label,
            kind,
            description,
            url,
            owner,
            maturity,
        }) => {
            let index = facts.exposure(unique_id, pos) as usize;
            let withheld = &mut facts.withheld;
            let entry = &mut facts.exposures[index];
            entry.name = withheld.legible(label.unwrap_or(name), pos);
            entry.kind = withheld.legible(kind, pos);
            let description = description.filter(|d| !d.trim().is_empty());
            entry.description = withheld.owned(description, pos);
            entry.url = withheld.owned(url, pos);
            entry.owner = owner.map(str::to_owned);
            entry.maturity = withheld.owned(maturity, pos);
            entry.pos = pos;
        }
        AssetFact::Model {
            name,
            description,
            aliases,
            tags,
            changed,
        } => {
            let withheld = &mut facts.withheld;
            let description = withheld.owned(description, pos);
            let aliases = aliases.iter().map(|a| withheld.legible(a, pos)).collect();
            // As `key: value`.
            let tags = tags
                .iter()
                .filter(|tag| {
                    let key = tag.split_once(": ").map_or(tag.as_str(), |(key, _)| key);
                    withheld.allowed.model_tag(key)
                })
                .cloned()
                .collect::<Vec<String>>();
            let tags = tags.iter().map(|tag| withheld.legible(tag, pos)).collect();
            let model = model_of(facts, name, pos);
            model.description = model.description.take().or(description);
            model.aliases = aliases;
            model.tags = tags;
            model.changed = model.changed.max(changed);
            model.pos = pos;
            facts.seen([changed, None]);
        }
        AssetFact::ModelVersion {
            model,
            version,
            status,
            run,
            created,
        } => {
            let withheld = &mut facts.withheld;
            let entry = (
                withheld.owned(status, pos),
                withheld.owned(run, pos),
                created,
            );
            let version = withheld.legible(version, pos);
            let model = model_of(facts, model, pos);
            model.versions.insert(version, entry);
            facts.seen([created, None]);
        }
        AssetFact::Owner { name, owner } => self::owner(facts, name, owner, pos),
        AssetFact::OwnerOfRun { job } => owner_of_run(facts, job, pos),
        AssetFact::Team {
            id,
            title,
            description,
            parent,
        } => {
            let withheld = &mut facts.withheld;
            let team = RawNamed {
                id: withheld.legible(id, pos),
                title: withheld.owned(title, pos),
                description: withheld.owned(description, pos),
                parent: withheld.owned(parent, pos),
                owner: None,
                pos,
            };
            facts.operations.teams.push(team);
        }
        AssetFact::Domain {
            id,
            title,
            description,
            parent,
            owner,
        } => {
            let withheld = &mut facts.withheld;
            let domain = RawNamed {
                id: withheld.legible(id, pos),
                title: withheld.owned(title, pos),
                description: withheld.owned(description, pos),
                parent: withheld.owned(parent, pos),
                owner: withheld.owned(owner, pos),
                pos,
            };
            facts.operations.domains.push(domain);
        }
    }
}

fn column_of_run(facts: &mut Facts, job: &str, pos: Pos) {
    let job = facts.text(job, pos);
    if let Some(raw) = facts.raw_columns.last_mut() {
        raw.job = Some(job);
    }
}

fn owner(facts: &mut Facts, name: Name<'_>, owner: &str, pos: Pos) {
    let owner = facts.withheld.intern_raw(&mut facts.strings, owner);
    let owner = ToolOwner {
        relation: facts.relation(name, pos),
        owner,
        pos,
        job: None,
    };
    facts.operations.owners.push(owner);
}

fn owner_of_run(facts: &mut Facts, job: &str, pos: Pos) {
    let job = facts.text(job, pos);
    if let Some(owner) = facts.operations.owners.last_mut() {
        owner.job = Some(job);
    }
}

fn model_of<'f>(facts: &'f mut Facts, name: &str, pos: Pos) -> &'f mut RawModel {
    let name = facts.withheld.shown(name, Text::Prose, Some(pos));
    facts
        .operations
        .models
        .entry(name.into_owned())
        .or_insert_with(|| RawModel {
            description: None,
            aliases: Vec::new(),
            tags: Vec::new(),
            changed: None,
            versions: std::collections::BTreeMap::new(),
            pos,
        })
}

fn kind_of(kind: fact::RelationKind) -> RelationKind {
    match kind {
        fact::RelationKind::Table => RelationKind::Table,
        fact::RelationKind::View => RelationKind::View,
        fact::RelationKind::MaterializedView => RelationKind::MaterializedView,
        fact::RelationKind::External => RelationKind::ExternalTable,
        fact::RelationKind::Clone => RelationKind::Clone,
        fact::RelationKind::Snapshot => RelationKind::Snapshot,
    }
}

/// What a node is to dbt, as the catalog keeps it.
const fn resource_type_of(resource_type: ResourceType) -> DbtResourceType {
    match resource_type {
        ResourceType::Model => DbtResourceType::Model,
        ResourceType::Seed => DbtResourceType::Seed,
        ResourceType::Snapshot => DbtResourceType::Snapshot,
        ResourceType::Source => DbtResourceType::Source,
        ResourceType::ExternalModel => DbtResourceType::ExternalModel,
    }
}
