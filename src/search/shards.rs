//! Tables with a day in their name, `visits_20260101`: one table to people. The newest one of a
//! family stands for it; the others are found by their own names and don't crowd out the rest.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Catalog};

/// All shards but the newest of each family.
pub(super) fn older(c: &Catalog) -> FxHashSet<AssetIx> {
    let mut newest: FxHashMap<&str, (&str, AssetIx)> = FxHashMap::default();
    let mut older = FxHashSet::default();
    for relation in &c.relations {
        if relation.is_view() {
            continue;
        }
        let Some((family, day)) = split(c.name(relation.asset)) else {
            continue;
        };
        let known = newest.entry(family).or_insert((day, relation.asset));
        if known.1 == relation.asset {
            continue;
        }
        if known.0 < day {
            older.insert(known.1);
            *known = (day, relation.asset);
        } else {
            older.insert(relation.asset);
        }
    }
    older
}

/// A name that ends with a day, apart from it.
fn split(name: &str) -> Option<(&str, &str)> {
    let (family, day) = name.rsplit_once('_')?;
    let digits = day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit());
    let within = |part: &str, most: u8| part.parse().is_ok_and(|n: u8| (1..=most).contains(&n));
    (digits && within(&day[4..6], 12) && within(&day[6..], 31) && !family.ends_with('.'))
        .then_some((family, day))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn only_days_make_shards() {
        assert_eq!(
            split("p.d.visits_20260102"),
            Some(("p.d.visits", "20260102"))
        );
        for name in [
            "p.d.visits",
            "p.d.visits_2026",
            "p.d.code_12345678",
            "p.d._20260102",
        ] {
            assert_eq!(split(name), None, "{name}");
        }
    }
}
