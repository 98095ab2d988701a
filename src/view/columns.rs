//! Columns of a relation, nested fields below their parents. Their rows are most of a portal's
//! bytes, so they are written here and not by a template.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Views;
use crate::catalog::{ColumnLineage, ContractColumn, Derivation, Presence, Relation};
use crate::markdown::escape_into;

/// Nested fields shown on a page; beyond, only their number.
const MAX_NESTED: usize = 400;
/// Top-level columns shown on a page.
const MAX_COLUMNS: usize = 2000;
/// Source columns named in a cell.
const MAX_SOURCES: usize = 3;
/// Longest type shown.
const MAX_TYPE: usize = 40;

/// The columns part of a page.
pub(super) struct Columns {
    /// Whether rows say where columns come from.
    pub has_lineage: bool,
    /// Rows of the table.
    pub html: String,
    /// Names of the first top-level columns.
    pub names: Vec<String>,
    pub top: usize,
    pub nested_more: usize,
    pub described_percent: Option<usize>,
}

impl Views<'_> {
    pub(super) fn columns(&self, relation: &Relation) -> Columns {
        let c = self.catalog;
        let promises = self.promises(relation);
        let root = super::root(c.href(relation.asset));
        let has_lineage = !c.column_lineage_of(relation).is_empty();
        let lineage = c.lineage_by_column(relation);
        let mut html = String::with_capacity(relation.columns.len() * 160);
        let (mut names, mut nested, mut described, mut top) = (Vec::new(), 0, 0, 0);
        for column in c.columns_of(relation) {
            let path = c.str(column.path);
            let promise = match promises.is_empty() {
                true => None,
                false => promises.get(&path.to_ascii_lowercase()).copied(),
            };
            let description = column
                .description
                .map(|d| c.str(d).trim())
                .or(promise.and_then(|p| p.description.as_deref()));
            if column.depth == 0 {
                top += 1;
                described += usize::from(description.is_some());
                if top > MAX_COLUMNS {
                    continue;
                }
            } else {
                nested += 1;
                if nested > MAX_NESTED {
                    continue;
                }
            }
            let name = match column.depth {
                0 => path,
                _ => path.rsplit('.').next().unwrap_or(path),
            };
            if column.depth == 0 && names.len() < 30 && column.presence == Presence::Listed {
                names.push(name.to_owned());
            }
            if column.depth > 0 {
                append!(html, "\n<tr class=\"d{}\" title=\"", column.depth.min(9));
                escape_into(path, &mut html);
                html.push_str("\"><th scope=\"row\">");
            } else {
                html.push_str("\n<tr><th scope=\"row\">");
            }
            escape_into(name, &mut html);
            html.push_str("</th><td>");
            escape_into(&short_type(c.str(column.data_type)), &mut html);
            html.push_str("</td><td>");
            escape_into(description.unwrap_or(""), &mut html);
            let mut tag = |text: &str, tone: &str| {
                append!(html, " <span class=\"tag {tone}\">");
                escape_into(text, &mut html);
                html.push_str("</span>");
            };
            if let Some(promise) = promise {
                if promise.primary_key {
                    tag("key", "info");
                }
                if let Some(class) = &promise.classification {
                    let open = matches!(class.as_str(), "public" | "internal");
                    tag(class, if open { "plain" } else { "warn" });
                }
                if promise.critical {
                    tag("critical", "plain");
                }
            }
            match column.presence {
                Presence::Listed => {}
                Presence::Documented => tag("documented only, not in the warehouse", "warn"),
                Presence::Seen => tag("seen by a run, not in the warehouse", "warn"),
            }
            if column.partitioning {
                tag("partition", "plain");
            }
            if column.clustering > 0 {
                tag("cluster", "plain");
            }
            if column.required {
                tag("required", "plain");
            }
            if column.policy_tags.is_some() {
                super::policy_tags::badge(&c.policy_tags(column.policy_tags), &mut html);
            }
            if column.depth == 0
                && let Some(impact) = self.insight.column_impact(relation.asset, column.path)
                && impact.views + impact.products + impact.models + impact.exposures > 0
            {
                append!(
                    html,
                    "<small class=\"below\">{}</small>",
                    impact_words(impact)
                );
            }
            if has_lineage {
                html.push_str("</td><td>");
                if column.depth == 0
                    && let Some(lineage) = lineage.of(name)
                {
                    self.source_cell(lineage, &root, &mut html);
                }
            }
            html.push_str("</td></tr>");
        }
        html.push('\n');
        Columns {
            has_lineage,
            html,
            names,
            top,
            nested_more: nested.max(MAX_NESTED) - MAX_NESTED,
            described_percent: (described * 100).checked_div(top),
        }
    }

    /// What contracts say of columns, by either of their names in lower case; what the first of them
    /// says counts.
    fn promises(&self, relation: &Relation) -> FxHashMap<String, &ContractColumn> {
        let c = self.catalog;
        let mut promises: FxHashMap<String, &ContractColumn> = FxHashMap::default();
        for (asset, table) in &relation.contracts {
            let contract = &c.contracts[c.asset(*asset).detail as usize];
            let table = contract.tables.get(*table as usize);
            for column in table.map_or(&[][..], |t| t.columns.as_slice()) {
                for name in [&column.path, &column.physical_path] {
                    promises.entry(name.to_ascii_lowercase()).or_insert(column);
                }
            }
        }
        promises
    }

    /// Where a column comes from, in a cell.
    fn source_cell(&self, lineage: &ColumnLineage, root: &str, html: &mut String) {
        let c = self.catalog;
        let sources = c.column_refs_of(lineage);
        match lineage.how {
            Derivation::Unknown => {
                html.push_str("<span class=\"soft\">unknown: ");
                escape_into(lineage.why.map_or("", |w| c.str(w)), html);
                html.push_str("</span>");
                return;
            }
            Derivation::Constant => return html.push_str("<span class=\"soft\">constant</span>"),
            Derivation::Aggregation if sources.is_empty() => {
                return html.push_str("<span class=\"soft\">counts rows</span>");
            }
            Derivation::Identity => {}
            Derivation::Transformation => html.push_str("computed from "),
            Derivation::Aggregation => html.push_str("aggregated from "),
        }
        let named = |ix| {
            let relation = c.relation(ix);
            relation.map_or(("", ""), |r| (c.str(r.dataset), c.str(r.table)))
        };
        for (i, source) in sources.iter().take(MAX_SOURCES).enumerate() {
            if i > 0 {
                html.push_str(", ");
            }
            let (dataset, table) = named(source.asset);
            append!(html, "<a href=\"{root}{}#columns\">", c.href(source.asset));
            // Two tables of one name are told apart by their datasets.
            let mut others = sources.iter().filter(|o| o.asset != source.asset);
            if others.any(|o| named(o.asset).1 == table) {
                escape_into(dataset, html);
                html.push_str(".<wbr>");
            }
            escape_into(table, html);
            html.push_str(".<wbr>");
            escape_into(c.str(source.column), html);
            html.push_str("</a>");
        }
        if sources.len() > MAX_SOURCES {
            append!(html, " and {} more", sources.len() - MAX_SOURCES);
        }
    }
}

/// Structs are shown by their fields below, so their type is shortened.
fn short_type(data_type: &str) -> Cow<'_, str> {
    if data_type.len() <= MAX_TYPE {
        return data_type.into();
    }
    let head = data_type.split('<').next().unwrap_or("");
    let inner = data_type[head.len()..].trim_start_matches('<');
    match (head, inner.split('<').next()) {
        ("ARRAY", Some("STRUCT")) => "ARRAY<STRUCT<…>>".into(),
        ("STRUCT", _) => "STRUCT<…>".into(),
        _ => {
            let cut: String = data_type.chars().take(MAX_TYPE - 1).collect();
            format!("{cut}…").into()
        }
    }
}

/// `feeds 3 views, 2 products, 1 model; used by 12 people`.
fn impact_words(impact: &crate::insight::Impact) -> String {
    let parts: Vec<String> = [
        (impact.views, "view"),
        (impact.products, "product"),
        (impact.dmes, "DME"),
        (impact.models, "model"),
        (impact.exposures, "exposure"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| super::counted(n as usize, word))
    .collect();
    let people = match impact.users {
        0 => String::new(),
        n => format!("; used by {}", super::usage::people(n as usize)),
    };
    format!("feeds {}{people}", parts.join(", "))
}
