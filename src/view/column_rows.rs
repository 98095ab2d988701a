//! Columns of a relation, nested fields below their parents. There are many: their texts are
//! borrowed.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Views;
use super::model::{ColumnRow, ColumnSource, ColumnTag, Columns, Derived, SourceColumn, Tone};
use super::unseen::names_of;
use crate::catalog::{Column, ColumnLineage, ContractColumn, Derivation, Presence, Relation};

/// Nested fields shown on a page; beyond, only their number.
const MAX_NESTED: usize = 400;
/// Top-level columns shown on a page.
const MAX_COLUMNS: usize = 2000;
/// Source columns named in a cell.
const MAX_SOURCES: usize = 3;
/// Longest type shown.
const MAX_TYPE: usize = 40;
/// Columns named to search engines.
const MAX_NAMES: usize = 30;

/// The columns part of a page, and the names of the first top-level columns.
pub(super) fn columns<'a>(
    views: &Views<'a>,
    relation: &'a Relation,
) -> (Columns<'a>, Vec<&'a str>) {
    let c = views.reader;
    let contract_columns = contract_columns(views, relation);
    let with_sources =
        !c.column_lineage_of(relation).is_empty() || c.stub_of(relation.asset).is_some();
    let lineage = c.lineage_by_column(relation);
    let mut rows = Vec::with_capacity(relation.columns.len());
    let (mut names, mut nested, mut described, mut top) = (Vec::new(), 0, 0, 0);
    for column in c.columns_of(relation) {
        let path = c.str(column.path);
        let contract_column = match contract_columns.is_empty() {
            true => None,
            false => contract_columns.get(&path.to_ascii_lowercase()).copied(),
        };
        let description = column
            .description
            .map(|d| c.str(d).trim())
            .or(contract_column.and_then(|p| p.description.as_deref()));
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
        let is_top = column.depth == 0;
        if is_top && names.len() < MAX_NAMES && column.presence == Presence::Listed {
            names.push(name);
        }
        rows.push(ColumnRow {
            depth: column.depth,
            path,
            name,
            data_type: short_type(c.str(column.data_type)),
            description: description.unwrap_or(""),
            tags: tags(column, contract_column),
            policy_tags: c.policy_tags(column.policy_tags),
            feeds: is_top.then(|| feeds(views, relation, column)).flatten(),
            source: match (is_top, c.column_stub(relation.asset, column.path)) {
                (true, Some(stub)) => Some(ColumnSource::Unseen {
                    names: names_of(c, stub),
                }),
                (true, None) if with_sources => lineage.of(name).map(|known| source(views, known)),
                _ => None,
            },
        });
    }
    // A column of nothing but hidden sources would say twenty times what the pointers say once.
    let tells = |row: &ColumnRow<'_>| match &row.source {
        Some(ColumnSource::Unseen { names }) => !names.is_empty(),
        source => source.is_some(),
    };
    let with_sources = with_sources && (!views.is_part() || rows.iter().any(tells));
    let columns = Columns {
        rows,
        with_sources,
        count: top,
        nested_more: nested.max(MAX_NESTED) - MAX_NESTED,
        described_percent: (described * 100).checked_div(top),
    };
    (columns, names)
}

/// What contracts say of columns, by either of their names in lower case; what the first of them
/// says counts.
fn contract_columns<'a>(
    views: &Views<'a>,
    relation: &'a Relation,
) -> FxHashMap<String, &'a ContractColumn> {
    let c = views.reader;
    let mut contract_columns: FxHashMap<String, &'a ContractColumn> = FxHashMap::default();
    for (asset, table) in c.contracts_of(relation) {
        let contract = c.contract(*asset);
        let table = contract.tables.get(*table as usize);
        for column in table.map_or(&[][..], |t| t.columns.as_slice()) {
            for name in [&column.path, &column.physical_path] {
                contract_columns
                    .entry(name.to_ascii_lowercase())
                    .or_insert(column);
            }
        }
    }
    contract_columns
}

/// What depends on a column, in words; nothing where nothing does.
fn feeds(views: &Views<'_>, relation: &Relation, column: &Column) -> Option<String> {
    let impact = views.reader.column_impact(relation.asset, column.path)?;
    (impact.views + impact.products + impact.models + impact.exposures > 0)
        .then(|| impact_words(impact))
}

/// Where a column comes from.
fn source<'a>(views: &Views<'a>, lineage: &ColumnLineage) -> ColumnSource<'a> {
    let c = views.reader;
    let sources = c.column_refs_of(lineage);
    let how = match lineage.how {
        Derivation::Unknown => {
            let why = lineage.why.map_or("", |w| c.str(w));
            return ColumnSource::Unknown { why };
        }
        Derivation::Constant => return ColumnSource::Constant,
        Derivation::Aggregation if sources.is_empty() => return ColumnSource::RowCount,
        Derivation::Identity => Derived::Same,
        Derivation::Transformation => Derived::Computed,
        Derivation::Aggregation => Derived::Aggregated,
    };
    let named = |ix| c.names_of(ix).unwrap_or_default();
    let columns = sources.iter().take(MAX_SOURCES).map(|source| {
        let (dataset, table) = named(source.asset);
        // Two tables of one name are told apart by their datasets.
        let mut others = sources.iter().filter(|o| o.asset != source.asset);
        let alike = others.any(|o| named(o.asset).1 == table);
        SourceColumn {
            href: c.href(source.asset),
            dataset: alike.then_some(dataset),
            table,
            column: c.str(source.column),
        }
    });
    ColumnSource::Columns {
        how,
        columns: columns.collect(),
        more: sources.len().saturating_sub(MAX_SOURCES),
    }
}

/// What is particular about a column.
fn tags<'a>(column: &Column, contract_column: Option<&'a ContractColumn>) -> Vec<ColumnTag<'a>> {
    let mut tags = Vec::new();
    let mut tag = |text: &'a str, tone| tags.push(ColumnTag { text, tone });
    if let Some(contract_column) = contract_column {
        if contract_column.primary_key {
            tag("key", Tone::Info);
        }
        if let Some(class) = &contract_column.classification {
            let open = matches!(class.as_str(), "public" | "internal");
            tag(class, if open { Tone::Plain } else { Tone::Warn });
        }
        if contract_column.critical {
            tag("critical", Tone::Plain);
        }
    }
    match column.presence {
        Presence::Listed => {}
        Presence::Documented => tag("documented only, not in the warehouse", Tone::Warn),
        Presence::Seen => tag("seen by a run, not in the warehouse", Tone::Warn),
    }
    if column.partitioning {
        tag("partition", Tone::Plain);
    }
    if column.clustering > 0 {
        tag("cluster", Tone::Plain);
    }
    if column.required == Some(true) {
        tag("required", Tone::Plain);
    }
    tags
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
    let mut words = String::from("feeds ");
    for (n, word) in [
        (impact.views, "view"),
        (impact.products, "product"),
        (impact.dmes, "DME"),
        (impact.models, "model"),
        (impact.exposures, "exposure"),
    ] {
        if n > 0 {
            if !words.ends_with(' ') {
                words += ", ";
            }
            words += &super::counted(n as usize, word);
        }
    }
    if impact.users > 0 {
        words += "; used by ";
        words += &super::usage_section::people(impact.users as usize);
    }
    words
}
