//! Counts of what results could be narrowed down to.

use std::collections::BTreeMap;
use std::io;

use crate::answer::{Facet, FacetValue, Request};
use crate::collect::Facets;
use crate::directory::Published;
use crate::error::{SearchError, Stop, soft};
use crate::head::Labels;
use crate::index_schema::FACETS;
use crate::packed_numbers::Numbers;
use crate::profile::{Counts, GROUPS, ORDER, Profiles, TABLE};

/// Values of a facet that are given.
const MAX_VALUES: usize = 100;

/// Every value of every facet of a published index, all of whose pieces are at hand: they stand packed
/// in it, so that nobody finds them in its bytes.
///
/// # Errors
/// Where a piece is missing, or the index is damaged.
pub fn facet_values(index: &Published) -> io::Result<Vec<String>> {
    let table = index.whole(TABLE)?;
    let profiles = Profiles::decode(&table).ok_or(io::ErrorKind::InvalidData)?;
    Ok(profiles.into_values().collect())
}

/// What facets are counted by.
pub(crate) struct Columns {
    pub facets: Facets,
    profiles: Profiles,
}

/// The place of every document among all names; nothing where pieces are missing.
pub(crate) fn order(directory: &Published, assets: u32) -> Result<Option<Numbers>, Stop> {
    numbers(directory, ORDER, assets)
}

fn numbers(directory: &Published, name: &str, assets: u32) -> Result<Option<Numbers>, Stop> {
    let Some(bytes) = soft(directory.whole(name))? else {
        return Ok(None);
    };
    let numbers = Numbers::decode(&bytes, assets).ok_or(SearchError::Facets)?;
    Ok(Some(numbers))
}

impl Columns {
    /// Reads their files whole, since any document may be a result; nothing where pieces are
    /// missing.
    pub(crate) fn read(directory: &Published, assets: u32) -> Result<Option<Self>, Stop> {
        let table = soft(directory.whole(TABLE))?;
        // All are asked for before any is waited for.
        let mut of = Vec::with_capacity(GROUPS.len());
        for (_, name) in GROUPS {
            of.push(numbers(directory, name, assets)?);
        }
        let of: Option<Vec<Numbers>> = of.into_iter().collect();
        let (Some(table), Some(of)) = (table, of) else {
            return Ok(None);
        };
        let profiles = Profiles::decode(&table).ok_or(SearchError::Facets)?;
        let none = profiles.counts();
        let facets = Facets { of, none };
        Ok(Some(Self { facets, profiles }))
    }

    /// The facets with the counts of what was found; `count` counts what other filters would find.
    pub(crate) fn counted(
        &self,
        request: &Request,
        labels: &Labels,
        found: &Counts,
        count: impl Fn(&BTreeMap<String, Vec<String>>) -> Result<Counts, Stop>,
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
                Some(count(&others)?)
            };
            let counts = own.as_ref().unwrap_or(found);
            let mut values: Vec<FacetValue> = self
                .profiles
                .by_value(i, counts)
                .into_iter()
                .enumerate()
                .filter(|(n, (value, _))| *n < MAX_VALUES || chosen.iter().any(|c| c == value))
                .map(|(_, (value, count))| FacetValue {
                    label: shown(labels, name, value),
                    value: value.to_owned(),
                    count,
                })
                .collect();
            for value in chosen {
                if values.iter().all(|v| v.value != *value) {
                    values.push(FacetValue {
                        label: shown(labels, name, value),
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
}

/// What a value of a facet is shown as.
fn shown(labels: &Labels, facet: &str, value: &str) -> String {
    let Labels {
        dme,
        owner,
        domain,
        audience,
    } = labels;
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
