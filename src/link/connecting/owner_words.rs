//! Words by which labels, groups and owners name a DME.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Inventory};

/// The words, each with what it may mean: see [`crate::catalog::NamedOwner`].
pub(super) struct Words(FxHashMap<String, Vec<Vec<AssetIx>>>);

impl Words {
    /// Those of all DMEs and of their teams.
    pub(super) fn of(c: &Inventory) -> Self {
        let mut words = FxHashMap::default();
        let mut add = |word: &str, meaning: Vec<AssetIx>| {
            let meanings: &mut Vec<Vec<AssetIx>> = words.entry(plain(word)).or_default();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        };
        // Of ids that are spelled alike the last serves, of titles the first.
        for dme in c.environments.iter().rev() {
            add(c.name(dme.asset), vec![dme.asset]);
        }
        for dme in &c.environments {
            add(c.title(dme.asset), vec![dme.asset]);
        }
        // A team stands for its DME where it owns just one.
        let mut owned: FxHashMap<AssetIx, Vec<AssetIx>> = FxHashMap::default();
        for dme in &c.environments {
            if let Some(team) = dme.team {
                owned.entry(team).or_default().push(dme.asset);
            }
        }
        for team in &c.teams {
            if let Some(all) = owned.get(&team.asset) {
                let names = team.also_known_as.iter().map(String::as_str);
                for name in names.chain([c.name(team.asset)]) {
                    add(name, all.clone());
                }
            }
        }
        Self(words)
    }

    /// What a word may mean, what goes first first.
    pub(super) fn meanings(&self, word: &str) -> &[Vec<AssetIx>] {
        self.0.get(&plain(word)).map_or(&[], Vec::as_slice)
    }

    /// Whether any word may mean several DMEs.
    pub(super) fn are_unclear(&self) -> bool {
        self.0.values().any(|meanings| is_unclear(meanings))
    }
}

/// Whether several DMEs may be meant.
pub(super) fn is_unclear(meanings: &[Vec<AssetIx>]) -> bool {
    meanings.len() > 1 || meanings.iter().any(|of| of.len() > 1)
}

/// Labels allow only lower case, digits, `-` and `_`; names are compared the same way.
fn plain(word: &str) -> String {
    let word = word.trim();
    if word.is_ascii() {
        // Labels are asked for on each relation.
        let letter = |b: u8| match b {
            b'_' | b' ' => '-',
            b => char::from(b.to_ascii_lowercase()),
        };
        return word.bytes().map(letter).collect();
    }
    word.chars()
        .map(|c| if c == '_' || c == ' ' { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}
