//! Stars by way of temporary tables, which end with the script: what they hold is what they are made of.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::form::{Names, Sym};
use super::super::star_place::Place;

/// The parts of a relation's name, and where its columns go.
pub(super) type Taken = (Box<[Sym]>, Place);

/// What the statements of a script take by `*`.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) taken: Vec<Taken>,
    /// Temporary tables, in lower case, each with the relations all of whose columns it is made to have.
    made: FxHashMap<String, Vec<Box<[Sym]>>>,
}

impl Gathered {
    /// Adds what a statement takes; `makes` is the temporary table that it creates.
    pub(super) fn add(&mut self, taken: Vec<Taken>, makes: Option<String>) {
        if let Some(table) = makes {
            let handed_on = taken.iter().filter(|(_, place)| *place == Place::Output);
            let handed_on = handed_on.map(|(parts, _)| parts.clone());
            self.made.entry(table).or_default().extend(handed_on);
        }
        self.taken.extend(taken);
    }

    /// All that is taken, by way of temporary tables too.
    pub(super) fn followed(mut self, names: &Names) -> Vec<Taken> {
        let mut met: FxHashSet<(String, Place)> = FxHashSet::default();
        let mut at = 0;
        while !self.made.is_empty()
            && let Some((parts, place)) = self.taken.get(at)
        {
            at += 1;
            let ([table], place) = (&**parts, *place) else {
                continue;
            };
            let table = names.text(*table).to_lowercase();
            if let Some(sources) = self.made.get(&table)
                && met.insert((table, place))
            {
                let sources = sources.iter().map(|source| (source.clone(), place));
                self.taken.extend(sources);
            }
        }
        self.taken
    }
}
