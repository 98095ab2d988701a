//! Whose is it, and how do we know?

use super::model::Claim;
use super::{Views, counted};
use crate::catalog::{AssetIx, ClaimSource, Decision, Relation};

impl Views<'_> {
    /// How the owner was decided, in a sentence.
    pub(super) fn owner_summary(&self, relation: &Relation) -> String {
        let c = self.catalog;
        let held = if relation.is_view() {
            "the tables that it reaches lie"
        } else {
            "it lies"
        };
        let at = |claim: &crate::catalog::Claim| {
            claim
                .pos
                .map_or(String::new(), |p| format!(" ({})", c.at(p)))
        };
        match relation.decision {
            Decision::Owned(claim) => {
                let dme = c.title(claim.dme);
                let why = match claim.source {
                    ClaimSource::Infrastructure => format!("{held} in its infrastructure{}", at(&claim)),
                    ClaimSource::OutputPort => {
                        let product = claim.by.map_or("a product", |p| c.title(p));
                        let what = if relation.is_view() { "an output port" } else { "a table" };
                        format!("its product {product} lists it as {what}{}", at(&claim))
                    }
                    ClaimSource::Label => format!("a label of the warehouse says so{}", at(&claim)),
                    ClaimSource::Dbt => format!("dbt says so{}", at(&claim)),
                    ClaimSource::Tool => format!("another tool says so{}", at(&claim)),
                    ClaimSource::Upstream => {
                        let by = claim.by.map_or("the nearest asset upstream".into(), |b| self.short_name(b));
                        format!("it owns {by}, the nearest asset upstream that has an owner")
                    }
                };
                format!("It belongs to DME {dme}, because {why}.")
            }
            Decision::Several => format!(
                "It reaches tables of {} and no product of theirs declares it, so no one DME answers for it.",
                counted(relation.dmes.len(), "DME")
            ),
            Decision::Tie => "Several DMEs claim its infrastructure equally.".into(),
            Decision::Unowned => "No source says which DME owns it. Add its dataset to the servers of a DME, or list it as an output port of a product.".into(),
        }
    }

    pub(super) fn claim_rows(&self, relation: &Relation) -> Vec<Claim> {
        let c = self.catalog;
        let owner = relation.owner();
        let decided = match relation.decision {
            Decision::Owned(claim) => Some(claim),
            _ => None,
        };
        c.claims_of(relation)
            .iter()
            .map(|claim| Claim {
                source: match claim.source {
                    ClaimSource::Infrastructure => "infrastructure",
                    ClaimSource::OutputPort if relation.is_view() => "output port",
                    ClaimSource::OutputPort => "product's table",
                    ClaimSource::Label => "label",
                    ClaimSource::Dbt => "dbt",
                    ClaimSource::Tool => "tool",
                    ClaimSource::Upstream => "upstream",
                },
                dme: self.link(claim.dme),
                detail: match (claim.source, claim.by) {
                    (ClaimSource::Infrastructure, Some(by)) => {
                        format!("holds {}", self.short_name(by))
                    }
                    (ClaimSource::Infrastructure, None) => "holds its dataset".into(),
                    (ClaimSource::OutputPort, Some(by)) => format!("product {}", c.title(by)),
                    (_, Some(by)) => self.short_name(by),
                    (ClaimSource::Dbt, None) => "group or meta".into(),
                    (ClaimSource::Tool, None) => {
                        "owner in an OpenLineage run or a Backstage catalog".into()
                    }
                    (_, None) => "label of the warehouse".into(),
                },
                at: claim.pos.map(|p| c.at(p)),
                agrees: owner == Some(claim.dme),
                decided: decided == Some(*claim),
            })
            .collect()
    }

    /// Link to an asset's page from a fact, with its team as a remark.
    pub(super) fn owner_note(&self, dme: AssetIx, product: Option<AssetIx>) -> Option<String> {
        let c = self.catalog;
        let environment = c.environment(dme)?;
        let product = product.and_then(|p| c.product(p));
        let team = product.and_then(|p| p.team).or(environment.team);
        let support = product
            .filter(|p| !p.support.is_empty())
            .map_or(&environment.support, |p| &p.support);
        let parts: Vec<String> = [
            team.map(|t| format!("team {}", c.title(t))),
            support.first().map(|s| s.channel.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}
