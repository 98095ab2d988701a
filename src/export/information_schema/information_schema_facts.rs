//! From rows to facts, whatever format the rows came in.

use super::column_types::Parts;
use super::information_schema_view::View;
use crate::diagnostic::Pos;
use crate::export::fact::{
    AssetFact, ConstraintKind, Fact, FactSink, Name, Node, PropertyFact, ProseFact, RelationKind,
};
use crate::export::row_problems::Unusable;
use crate::export::rows::{Row, number, yes};
use crate::system::{Spelling, System};

/// Turns rows of one file into facts.
#[derive(Debug)]
pub(super) struct Emitter {
    system: System,
    /// The last relation whose spelling was told.
    spelled: Option<[String; 3]>,
    /// The view and the table of the last row of usage: each column has a row.
    used: Option<[String; 6]>,
}

impl Emitter {
    pub(super) const fn new(system: System) -> Self {
        Self {
            system,
            spelled: None,
            used: None,
        }
    }

    /// Hands the facts of a row, which has what its view needs, to the sink. What the system itself
    /// keeps in its own schemas is passed over.
    pub(super) fn row(
        &mut self,
        view: View,
        row: &Row<'_>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        match view {
            View::ObjectPrivileges => {
                self.object_privilege(row, pos, sink);
                return Ok(());
            }
            View::TableConstraints | View::KeyColumns => return self.key(view, row, pos, sink),
            _ => {}
        }
        let name = self.name(row.texts::<3>());
        if self.is_own(name.dataset) {
            return Ok(());
        }
        match view {
            // Schemas have no page of their own.
            View::Schemata => {}
            View::Tables => self.table(name, row, pos, sink)?,
            View::Views => self.view(name, row, pos, sink),
            View::Columns => self.column(name, row, pos, sink)?,
            View::TablePrivileges => {
                let [_, _, _, privilege, grantee, form] = row.texts();
                privilege_of(name, privilege, grantee, form, pos, sink);
            }
            View::UsedTables | View::UsedColumns => self.usage(name, row, pos, sink),
            View::ObjectPrivileges | View::TableConstraints | View::KeyColumns => {}
        }
        Ok(())
    }

    /// A name of which catalog, schema and table are given.
    fn name<'a>(&self, [catalog, schema, table]: [Option<&'a str>; 3]) -> Name<'a> {
        Name {
            // MySQL has nothing above a schema, and writes `def`.
            project: match self.system {
                System::MySql => "",
                _ => catalog.unwrap_or_default(),
            },
            dataset: schema.unwrap_or_default(),
            table: table.unwrap_or_default(),
        }
    }

    /// Whether a schema is the system's own.
    fn is_own(&self, schema: &str) -> bool {
        let lower = schema.to_ascii_lowercase();
        lower == "information_schema"
            || match self.system {
                System::Postgres | System::Redshift => lower.starts_with("pg_"),
                System::MySql => matches!(lower.as_str(), "mysql" | "performance_schema" | "sys"),
                _ => false,
            }
    }

    /// Tells that a relation is spelled as the system keeps it.
    fn spell(&mut self, name: Name<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let parts = [name.project, name.dataset, name.table];
        if self.spelled.as_ref().is_none_or(|last| *last != parts) {
            self.spelled = Some(parts.map(str::to_owned));
            let quoted = [Some(true); 3];
            let system = self.system;
            sink.spelled(pos, name, Spelling { system, quoted });
        }
    }

    fn table(
        &mut self,
        name: Name<'_>,
        row: &Row<'_>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let [_, _, _, kind, comment, created, rows, bytes] = row.texts();
        let rows = number("row_count", rows)?;
        let bytes = number("bytes", bytes)?;
        let kind = kind.map_or(RelationKind::Table, relation_kind);
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Relation {
                name,
                kind: Some(kind),
                created,
                base: None,
            }),
        );
        self.spell(name, pos, sink);
        // MySQL says of a view that it is one.
        if let Some(text) = comment.filter(|text| *text != "VIEW") {
            let text = text.into();
            sink.fact(pos, Fact::Prose(ProseFact::Description { name, text }));
        }
        if rows.is_some() || bytes.is_some() {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Storage {
                    name,
                    rows,
                    bytes,
                    modified: None,
                }),
            );
        }
        Ok(())
    }

    fn view(&mut self, name: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let [_, _, _, definition] = row.texts();
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Relation {
                name,
                kind: Some(RelationKind::View),
                created: None,
                base: None,
            }),
        );
        self.spell(name, pos, sink);
        // It is empty where the role may not see it.
        if let Some(sql) = definition {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Query {
                    name,
                    sql: sql.into(),
                    dialect: self.system.dialect(),
                    // Snowflake has the whole statement there.
                    ddl: first_word(sql).eq_ignore_ascii_case("CREATE"),
                }),
            );
        }
    }

    fn column(
        &mut self,
        name: Name<'_>,
        row: &Row<'_>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let [
            _,
            _,
            _,
            path,
            data_type,
            ordinal,
            nullable,
            comment,
            full,
            udt,
            length,
            precision,
            scale,
            partition,
        ] = row.texts();
        let path = path.unwrap_or_default();
        let parts = Parts {
            name: data_type.unwrap_or_default(),
            full,
            udt,
            length,
            precision,
            scale,
        };
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Column {
                name,
                path: path.into(),
                data_type: parts.whole()?,
                description: comment.map(Into::into),
                ordinal: number("ordinal_position", ordinal)?,
                nullable: nullable.and_then(yes),
                partitioning: partition.is_some(),
                clustering: None,
            }),
        );
        self.spell(name, pos, sink);
        // Fields have no rows of their own.
        if path.contains('.') {
            sink.fact(pos, Fact::Asset(AssetFact::PlainNames(name)));
        }
        Ok(())
    }

    fn object_privilege(&self, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let [object, privilege, grantee, catalog, schema, kind, form] = row.texts();
        let name = self.name([catalog, schema, object]);
        // A grant on a schema or a database lets nobody read what is in it.
        let readable = kind.is_none_or(|kind| {
            let kind = kind.to_ascii_uppercase();
            kind.contains("TABLE") || kind.contains("VIEW")
        });
        if readable && !name.dataset.is_empty() && !self.is_own(name.dataset) {
            privilege_of(name, privilege, grantee, form, pos, sink);
        }
    }

    /// A constraint that says that values don't repeat, or a column that one is about.
    fn key(
        &mut self,
        view: View,
        row: &Row<'_>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let [schema, table, constraint, what, catalog, more] = row.texts();
        let name = self.name([catalog, schema, table]);
        let constraint = constraint.unwrap_or_default();
        let what = what.unwrap_or_default();
        if self.is_own(name.dataset) {
            return Ok(());
        }
        let fact = if view == View::KeyColumns {
            PropertyFact::KeyColumn {
                name,
                constraint,
                column: what,
                place: number("ordinal_position", more)?,
            }
        } else if let Some(kind) = ConstraintKind::parse(what) {
            PropertyFact::Constraint {
                name,
                constraint,
                kind,
                enforced: more.and_then(yes),
            }
        } else {
            return Ok(());
        };
        sink.fact(pos, Fact::Property(fact));
        self.spell(name, pos, sink);
        Ok(())
    }

    fn usage(&mut self, view: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let [v0, v1, v2, catalog, schema, table] = row.texts();
        let all = [v0, v1, v2, catalog, schema, table].map(Option::unwrap_or_default);
        let table = self.name([catalog, schema, table]);
        if self.is_own(table.dataset) || self.used.as_ref().is_some_and(|last| *last == all) {
            return;
        }
        self.used = Some(all.map(str::to_owned));
        self.spell(view, pos, sink);
        self.spell(table, pos, sink);
        sink.fact(
            pos,
            Fact::Asset(AssetFact::LineageEdge {
                from: Node::Relation(table),
                to: Node::Relation(view),
            }),
        );
    }
}

