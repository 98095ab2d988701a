//! Who has a name. That nothing has it is read by the same methods.

use super::Reader;
use crate::catalog::{AssetIx, Kind, Sym};
use crate::facets::Question;
use crate::link::resolve_id;

impl Reader<'_> {
    /// The asset that `kind:id`, or an id alone, names. Set: names.
    #[must_use]
    pub(crate) fn resolve(self, id: &str) -> Option<AssetIx> {
        resolve_id(self.source.asked(Question::Id, id), id)
    }

    /// The guide of exactly this name, for the fingerprint of what stands beside it. Set: names.
    #[must_use]
    pub(crate) fn find_guide(self, name: &str) -> Option<AssetIx> {
        let catalog = self.source.asked(Question::Id, name);
        catalog.registry.find(Kind::Guide, name)
    }

    /// The table or view of this full name; spelled as one likes, where its system doesn't compare
    /// case. Set: names.
    #[must_use]
    pub(crate) fn find_relation(self, name: &str) -> Option<AssetIx> {
        self.source
            .asked(Question::Relation, name)
            .find_relation(name)
    }

    /// The asset that has this key now. Set: names.
    #[must_use]
    pub(crate) fn find_key(self, key: &str) -> Option<AssetIx> {
        self.source.asked(Question::Key, key);
        let found = match key.strip_prefix("relation:") {
            Some(name) => self.find_relation(name),
            None => self.resolve(key),
        };
        found.filter(|ix| self.source.known().key(*ix).to_string() == key)
    }

    /// The symbol of a text that the mesh has anywhere. Set: names.
    #[must_use]
    pub(crate) fn symbol(self, text: &str) -> Option<Sym> {
        self.source.asked(Question::Symbol, text).strings.get(text)
    }
}
