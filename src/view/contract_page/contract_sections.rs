//! Sections of a contract's own page: everything that its document says.

use super::super::model::{Cell, Section};
use super::super::{Views, cell, opt_cell, section, url_cell};
use super::contract_names::named_links;
use crate::catalog::{
    Contract, ContractColumn, ContractRef, ContractTable, Definition, Property, Quality,
};

/// A name.
fn mono(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        mono: true,
        ..Cell::default()
    }
}

/// `dimension: completeness, severity: error`.
fn listed(properties: &[Property]) -> String {
    properties
        .iter()
        .filter(|p| !p.value.is_empty())
        .map(|p| format!("{}: {}", p.name, p.value))
        .collect::<Vec<_>>()
        .join(", ")
}

/// All columns, with their tables.
fn columns(contract: &Contract) -> impl Iterator<Item = (&ContractTable, &ContractColumn)> {
    let tables = contract.tables.iter();
    tables.flat_map(|t| t.columns.iter().map(move |k| (t, k)))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

pub(super) fn contract_sections(views: &Views<'_>, contract: &Contract) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |title, id, head, rows| section(&mut sections, title, id, head, rows);
    let tables = &contract.tables;
    add(
        "Tables",
        "tables",
        vec!["Table", "In the warehouse", "What a row is", "Description"],
        tables.iter().map(|t| table_row(views, t)).collect(),
    );
    add(
        "Columns",
        "columns",
        vec!["Table", "Column", "Type", "Promises", "Description"],
        columns(contract).map(|(t, k)| column_row(t, k)).collect(),
    );
    add(
        "Quality",
        "quality",
        vec!["Of", "Rule", "About it", "Query or implementation"],
        quality_rows(contract),
    );
    add(
        "Relationships",
        "relationships",
        vec!["From", "To", "Type", "About it"],
        relationship_rows(views, contract),
    );
    add(
        "Where columns come from",
        "sources",
        vec!["Column", "Sources", "In words", "Logic"],
        source_rows(views, contract),
    );
    add(
        "Definitions",
        "definitions",
        vec!["Of", "What", "Where", "About it"],
        definition_rows(contract),
    );
    add(
        "Roles",
        "roles",
        vec!["Role", "Access", "Approved by", "Description"],
        contract
            .roles
            .iter()
            .map(|r| {
                vec![
                    cell(&r.role),
                    opt_cell(&r.access),
                    opt_cell(&r.approvers),
                    opt_cell(&r.description),
                ]
            })
            .collect(),
    );
    add(
        "Team",
        "team",
        vec!["Member", "Name", "Role"],
        contract
            .members
            .iter()
            .map(|m| vec![cell(&m.username), opt_cell(&m.name), opt_cell(&m.role)])
            .collect(),
    );
    add(
        "Other versions",
        "versions",
        vec!["Version", "Status"],
        version_rows(views, contract),
    );
    sections
}

fn relationship_rows(views: &Views<'_>, contract: &Contract) -> Vec<Vec<Cell>> {
    let relationships = contract.tables.iter().flat_map(|t| {
        let of_columns = t.columns.iter().flat_map(|k| &k.relationships);
        t.relationships.iter().chain(of_columns)
    });
    let links = |names: &[ContractRef]| Cell {
        links: named_links(views, contract, names),
        ..Cell::default()
    };
    relationships
        .map(|r| {
            vec![
                links(&r.from),
                links(&r.to),
                cell(&r.kind),
                cell(listed(&r.properties)),
            ]
        })
        .collect()
}

/// Where columns come from.
fn source_rows(views: &Views<'_>, contract: &Contract) -> Vec<Vec<Cell>> {
    let made = columns(contract).filter(|(_, k)| {
        let described = k.transform_logic.is_some() || k.transform_description.is_some();
        described || !k.sources.is_empty()
    });
    made.map(|(t, k)| {
        vec![
            mono(format!("{}.{}", t.name, k.path)),
            Cell {
                links: named_links(views, contract, &k.sources),
                ..Cell::default()
            },
            opt_cell(&k.transform_description),
            Cell {
                code: k.transform_logic.clone(),
                ..Cell::default()
            },
        ]
    })
    .collect()
}

fn version_rows(views: &Views<'_>, contract: &Contract) -> Vec<Vec<Cell>> {
    let others = contract.versions.iter();
    others
        .map(|ix| {
            let other = views.reader.contract(*ix);
            vec![
                Cell {
                    text: other.version.clone(),
                    href: Some(views.reader.href(*ix).to_owned()),
                    ..Cell::default()
                },
                cell(&other.status),
            ]
        })
        .collect()
}

fn table_row(views: &Views<'_>, t: &ContractTable) -> Vec<Cell> {
    let name = match &t.business_name {
        Some(business) => format!("{} ({business})", t.name),
        None => t.name.clone(),
    };
    vec![
        Cell {
            small: some(t.tags.join(", ")).map(|tags| format!("tags: {tags}")),
            ..mono(name)
        },
        Cell {
            href: t.relation.map(|r| views.reader.href(r).to_owned()),
            ..mono(match &t.physical_type {
                Some(kind) => format!("{} ({kind})", t.physical_name),
                None => t.physical_name.clone(),
            })
        },
        opt_cell(&t.granularity),
        opt_cell(&t.description),
    ]
}

fn column_row(t: &ContractTable, k: &ContractColumn) -> Vec<Cell> {
    let mut promises: Vec<String> = [
        (k.primary_key, "key"),
        (k.unique, "unique"),
        (k.required, "required"),
        (k.partitioned, "partition"),
        (k.critical, "critical"),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, word)| word.to_owned())
    .collect();
    promises.extend(k.classification.clone());
    promises.extend(k.tags.iter().cloned());
    promises.extend(k.quality.iter().map(|q| q.text.clone()));
    // The display name stands in for a text that is missing.
    let business = k
        .business_name
        .clone()
        .filter(|_| k.description != k.business_name);
    let own = k.path.rsplit('.').next().unwrap_or(&k.path);
    let stored = k.physical_name.as_deref().filter(|name| *name != own);
    let also: Vec<String> = business
        .into_iter()
        .chain(stored.map(|name| format!("in the warehouse: {name}")))
        .collect();
    vec![
        mono(&t.name),
        Cell {
            small: some(also.join("; ")),
            ..mono(&k.path)
        },
        mono(&k.data_type),
        cell(promises.join(", ")),
        Cell {
            small: some(k.examples.join(", ")).map(|all| format!("for example {all}")),
            ..opt_cell(&k.description)
        },
    ]
}

