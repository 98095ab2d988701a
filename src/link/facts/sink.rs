//! Facts taken in, one at a time.

use super::{Facts, Listing, RawColumn, RawGrant, RawQuery};
use crate::catalog::{Column, DbtNode, How, Label, Presence, RelationKind};
use crate::diagnostic::{Finding, Pos};
use crate::export::fact::{self, Fact, FactSink, Name};
use crate::export::system::{Folding, Spelling};
use crate::privacy::Text;

impl FactSink for Facts {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        match fact {
            Fact::Column {
                name,
                path,
                data_type,
                description,
                ordinal,
                nullable,
                partitioning,
                clustering,
            } => {
                let relation = self.relation(name, pos);
                let column = Column {
                    path: self.text(&path, pos),
                    data_type: self.text(&data_type, pos),
                    description: description
                        .filter(|d| !d.trim().is_empty())
                        .map(|d| self.text(&d, pos)),
                    depth: depth(&path),
                    required: nullable == Some(false),
                    partitioning,
                    clustering: clustering.and_then(|c| u8::try_from(c).ok()).unwrap_or(0),
                    policy_tags: None,
                    presence: Presence::Listed,
                };
                self.raw_columns.push(RawColumn {
                    relation,
                    // Some systems count from 0, which here says that the place isn't known.
                    ordinal: ordinal.map_or(0, |n| n.saturating_add(1)),
                    // A run tells what it saw.
                    listing: match self.how {
                        How::OpenLineage => Listing::Seen,
                        _ => Listing::Complete,
                    },
                    column,
                });
            }
            Fact::PolicyTags { names } => {
                let names = self.text(&names.join("\n"), pos);
                if let Some(raw) = self.raw_columns.last_mut() {
                    raw.column.policy_tags = Some(names);
                }
            }
            Fact::Documented(documented) => {
                let relation = self.relation(documented.name, pos);
                let column = Column {
                    path: self.text(&documented.path, pos),
                    data_type: self.text(&documented.data_type, pos),
                    description: documented
                        .description
                        .filter(|d| !d.trim().is_empty())
                        .map(|d| self.text(&d, pos)),
                    depth: depth(&documented.path),
                    required: false,
                    partitioning: false,
                    clustering: 0,
                    policy_tags: None,
                    presence: Presence::Listed,
                };
                self.raw_columns.push(RawColumn {
                    relation,
                    ordinal: 0,
                    listing: match documented.exact {
                        true => Listing::DocumentedExactly,
                        false => Listing::Documented,
                    },
                    column,
                });
            }
            Fact::PlainNames(name) => self.entry(name, pos).plain_names = true,
            // What matters is whether its tables are listed.
            Fact::Dataset { .. } | Fact::DatasetDescription { .. } => {}
            Fact::Relation {
                name,
                kind,
                created,
                base,
            } => {
                if let Some(time) = created {
                    self.saw_day(time);
                }
                let created = created.map(|c| self.text(c, pos));
                let base = base.map(|b| self.relation(b, pos));
                let warehouse = !self.tool;
                let entry = self.entry(name, pos);
                let stronger = match entry.kind {
                    None => true,
                    Some((_, by_warehouse)) => warehouse && !by_warehouse,
                };
                if stronger {
                    entry.kind = kind.map(kind_of).map(|k| (k, warehouse)).or(entry.kind);
                    entry.pos = pos;
                }
                entry.created = entry.created.or(created);
                entry.base = entry.base.or(base);
            }
            Fact::Query {
                name,
                sql,
                dialect,
                ddl,
            } => {
                let text = self.sql(&sql, dialect, pos);
                let rank = match (self.tool, ddl) {
                    (true, _) => 0,
                    (false, true) => 1,
                    (false, false) => 2,
                };
                let entry = self.entry(name, pos);
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
            Fact::Title { name, text } => {
                let text = self.text(&text, pos);
                let entry = self.entry(name, pos);
                entry.title = entry.title.or(Some(text));
            }
            Fact::Description { name, text } => {
                if !text.trim().is_empty() {
                    let text = self.text(&text, pos);
                    let entry = self.entry(name, pos);
                    entry.description = entry.description.or(Some(text));
                }
            }
            Fact::Label { name, key, value } => {
                let label = Label {
                    key: self.text(&key, pos),
                    // Compared with names of teams, some of which are addresses.
                    value: self.withheld.intern_raw(&mut self.strings, &value),
                    // What a tool calls `meta` may hold anything.
                    shown: !self.tool || self.withheld.allowed.meta(&key),
                };
                let relation = self.relation(name, pos);
                self.raw_labels.push((relation, label, pos));
            }
            Fact::Tag { name, tag } => {
                let tag = self.text(&tag, pos);
                let entry = self.entry(name, pos);
                if !entry.tags.contains(&tag) {
                    entry.tags.push(tag);
                }
            }
            Fact::Privilege {
                project,
                dataset,
                table,
                privilege,
                grantee,
            } => {
                let (project, dataset) = self.aliases.resolve(project, dataset);
                let (strings, withheld) = (&mut self.strings, &mut self.withheld);
                let mut name = |text: &str| withheld.intern(strings, text, Text::Prose, Some(pos));
                let (project, dataset) = (name(project), name(dataset));
                let (table, privilege) = (table.map(&mut name), name(privilege));
                let grant = RawGrant {
                    project,
                    dataset,
                    table,
                    grantee: self.withheld.intern_raw(&mut self.strings, grantee),
                    privilege,
                };
                self.grants.push(grant);
            }
            Fact::PartitionFilter(name) => self.entry(name, pos).partition_filter = true,
            Fact::Storage {
                name,
                rows,
                bytes,
                modified,
            } => {
                if let Some(time) = modified {
                    self.saw_day(time);
                }
                let modified = modified.map(|m| self.text(m, pos));
                let entry = self.entry(name, pos);
                entry.rows = rows.or(entry.rows);
                entry.bytes = bytes.or(entry.bytes);
                entry.modified = modified.or(entry.modified);
            }
            Fact::Edge { from, to } => {
                let from = self.node(from, pos);
                let to = self.node(to, pos);
                self.edges.push((from, to, self.how, pos));
            }
            Fact::Dbt {
                name,
                resource_type,
                unique_id,
                access,
                group,
                contract_enforced,
                version,
                deprecation_date,
            } => {
                let mut intern = |text: &str| self.text(text, pos);
                let node = DbtNode {
                    resource_type: intern(resource_type),
                    unique_id: intern(unique_id),
                    access: access.map(&mut intern),
                    group: group.map(&mut intern),
                    group_owner: None,
                    contract_enforced,
                    version: version.as_deref().map(&mut intern),
                    deprecation_date: deprecation_date.map(&mut intern),
                    pos,
                };
                // What another project builds is known best from its own manifest.
                let built = !matches!(resource_type, "source" | "external model");
                let entry = self.entry(name, pos);
                if entry.dbt.is_none() || built {
                    entry.dbt = Some(Box::new(node));
                }
            }
            Fact::Group { name, owner, email } => {
                // Compared with names of teams; what is shown of them is decided later.
                let owned = |t: Option<&str>| t.map(str::to_owned);
                let name = self.withheld.shown(name, Text::Prose, Some(pos));
                self.groups
                    .push((name.into_owned(), owned(owner), owned(email), pos.file));
            }
            Fact::Exposure(fact::Exposure {
                unique_id,
                name,
                label,
                kind,
                description,
                url,
                owner,
                maturity,
            }) => {
                let index = self.exposure(unique_id, pos) as usize;
                let withheld = &mut self.withheld;
                let entry = &mut self.exposures[index];
                entry.name = withheld.legible(label.unwrap_or(name), pos);
                entry.kind = withheld.legible(kind, pos);
                let description = description.filter(|d| !d.trim().is_empty());
                entry.description = withheld.owned(description, pos);
                entry.url = withheld.owned(url, pos);
                entry.owner = owner.map(str::to_owned);
                entry.maturity = withheld.owned(maturity, pos);
                entry.pos = Some(pos);
            }
            other => self.operation(pos, other),
        }
    }

    fn problem(&mut self, mut finding: Finding) {
        self.withheld.finding(&mut finding);
        self.findings.push(finding);
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        let (project, dataset) = self.aliases.resolve(project, dataset);
        let (strings, withheld) = (&mut self.strings, &mut self.withheld);
        let project = withheld.intern(strings, project, Text::Prose, None);
        let dataset = withheld.intern(strings, dataset, Text::Prose, None);
        self.listed.insert((project, dataset));
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        let relation = self.relation(name, pos);
        self.unsettled |= spelling.system.folding() != Folding::Exact;
        let known = self.spelled.entry(relation).or_insert(spelling);
        if spelling.is_sure() && !known.is_sure() {
            *known = spelling;
        }
    }
}

/// How many parents a path names.
fn depth(path: &str) -> u8 {
    let dots = path.bytes().filter(|b| *b == b'.').count();
    u8::try_from(dots).unwrap_or(u8::MAX)
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
