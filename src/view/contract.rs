//! Data contracts: the card on an asset's page, and the contract's own page.

use super::model::{Cell, ContractCard, EntityPage, Fact, Section};
use super::{
    Views, badge, cell, counted, opt_cell, pair, pairs, sla_rows, status_badge, support_rows,
};
use crate::catalog::{Contract, Kind};

impl Views<'_> {
    pub(super) fn contract_card(&self, contract: &Contract, table: usize) -> ContractCard {
        let c = self.catalog;
        let path = c.href(contract.asset);
        let html = |text: &Option<String>| text.as_deref().map(|t| self.html(t, path));
        let mut quality = Vec::new();
        if let Some(table) = contract.tables.get(table) {
            quality.extend(table.quality.iter().map(|q| q.text.clone()));
            for column in &table.columns {
                quality.extend(
                    column
                        .quality
                        .iter()
                        .map(|q| format!("{}: {}", column.path, q.text)),
                );
            }
        }
        ContractCard {
            name: c.title(contract.asset).to_owned(),
            id: contract.id.clone(),
            version: Some(contract.version.clone()),
            status: contract.status.clone(),
            standard: contract.standard.clone(),
            purpose_html: html(&contract.purpose),
            limitations_html: html(&contract.limitations),
            quality,
            at: c
                .asset(contract.asset)
                .pos
                .map_or(String::new(), |p| c.at(p)),
        }
    }

    /// Page of a contract.
    #[must_use]
    pub fn contract_page(&self, contract: &Contract) -> EntityPage {
        let c = self.catalog;
        let ix = contract.asset;
        let asset = c.asset(ix);
        let title = c.title(ix).to_owned();
        let mut details = vec![
            pair("id", &contract.id),
            pair("version", &contract.version),
            pair("status", &contract.status),
            pair("standard", &contract.standard),
        ];
        for (name, value) in [
            ("domain", &contract.domain),
            ("data product", &contract.product),
            ("tenant", &contract.tenant),
            ("usage", &contract.usage),
            ("limitations", &contract.limitations),
            ("team", &contract.team),
        ] {
            details.extend(value.as_ref().map(|v| pair(name, v)));
        }
        details.extend(
            contract
                .servers
                .iter()
                .map(|s| pair(format!("server {}", s.name), &s.value)),
        );
        details.extend(pairs(&contract.properties));
        let mut badges: Vec<_> = status_badge(asset.status).into_iter().collect();
        badges.extend(contract.tags.iter().map(|t| badge(t, "plain")));
        let tables = contract.tables.iter().map(|t| match t.relation {
            Some(relation) => self.link(relation),
            None => Self::plain_link(&t.physical_name),
        });
        let facts = vec![Fact {
            label: "Tables",
            values: tables.take(6).collect(),
            note: Some(counted(contract.tables.len(), "table")),
            note_link: None,
            empty: contract.tables.is_empty(),
        }];
        EntityPage {
            page: self.page(
                ix,
                "contract",
                "",
                title.clone(),
                vec![super::lists::crumb(Kind::Contract)],
            ),
            heading: title,
            id: c.name(ix).to_owned(),
            kind_label: "data contract",
            badges,
            notices: self
                .status_notice("contract", asset.status, None, None)
                .into_iter()
                .collect(),
            lead_html: self.description(ix, c.href(ix)),
            body_html: None,
            facts,
            checklist: Vec::new(),
            lists: Vec::new(),
            tree: Vec::new(),
            sla: sla_rows(&contract.sla, None),
            contracts: Vec::new(),
            support: support_rows(&contract.support),
            sections: self.contract_sections(contract),
            details,
            findings: self.finding_rows(ix),
            findings_more: 0,
            at: asset.pos.map(|p| c.at(p)),
        }
    }

    fn contract_sections(&self, contract: &Contract) -> Vec<Section> {
        let mut sections = Vec::new();
        if !contract.tables.is_empty() {
            sections.push(Section {
                title: "Tables",
                id: "tables",
                head: vec!["Table", "In the warehouse", "What a row is", "Description"],
                rows: contract
                    .tables
                    .iter()
                    .map(|t| {
                        let name = match &t.business_name {
                            Some(business) => format!("{} ({business})", t.name),
                            None => t.name.clone(),
                        };
                        vec![
                            Cell {
                                text: name,
                                mono: true,
                                ..Cell::default()
                            },
                            Cell {
                                text: match &t.physical_type {
                                    Some(kind) => format!("{} ({kind})", t.physical_name),
                                    None => t.physical_name.clone(),
                                },
                                href: t.relation.map(|r| self.catalog.href(r).to_owned()),
                                mono: true,
                                ..Cell::default()
                            },
                            opt_cell(&t.granularity),
                            opt_cell(&t.description),
                        ]
                    })
                    .collect(),
            });
            sections.push(Section {
                title: "Columns",
                id: "columns",
                head: vec!["Table", "Column", "Type", "Promises", "Description"],
                rows: contract
                    .tables
                    .iter()
                    .flat_map(|t| t.columns.iter().map(move |k| (t, k)))
                    .map(|(t, k)| {
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
                        vec![
                            Cell {
                                text: t.name.clone(),
                                mono: true,
                                ..Cell::default()
                            },
                            Cell {
                                text: k.path.clone(),
                                mono: true,
                                ..Cell::default()
                            },
                            Cell {
                                text: k.data_type.clone(),
                                mono: true,
                                ..Cell::default()
                            },
                            cell(promises.join(", ")),
                            opt_cell(&k.description),
                        ]
                    })
                    .collect(),
            });
        }
        let quality: Vec<Vec<Cell>> = contract
            .tables
            .iter()
            .flat_map(|t| {
                t.quality.iter().map(move |q| {
                    vec![
                        Cell {
                            text: t.name.clone(),
                            mono: true,
                            ..Cell::default()
                        },
                        cell(&q.text),
                    ]
                })
            })
            .collect();
        if !quality.is_empty() {
            sections.push(Section {
                title: "Quality",
                id: "quality",
                head: vec!["Table", "Rule"],
                rows: quality,
            });
        }
        if !contract.roles.is_empty() {
            sections.push(Section {
                title: "Roles",
                id: "roles",
                head: vec!["Role", "Access", "Approved by", "Description"],
                rows: contract
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
            });
        }
        if !contract.members.is_empty() {
            sections.push(Section {
                title: "Team",
                id: "team",
                head: vec!["Member", "Name", "Role"],
                rows: contract
                    .members
                    .iter()
                    .map(|m| vec![cell(&m.username), opt_cell(&m.name), opt_cell(&m.role)])
                    .collect(),
            });
        }
        sections
    }
}