fn quality_rows(contract: &Contract) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for table in &contract.tables {
        rows.extend(table.quality.iter().map(|q| quality_row(&table.name, q)));
        for column in &table.columns {
            let of = format!("{}.{}", table.name, column.path);
            rows.extend(column.quality.iter().map(|q| quality_row(&of, q)));
        }
    }
    rows
}

fn quality_row(of: &str, q: &Quality) -> Vec<Cell> {
    vec![
        mono(of),
        cell(&q.text),
        cell(listed(&q.about)),
        Cell {
            code: q.code.clone(),
            ..Cell::default()
        },
    ]
}

fn definition_rows(contract: &Contract) -> Vec<Vec<Cell>> {
    fn row(of: Cell, definition: &Definition) -> Vec<Cell> {
        vec![
            of,
            cell(&definition.kind),
            url_cell(&definition.url, Some(&definition.url)),
            opt_cell(&definition.description),
        ]
    }
    let mut rows = Vec::new();
    let parts = contract.definitions.iter();
    rows.extend(parts.map(|(of, definition)| row(cell(*of), definition)));
    for table in &contract.tables {
        let of_rules = |all: &[Quality]| -> Vec<Definition> {
            all.iter().flat_map(|q| q.definitions.clone()).collect()
        };
        let own = table.definitions.iter().cloned();
        for definition in own.chain(of_rules(&table.quality)) {
            rows.push(row(mono(&table.name), &definition));
        }
        for column in &table.columns {
            let own = column.definitions.iter().cloned();
            for definition in own.chain(of_rules(&column.quality)) {
                let of = format!("{}.{}", table.name, column.path);
                rows.push(row(mono(of), &definition));
            }
        }
    }
    rows
}
