//! Findings that may stay for a while, in a part of a catalog.

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{Covered, Suppression};
use crate::diagnostic::Pos;

/// Suppressions of open tables and views alone: a reader has none of the findings about the rest.
pub(super) fn suppressions(part: &mut Restriction<'_>) {
    for old in &part.from.suppressions {
        let Suppression {
            rule,
            covered,
            column,
            reason,
            until,
            by,
            pos,
        } = old;
        let keeps = part.keeps(FactRule::Suppressions);
        let covered = match covered {
            Covered::Document(asset) => part.open(*asset).map(Covered::Document),
            Covered::Relations(all) if part.opens_all(all) || !keeps => {
                Some(Covered::Relations(part.open_of(all)))
            }
            Covered::Use(all) if part.opens_all(all) => Some(Covered::Use(part.open_of(all))),
            Covered::Among(all, name) if part.opens_all(all) && part.knows(name) => {
                Some(Covered::Among(part.open_of(all), name.clone()))
            }
            Covered::Owned(dme, name) if part.knows(name) => {
                let dme = part.ix(*dme);
                dme.map(|dme| Covered::Owned(dme, name.clone()))
            }
            Covered::Relations(_)
            | Covered::Use(_)
            | Covered::Among(..)
            | Covered::Owned(..)
            | Covered::File(_) => None,
        };
        if let Some(covered) = covered {
            let suppression = Suppression {
                rule: rule.clone(),
                covered,
                column: column.clone(),
                reason: reason.clone(),
                until: until.clone(),
                by: by.clone().filter(|by| !keeps || part.knows_word(by)),
                pos: match part.keeps(FactRule::Positions) {
                    true => Pos::NOWHERE,
                    false => *pos,
                },
            };
            part.to.inventory.suppressions.push(suppression);
        }
    }
}
