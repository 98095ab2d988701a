//! Tables and views of a part of a catalog.

use std::ops::Range;

use super::{Restriction, slice};
use crate::catalog::{
    Asked, AssetIx, Claim, Column, ColumnLineage, ColumnRef, DbtNode, Decision, Derivation, Grant,
    Label, PreviousName, Query, Reference, Relation, small,
};

impl Restriction<'_> {
    /// Tables and views, with all that they have a range of.
    pub(super) fn relations(&mut self) {
        for old in &self.from.relations {
            let Some(asset) = self.ix(old.asset) else {
                continue;
            };
            let relation = self.relation(asset, old);
            self.place(asset, self.to.inventory.registry.relations.len());
            self.to.inventory.registry.relations.push(relation);
        }
        for old in &self.from.relations {
            let asked = self.from.asked.get(&old.asset);
            let whole = self.keeps_all(self.from.targets_of(old));
            if let (Some(asset), Some(asked), true) = (self.ix(old.asset), asked, whole)
                && let Some(dme) = self.ix(asked.dme)
                && self.keeps_all(self.from.dmes_of(old))
            {
                self.to.asked.insert(asset, Asked { dme, ..*asked });
            }
        }
    }

    fn relation(&mut self, asset: AssetIx, old: &Relation) -> Relation {
        let c = self.from;
        let references = c.references_of(old);
        let reads_left = references.iter().any(|r| self.ix(r.asset).is_none());
        let whole = !reads_left && self.keeps_all(c.targets_of(old));
        let targets = self.all(c.targets_of(old));
        let references = self.references(references);
        let lineage = self.column_lineage(c.column_lineage_of(old), whole);
        let contracts = c.contracts_of(old).iter();
        let contracts: Vec<(AssetIx, u32)> = contracts
            .filter_map(|(contract, table)| Some((self.ix(*contract)?, *table)))
            .collect();
        self.to.references.set(asset, references);
        self.to.targets.set(asset, targets);
        self.to.column_lineage.set(asset, lineage);
        self.to.contracts_of.set(asset, contracts);
        self.own(asset, old);
        if let Some(problem) = c.sql_problem(old).filter(|_| whole) {
            self.to.sql_problems.insert(asset, problem.clone());
        }
        let product = old.product.and_then(|p| self.ix(p));
        Relation {
            asset,
            project: self.sym(old.project),
            dataset: self.sym(old.dataset),
            table: self.sym(old.table),
            columns: self.columns(old, whole),
            labels: self.labels(old),
            grants: self.grants(old),
            product,
            port: old.port.filter(|_| product.is_some()),
            terms: self.all(&old.terms),
            query: old.query.as_ref().filter(|_| whole).map(|q| self.query(q)),
            created: self.opt_sym(old.created),
            modified: self.opt_sym(old.modified),
            dbt: old.dbt.as_ref().map(|node| Box::new(self.dbt(node))),
            tags: old.tags.iter().map(|tag| self.sym(*tag)).collect(),
            replaced_by: self.name_of_kept(old.replaced_by.as_ref()),
            previous: old
                .previous
                .iter()
                .filter(|p| p.environment.is_none_or(|d| self.ix(d).is_some()))
                .map(|p| PreviousName {
                    environment: p.environment.and_then(|d| self.ix(d)),
                    ..p.clone()
                })
                .collect(),
            kind: old.kind,
            unified: old.unified,
            columns_complete: old.columns_complete,
            dialect: old.dialect,
            partition_filter: old.partition_filter,
            rows: old.rows,
            bytes: old.bytes,
        }
    }

    /// Who owns a relation, as far as the part tells.
    fn own(&mut self, asset: AssetIx, old: &Relation) {
        let dmes = self.all(self.from.dmes_of(old));
        let decision = match self.from.decision(old) {
            Decision::Owned(claim) => self
                .claim(&claim)
                .map_or_else(Decision::default, Decision::Owned),
            decision if dmes.len() > 1 => decision,
            _ => Decision::Unowned,
        };
        let claims = self.from.claims_of(old).iter();
        let claims = claims.filter_map(|claim| self.claim(claim)).collect();
        self.to.ownership.set(asset, claims, decision, dmes);
    }

    /// Columns; policy tags of a view that reads the rest may be the rest's.
    fn columns(&mut self, old: &Relation, whole: bool) -> Range<u32> {
        let mut columns = Vec::new();
        for column in slice(&self.from.columns, &old.columns) {
            columns.push(Column {
                path: self.sym(column.path),
                data_type: self.sym(column.data_type),
                description: self.opt_sym(column.description),
                policy_tags: self.opt_sym(column.policy_tags.filter(|_| whole)),
                ..*column
            });
        }
        extend(&mut self.to.inventory.registry.columns, columns)
    }

    fn labels(&mut self, old: &Relation) -> Range<u32> {
        let mut labels = Vec::new();
        for label in slice(&self.from.labels, &old.labels) {
            labels.push(Label {
                key: self.sym(label.key),
                value: self.sym(label.value),
                shown: label.shown,
            });
        }
        extend(&mut self.to.inventory.registry.labels, labels)
    }

    fn grants(&mut self, old: &Relation) -> Range<u32> {
        let mut grants = Vec::new();
        for grant in slice(&self.from.grants, &old.grants) {
            grants.push(Grant {
                grantee: self.sym(grant.grantee),
                privilege: self.sym(grant.privilege),
                ..*grant
            });
        }
        extend(&mut self.to.inventory.registry.grants, grants)
    }

    fn references(&mut self, old: &[Reference]) -> Vec<Reference> {
        let mut references = Vec::new();
        for reference in old {
            if let Some(asset) = self.ix(reference.asset) {
                let name = self.sym(reference.name);
                references.push(Reference { name, asset });
            }
        }
        references
    }

    fn claim(&self, old: &Claim) -> Option<Claim> {
        let by = match old.by {
            Some(by) => Some(self.ix(by)?),
            None => None,
        };
        let dme = self.ix(old.dme)?;
        Some(Claim { dme, by, ..*old })
    }

    /// Where columns come from; what comes from the rest isn't known.
    fn column_lineage(&mut self, old: &[ColumnLineage], whole: bool) -> Vec<ColumnLineage> {
        let mut all = Vec::new();
        for lineage in old {
            let refs = self.from.column_refs_of(lineage);
            let known = refs.iter().all(|r| self.ix(r.asset).is_some());
            let mut sources = Vec::new();
            for source in refs.iter().filter(|_| known) {
                if let Some(asset) = self.ix(source.asset) {
                    let column = self.sym(source.column);
                    sources.push(ColumnRef { asset, column });
                }
            }
            all.push(ColumnLineage {
                column: self.sym(lineage.column),
                how: if known {
                    lineage.how
                } else {
                    Derivation::Unknown
                },
                sources: extend(&mut self.to.column_refs, sources),
                // The reason may quote what isn't kept.
                why: self.opt_sym(lineage.why.filter(|_| whole)),
                by: lineage.by,
            });
        }
        all
    }

    fn query(&mut self, old: &Query) -> Query {
        Query {
            text: self.sym(old.text),
            ddl: self.opt_sym(old.ddl),
            dataset: self.opt_sym(old.dataset),
            ..*old
        }
    }

    fn dbt(&mut self, old: &DbtNode) -> DbtNode {
        DbtNode {
            resource_type: self.sym(old.resource_type),
            unique_id: self.sym(old.unique_id),
            access: self.opt_sym(old.access),
            group: self.opt_sym(old.group),
            group_owner: self.opt_sym(old.group_owner),
            version: self.opt_sym(old.version),
            deprecation_date: self.opt_sym(old.deprecation_date),
            ..*old
        }
    }
}

/// Adds values to those of all relations; the range that they have there.
fn extend<T>(all: &mut Vec<T>, more: Vec<T>) -> Range<u32> {
    let start = small(all.len());
    all.extend(more);
    start..small(all.len())
}
