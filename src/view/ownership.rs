//! Whose is it, and how do we know?

use super::model::{Claim, Fact, Link, SupportRow};
use super::{Views, counted, support_rows};
use crate::catalog::{Asked, AskedBy, AssetIx, ClaimSource, Decision, Relation};

/// What the DME that is asked first has before the others.
fn before_others(asked: &Asked) -> String {
    let holds = match asked.holds {
        0 => "owns what lies upstream".to_owned(),
        n => format!("holds {n} of {}", counted(asked.of, "target")),
    };
    match asked.by {
        AskedBy::Targets => holds,
        AskedBy::Steps => format!("{holds}, as others do, and in the fewest steps"),
        AskedBy::Name => format!("{holds}, as others do, and is the first by name"),
    }
}

/// `DME Finance`; a title that says what it is already stands alone.
fn called(title: &str) -> String {
    match title.split_whitespace().any(|word| word == "DME") {
        true => title.to_owned(),
        false => format!("DME {title}"),
    }
}

impl Views<'_> {
    /// How the owner was decided, in a sentence.
    pub(super) fn owner_summary(&self, relation: &Relation) -> String {
        let c = self.reader;
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
        match c.decision(relation) {
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
                format!("It belongs to {}, because {why}.", called(dme))
            }
            Decision::Several => format!(
                "It reaches tables of {} and no product of theirs declares it, so no one DME answers for it.{}",
                counted(c.dmes_of(relation).len(), "DME"),
                self.ask_first(relation)
            ),
            Decision::Tie => format!(
                "Several DMEs claim its infrastructure equally.{}",
                self.ask_first(relation)
            ),
            Decision::Unowned => "No source says which DME owns it. Add its dataset to the servers of a DME, or list it as an output port of a product.".into(),
        }
    }

    /// Whom to ask all the same, as a further sentence.
    fn ask_first(&self, relation: &Relation) -> String {
        let c = self.reader;
        match c.asked(relation.asset) {
            Some(asked) => format!(
                " Ask {} first: it {}.",
                called(c.title(asked.dme)),
                before_others(asked)
            ),
            None => String::new(),
        }
    }

    /// Who answers for a relation, or whom to ask.
    pub(super) fn owner_fact(&self, relation: &Relation) -> Fact {
        let asked = self.reader.asked(relation.asset);
        let several = matches!(
            self.reader.decision(relation),
            Decision::Several | Decision::Tie
        );
        let (values, note) = match (self.reader.owner(relation), asked) {
            (Some(dme), _) => (vec![self.link(dme)], self.owner_note(dme, relation.product)),
            (None, Some(asked)) => {
                let first = Link {
                    note: Some(format!("asked first: {}", before_others(asked))),
                    ..self.link(asked.dme)
                };
                let others = self
                    .reader
                    .dmes_of(relation)
                    .iter()
                    .filter(|d| **d != asked.dme);
                let values = std::iter::once(first)
                    .chain(others.map(|d| self.link(*d)))
                    .collect();
                let mut note = match self.reader.decision(relation) {
                    Decision::Tie => "no single owner: they claim its tables equally",
                    _ => "no single owner: no product of theirs declares this view",
                }
                .to_owned();
                if let Some(whom) = self.owner_note(asked.dme, None) {
                    note = format!("{note}; ask {whom}");
                }
                (values, Some(note))
            }
            (None, None) if several => (
                self.reader
                    .dmes_of(relation)
                    .iter()
                    .map(|d| self.link(*d))
                    .collect(),
                Some("no single owner".into()),
            ),
            (None, None) => (
                vec![Self::plain_link("nobody yet")],
                Some("no source names an owner".into()),
            ),
        };
        Fact {
            label: "Owner DME".into(),
            empty: self.reader.owner(relation).is_none() && !several,
            values,
            note,
            note_link: None,
        }
    }

    /// Where to ask: the product's channels, or else those of the DME that owns it or is asked first.
    pub(super) fn relation_support(&self, relation: &Relation) -> Vec<SupportRow> {
        let c = self.reader;
        let channels = |dme: AssetIx| {
            let dme = c.environment(dme);
            support_rows(dme.map_or(&[][..], |d| &d.support))
        };
        let product = relation.product.and_then(|p| c.product(p));
        if let Some(product) = product.filter(|p| !p.support.is_empty()) {
            return support_rows(&product.support);
        }
        match (c.owner(relation), c.asked(relation.asset)) {
            (Some(dme), _) => channels(dme),
            (None, Some(asked)) => {
                let mut rows = channels(asked.dme);
                for row in &mut rows {
                    let whose = format!("{}, asked first", called(c.title(asked.dme)));
                    row.note = Some(match &row.note {
                        Some(note) => format!("{whose}; {note}"),
                        None => whose,
                    });
                }
                rows
            }
            (None, None) => Vec::new(),
        }
    }

    pub(super) fn claim_rows(&self, relation: &Relation) -> Vec<Claim> {
        let c = self.reader;
        let owner = c.owner(relation);
        let decided = match c.decision(relation) {
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
                decided: decided.is_some_and(|d| d == *claim && d.pos == claim.pos),
            })
            .collect()
    }

    /// Link to an asset's page from a fact, with its team as a remark.
    pub(super) fn owner_note(&self, dme: AssetIx, product: Option<AssetIx>) -> Option<String> {
        let c = self.reader;
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

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_dme_is_called_one_once() {
        assert_eq!(called("Finance"), "DME Finance");
        assert_eq!(called("VPN DME"), "VPN DME");
        assert_eq!(called("DMEs of old"), "DME DMEs of old");
    }
}
