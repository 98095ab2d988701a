//! Counts of what results could be narrowed down to.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use crate::answer::{Facet, FacetValue, Request};
use crate::collect::{Best, Facets, Found};
use crate::engine::{Engine, SearchError, Stop};
use crate::head::Labels;
use crate::lookup::soft;
use crate::numbers::Numbers;
use crate::plan::Plan;
use crate::profile::{GROUPS, ORDER, Profiles, TABLE};
use crate::schema::FACETS;

/// Values of a facet that are given.
const MAX_VALUES: usize = 100;

/// What facets are counted by.
pub(crate) struct Columns {
    pub facets: Facets,
    profiles: Profiles,
}

fn damaged() -> Stop {
    Stop::Failed(SearchError(
        "damaged: the facets of the search index can't be read".into(),
    ))
}

impl Engine {
    /// What facets are counted by; nothing where pieces are missing. It doesn't depend on the
    /// query: its files are read whole, since any document may be a result, and kept.
    pub(crate) fn facet_columns(&self) -> Result<Option<Arc<Columns>>, Stop> {
        let mut kept = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(columns) = &*kept {
            return Ok(Some(Arc::clone(columns)));
        }
        let table = soft(self.directory.whole(TABLE))?;
        // All are asked for before any is waited for.
        let mut of = Vec::with_capacity(GROUPS.len());
        for (_, name) in GROUPS {
            of.push(self.numbers(name)?);
        }
        let of: Option<Vec<Numbers>> = of.into_iter().collect();
        let (Some(table), Some(of)) = (table, of) else {
            return Ok(None);
        };
        let profiles = Profiles::decode(&table).ok_or_else(damaged)?;
        let facets = Facets {
            of,
            none: profiles.counts(),
        };
        let columns = Arc::new(Columns { facets, profiles });
        *kept = Some(Arc::clone(&columns));
        Ok(Some(columns))
    }

    /// The place of every document among all names; nothing where pieces are missing.
    pub(crate) fn order(&self) -> Result<Option<Arc<Numbers>>, Stop> {
        let mut kept = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = self.numbers(ORDER)?.map(Arc::new);
        }
        Ok(kept.clone())
    }

    fn numbers(&self, name: &str) -> Result<Option<Numbers>, Stop> {
        let Some(bytes) = soft(self.directory.whole(name))? else {
            return Ok(None);
        };
        let numbers = Numbers::decode(&bytes, self.head.assets()).ok_or_else(damaged)?;
        Ok(Some(numbers))
    }

    pub(crate) fn facets(
        &self,
        request: &Request,
        columns: &Columns,
        found: &Found,
        plan: impl Fn(&BTreeMap<String, Vec<String>>) -> Result<Plan, Stop>,
    ) -> Result<Vec<Facet>, Stop> {
        let mut out = Vec::new();
        for (i, (name, label)) in FACETS.into_iter().enumerate() {
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
                    facets: Some(columns.facets.clone()),
                };
                Some(self.searcher.search(&plan.query, &alone)?.counts)
            };
            let counts = own.as_ref().unwrap_or(&found.counts);
            let mut values: Vec<FacetValue> = columns
                .profiles
                .by_value(i, counts)
                .into_iter()
                .enumerate()
                .filter(|(n, (value, _))| *n < MAX_VALUES || chosen.iter().any(|c| c == value))
                .map(|(_, (value, count))| FacetValue {
                    label: self.label(name, value),
                    value: value.to_owned(),
                    count,
                })
                .collect();
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
        let Labels {
            dme,
            owner,
            domain,
            audience,
        } = self.head.labels();
        let known = match facet {
            "dme" => dme.get(value),
            "owner" => owner.get(value),
            "domain" => domain.get(value),
            // Grantees that no audience stands for are named as the warehouse names them.
            "audience" => return audience.get(value).map_or(value, String::as_str).to_owned(),
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
