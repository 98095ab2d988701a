//! What the exports of a mesh tell at all: what they lack of other topics says nothing of the mesh.

use rustc_hash::FxHashMap;

use super::Sym;
use crate::system::Topic;

/// Topics that exports tell something of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Topics(u16);

impl Topics {
    /// Adds one.
    pub(crate) const fn add(&mut self, topic: Topic) {
        self.0 |= 1 << topic as u8;
    }

    /// Whether it is among them.
    #[must_use]
    pub(crate) const fn has(self, topic: Topic) -> bool {
        self.0 & (1 << topic as u8) != 0
    }
}

/// What exports tell, by the project of the relations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tells {
    /// Of all projects: who watches tables sees those of every one.
    pub everywhere: Topics,
    /// Of the relations in a project.
    pub in_project: FxHashMap<Sym, Topics>,
}

impl Tells {
    /// Whether exports could tell something of this topic about a relation in this project, so that
    /// what isn't told isn't there.
    #[must_use]
    pub(crate) fn of(&self, project: Sym, topic: Topic) -> bool {
        let topics = self.in_project.get(&project);
        self.everywhere.has(topic) || topics.is_some_and(|topics| topics.has(topic))
    }
}
