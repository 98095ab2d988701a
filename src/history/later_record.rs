//! The record of a build that saw what the one before it saw, and nothing else.

use super::history_record::Published;
use super::month;
use super::record_reading::read;

/// The record as a build at the moment `to` writes it that sees what the build at `from` saw, before what
/// that recorded ends to hold ([`super::History::holds_until`]). Nothing where it isn't known that it would
/// be that.
#[must_use]
pub(crate) fn at_a_later_moment(bytes: &[u8], from: i64, to: i64) -> Option<Vec<u8>> {
    let (history, damage) = read(bytes);
    let mut history = history.filter(|_| damage.is_none())?;
    // Without sources all is seen for the first time each time.
    if history.built != from || month(from) != month(to) || history.sources.is_empty() {
        return None;
    }
    let sources = history.sources.values_mut();
    let there = sources.filter(|source| source.last == from);
    there.for_each(|source| source.last = to);
    history.built = to;
    let of_feeds = Published {
        feeds: std::mem::take(&mut history.feeds),
        folds: std::mem::take(&mut history.folds),
    };
    let states = history.take_states();
    history.bytes(&states, &of_feeds).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Facts, Field, MeshId, Observation, ObservedAsset, next};
    use super::*;
    use crate::history::History;

    const DAY: i64 = 86_400;
    const START: i64 = 1_790_000_000;

    /// What a build sees, drawn of some bits: which assets there are, what one of them is, which exports
    /// tell, and which manifest can't be read.
    fn seen(bits: u16, now: i64) -> Observation {
        let has = |bit: u16| bits & (1 << bit) != 0;
        let names = ["a", "b", "c"];
        let assets = (0..).zip(names).filter(|(n, _)| !has(*n));
        let assets = assets.map(|(_, name)| {
            let mut facts = Facts::default();
            facts.set(Field::Kind, "view");
            facts.set(Field::Status, if has(3) { "active" } else { "deprecated" });
            if has(4) && has(5) {
                facts.add(Field::Audience, "sales", "");
            }
            let key = format!("relation:{name}");
            let former = match (name, has(6)) {
                ("a", true) => vec!["b".to_owned()],
                _ => Vec::new(),
            };
            ObservedAsset::new(key, "dataset:d".to_owned(), former, &facts).unwrap()
        });
        let grants = has(5).then(|| "OBJECT_PRIVILEGES".to_owned());
        Observation {
            mesh: MeshId::new(None, "Shop", None),
            now,
            assets: assets.collect(),
            sources: [("dataset:d".to_owned(), !has(7))].into(),
            exports: grants.into_iter().chain(["TABLES".to_owned()]).collect(),
            unread: has(8)
                .then(|| "teams.yaml".to_owned())
                .into_iter()
                .collect(),
            ..Observation::default()
        }
    }

    fn written(mut history: History) -> Vec<u8> {
        let states = history.take_states();
        history.bytes(&states, &Published::default()).unwrap()
    }

    /// Builds, and compares what later ones would write. Says how often that was known beforehand.
    fn known(builds: &[(u16, i64)]) -> usize {
        let (mut former, mut now, mut known) = (None, START, 0);
        for (bits, passed) in builds {
            now += passed;
            let history = next(former, seen(*bits, now));
            let until = history.holds_until();
            let record = written(history);
            for later in [now + 1, now + DAY, until - 1] {
                if later <= now || later >= until {
                    continue;
                }
                let told = at_a_later_moment(&record, now, later);
                let whole = written(next(read(&record).0, seen(*bits, later)));
                known += usize::from(told.is_some());
                assert!(told.is_none_or(|told| told == whole), "{bits:b} {later}");
            }
            former = read(&record).0;
        }
        known
    }

    #[test]
    fn a_mesh_that_rests_is_known() {
        assert_eq!(known(&[(0, 0), (0, 60), (1, DAY)]), 6);
    }

    proptest! {
        #[test]
        fn what_is_known_is_what_the_next_build_writes(
            builds in proptest::collection::vec(
                (0..512_u16, prop_oneof![Just(0), Just(60), Just(DAY), Just(13 * DAY), Just(15 * DAY)]),
                1..8,
            )
        ) {
            known(&builds);
        }
    }
}