/// States a privilege that lets its holder read; the others are of no use to consumers.
fn privilege_of(
    name: Name<'_>,
    privilege: Option<&str>,
    grantee: Option<&str>,
    form: Option<&str>,
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    let (Some(privilege), Some(grantee)) = (privilege, grantee) else {
        return;
    };
    let reads = [
        "SELECT",
        "ALL",
        "ALL PRIVILEGES",
        "ALL_PRIVILEGES",
        "OWNERSHIP",
    ];
    if !reads
        .iter()
        .any(|word| word.eq_ignore_ascii_case(privilege))
    {
        return;
    }
    let is = |word: &str| form.is_some_and(|form| form.to_ascii_uppercase().contains(word));
    // `PUBLIC` is everyone.
    let grantee = if grantee.eq_ignore_ascii_case("PUBLIC") {
        grantee.to_owned()
    } else if is("ROLE") || is("GROUP") {
        format!("group:{grantee}")
    } else if is("USER") {
        format!("user:{grantee}")
    } else {
        grantee.to_owned()
    };
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Privilege {
            project: name.project,
            dataset: name.dataset,
            table: Some(name.table),
            privilege,
            grantee: &grantee,
        }),
    );
}

/// What `table_type` means.
fn relation_kind(word: &str) -> RelationKind {
    let word = word.to_ascii_uppercase().replace('_', " ");
    match word.as_str() {
        "VIEW" | "SYSTEM VIEW" => RelationKind::View,
        "MATERIALIZED VIEW" => RelationKind::MaterializedView,
        word if word.ends_with("CLONE") => RelationKind::Clone,
        word if word.starts_with("EXTERNAL") || word.starts_with("FOREIGN") => {
            RelationKind::External
        }
        _ => RelationKind::Table,
    }
}

fn first_word(sql: &str) -> &str {
    sql.split_ascii_whitespace().next().unwrap_or_default()
}
