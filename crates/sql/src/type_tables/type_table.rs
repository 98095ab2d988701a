//! What is known of the types of one dialect.

/// Another name of a type, with the parameters that it stands for where none are written.
type Synonym = (&'static str, &'static str, &'static [i64]);

/// The types of a dialect. A type that stands neither in `coercions` nor in `apart` isn't known.
#[derive(Debug)]
pub(in super::super) struct TypeTable {
    pub(in super::super) synonyms: &'static [Synonym],
    /// A type, and those to which its columns are converted in a query without being asked. What a
    /// value loses on the way isn't listed: that is the other direction.
    pub(in super::super) coercions: &'static [(&'static str, &'static [&'static str])],
    /// Types that no other known type coerces to, or is coerced from.
    pub(in super::super) apart: &'static [&'static str],
    /// Parameters of types that are written without.
    pub(in super::super) defaults: &'static [(&'static str, &'static [i64])],
    /// Types whose parameters change nothing.
    pub(in super::super) bare: &'static [&'static str],
    /// Whether a type without parameters has its defaults, or else no limit. Where exports leave
    /// parameters out, it may have any.
    pub(in super::super) always_written: bool,
}

impl TypeTable {
    /// Whether the table tells what a type coerces to.
    pub(in super::super) fn knows(&self, name: &str) -> bool {
        self.apart.contains(&name)
            || self
                .coercions
                .iter()
                .any(|(from, to)| *from == name || to.contains(&name))
    }

    /// Whether columns of the type `from` are converted to `to` where that is needed.
    pub(in super::super) fn coerces(&self, from: &str, to: &str) -> bool {
        self.coercions
            .iter()
            .any(|(name, targets)| *name == from && targets.contains(&to))
    }

    /// The name of a type that has several, and the parameters that go with the name.
    pub(in super::super) fn canonical(&self, name: &str) -> Option<(&'static str, &'static [i64])> {
        let found = self.synonyms.iter().find(|(other, ..)| *other == name);
        found.map(|(_, name, parameters)| (*name, *parameters))
    }
}
