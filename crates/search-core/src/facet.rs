//! Counts of what results could be narrowed down to.

use std::collections::BTreeMap;

use tantivy::columnar::StrColumn;

use crate::answer::{Facet, FacetValue, Request};
use crate::collect::{Best, Found, by_count};
use crate::engine::{Engine, Stop};
use crate::head::Labels;
use crate::plan::Plan;
use crate::schema::FACETS;

/// Values of a facet that are given.
const MAX_VALUES: usize = 100;

impl Engine {
    pub(crate) fn facets(
        &self,
        request: &Request,
        columns: &[(usize, StrColumn)],
        found: &Found,
        plan: impl Fn(&BTreeMap<String, Vec<String>>) -> Result<Plan, Stop>,
    ) -> Result<Vec<Facet>, Stop> {
        let mut out = Vec::new();
        for ((i, column), counts) in columns.iter().zip(&found.counts) {
            let (name, label, _) = FACETS[*i];
            let chosen = request.filters.get(name).map_or(&[][..], Vec::as_slice);
            // What else could be chosen is counted as if nothing of this facet were.
            let own = if chosen.is_empty() {
                None
            } else {
                let mut others = request.filters.clone();
                others.remove(name);
                let plan = plan(&others)?;
                self.checkpoint()?;
                let alone = Best {
                    limit: 0,
                    rank: None,
                    facets: vec![column.clone()],
                };
                self.searcher.search(&plan.query, &alone)?.counts.pop()
            };
            let counts = own.as_ref().unwrap_or(counts);
            let mut values = Vec::new();
            for (ord, count) in by_count(counts) {
                let mut value = String::new();
                column.ord_to_str(ord as u64, &mut value)?;
                if values.len() < MAX_VALUES || chosen.contains(&value) {
                    values.push(FacetValue {
                        label: self.label(name, &value),
                        value,
                        count,
                    });
                }
            }
            for value in chosen {
                if values.iter().all(|v| v.value != *value) {
                    values.push(FacetValue {
                        label: self.label(name, value),
                        value: value.clone(),
                        count: 0,
                    });
                }
            }
            out.push(Facet {
                field: name.to_owned(),
                label: label.to_owned(),
                values,
            });
        }
        Ok(out)
    }

    /// What a value of a facet is shown as.
    fn label(&self, facet: &str, value: &str) -> String {
        let Labels { dme, owner, domain } = self.head.labels();
        let known = match facet {
            "dme" => dme.get(value),
            "owner" => owner.get(value),
            "domain" => domain.get(value),
            "tag" => return value.to_owned(),
            _ => None,
        };
        known.cloned().unwrap_or_else(|| {
            let plain = value.replace('_', " ");
            let mut chars = plain.chars();
            chars.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(chars).collect()
            })
        })
    }
}
