//! The statement that gives a view its SQL, by what its system does with views; and whether there is one.

use sql::view_statement;

use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::Remarks;
use super::replacement::{Replacement, Sql};
use crate::catalog::{Catalog, DbtResourceType, Relation, RelationKind};
use crate::lines::ChangeClass;
use crate::system::ViewReplacement;

/// What gives a view its SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: String,
    /// Whether it holds the query alone, so that a description, labels and names of columns that the view
    /// has aren't in it.
    pub(super) is_bare: bool,
}

/// The statement that makes a view what `sql` says; nothing where none is known that keeps its grants.
pub(super) fn statement(catalog: &Catalog, view: &Relation, sql: &Sql) -> Option<Statement> {
    let dialect = view.query.as_ref()?.dialect;
    let parts = [view.project, view.dataset, view.table].map(|part| catalog.str(part));
    let whole = sql.ddl.as_deref().unwrap_or(&sql.query);
    let create = view_statement(whole, dialect);
    let query = sql.query.trim().trim_end_matches(';').trim_end();
    let query = view_statement(query, dialect).map_or(query, |of| of.query());
    let name = || {
        let parts: Vec<&str> = parts
            .iter()
            .copied()
            .filter(|part| !part.is_empty())
            .collect();
        dialect.table(&parts)
    };
    let kind = match view.kind {
        RelationKind::MaterializedView => "MATERIALIZED VIEW",
        _ => "VIEW",
    };
    let bare = |clause: &str| {
        let sql = ended(format!(
            "CREATE OR REPLACE {kind} {}{clause} AS\n{query}",
            name()?
        ));
        Some(Statement { sql, is_bare: true })
    };
    let replacing = |clause: Option<&str>| {
        let sql = ended(create.as_ref()?.replacing(clause));
        Some(Statement {
            sql,
            is_bare: false,
        })
    };
    match view.system.view_replacement() {
        _ if !view.system.creates_views_in(dialect) => None,
        // A view that holds data is made in other ways.
        ViewReplacement::Altered | ViewReplacement::SameColumns
            if view.kind == RelationKind::MaterializedView =>
        {
            None
        }
        ViewReplacement::Replaced => replacing(None).or_else(|| bare("")),
        ViewReplacement::CopiedGrants => {
            // Names in the text are those of the schema that it was written in.
            let [database, schema, _] = parts;
            let schema = dialect.table(&[database, schema])?;
            let made = replacing(Some("COPY GRANTS")).or_else(|| bare(" COPY GRANTS"))?;
            Some(Statement {
                sql: format!("USE SCHEMA {schema};\n{}", made.sql),
                ..made
            })
        }
        // It would take the names of its columns from the query.
        ViewReplacement::Altered if create.is_some_and(|of| of.named_columns().is_some()) => None,
        ViewReplacement::Altered => Some(Statement {
            sql: ended(format!("ALTER VIEW {} AS\n{query}", name()?)),
            is_bare: false,
        }),
        ViewReplacement::SameColumns => bare(""),
        ViewReplacement::Unknown => None,
    }
}

/// A statement with its end, which stands in no comment.
fn ended(mut sql: String) -> String {
    let last = sql.lines().last().unwrap_or_default();
    if ["--", "#", "//"]
        .iter()
        .any(|comment| last.contains(comment))
    {
        sql.push('\n');
    }
    sql.push(';');
    sql
}

/// The command that makes a view what `sql` says, where no statement does.
pub(super) fn command(catalog: &Catalog, view: &Relation, sql: &Sql) -> Option<String> {
    let dialect = view.query.as_ref()?.dialect;
    let parts = [view.project, view.dataset, view.table].map(|part| catalog.str(part));
    view.system.update_view(dialect, parts, &sql.query)
}

/// Why a view can't be made anew by a statement.
pub(super) fn problem(state: &State<'_>, replacement: &Replacement) -> Option<String> {
    let view = state.catalog.relation(replacement.view)?;
    let sql = match &replacement.after {
        Err(why) => return Some(why.clone()),
        Ok(sql) => sql,
    };
    let is_known = statement(state.catalog, view, sql).is_some()
        || command(state.catalog, view, sql).is_some();
    if !is_known {
        return Some(
            "no statement is known that gives the view another query and keeps its grants"
                .to_owned(),
        );
    }
    let keeps_columns = view.system.view_replacement() == ViewReplacement::SameColumns;
    if keeps_columns && let Some(columns) = &replacement.columns {
        let listed = state.catalog.columns_of(view).iter();
        let listed = listed.map(|column| {
            let c = state.catalog;
            (c.str(column.path), c.str(column.data_type))
        });
        let begins = columns.iter().map(|(path, of)| (&**path, &**of));
        if !listed.clone().eq(begins.take(listed.count())) {
            return Some(
                "its columns change, so that it would have to be dropped with all that reads it"
                    .to_owned(),
            );
        }
    }
    None
}

pub(super) fn find(state: &State<'_>, replacements: &[Replacement], remarks: &mut Remarks) {
    let c = state.catalog;
    for replacement in replacements {
        let Some(view) = c.relation(replacement.view) else {
            continue;
        };
        let name = state.name(replacement.view);
        if let Some(why) = problem(state, replacement) {
            let message = format!("{name} can't be made anew by a statement: {why}");
            remarks.add(PlanRule::StatementUnknown, name, message, Vec::new());
        }
        let made = replacement.after.as_ref().ok();
        let made = made.and_then(|sql| statement(c, view, sql));
        if made.is_some_and(|made| made.is_bare)
            && matches!(
                view.system.view_replacement(),
                ViewReplacement::Replaced | ViewReplacement::CopiedGrants
            )
        {
            let mut lost = Vec::new();
            if c.asset(view.asset).description.is_some() {
                lost.push("its description".to_owned());
            }
            let described = c.columns_of(view).iter();
            let described = described
                .filter(|column| column.description.is_some())
                .count();
            if described > 0 {
                lost.push(format!("descriptions of {described} columns"));
            }
            if c.labels_of(view).next().is_some() {
                lost.push("its labels".to_owned());
            }
            let message = match lost.is_empty() {
                true => format!(
                    "no export has the whole statement of {name}: what options it has would be lost"
                ),
                false => format!(
                    "no export has the whole statement of {name}: replaced, it would lose {}",
                    lost.join(", ")
                ),
            };
            let finding = remarks.add(PlanRule::OptionsLost, name, message, lost.clone());
            if lost.is_empty() {
                finding.class = ChangeClass::Unknown;
            }
        }
        if let Some(node) = &view.dbt
            && matches!(node.resource_type, DbtResourceType::Model)
        {
            let model = c.str(node.unique_id);
            let message = format!(
                "{name} is built by the model {model}: its next run undoes what is run by hand"
            );
            remarks.add(PlanRule::BuiltByTool, name, message, vec![model.to_owned()]);
        }
    }
}
