//! How a name is spelled, and what its system makes of it.

use serde::{Deserialize, Serialize};

use super::warehouse::{Folding, System};

/// How a name is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Spelling {
    /// Whose name it is.
    pub system: System,
    /// Of project, dataset and table: whether it stands in quotes, where the export shows that.
    pub quoted: [Option<bool>; 3],
}

impl Spelling {
    /// A name of which no export shows whether it needs quotes.
    #[must_use]
    pub(crate) const fn unsure(system: System) -> Self {
        Self {
            system,
            quoted: [None; 3],
        }
    }

    /// A name as its system writes it into SQL: `DB.SCHEMA."Table"`.
    #[must_use]
    pub(crate) fn of_sql(system: System, name: &str) -> Self {
        let mut quoted = [None; 3];
        let (mut within, mut start) = (None, true);
        let mut parts: Vec<bool> = Vec::new();
        for c in name.trim().chars() {
            if start {
                parts.push(matches!(c, '"' | '`' | '['));
                start = false;
            }
            match (within, c) {
                (Some(close), c) if c == close => within = None,
                (Some(_), _) => {}
                (None, '"' | '`') => within = Some(c),
                (None, '[') => within = Some(']'),
                (None, '.') => start = true,
                (None, _) => {}
            }
        }
        for (slot, part) in quoted.iter_mut().rev().zip(parts.iter().rev()) {
            *slot = Some(*part);
        }
        Self { system, quoted }
    }

    /// Whether the export shows of all parts whether they stand in quotes.
    #[must_use]
    pub(crate) fn is_sure(&self) -> bool {
        !self.system.quotes_keep_case() || self.quoted.iter().all(Option::is_some)
    }

    /// The name as the system keeps it. A part of which no export shows quotes is folded, unless it
    /// mixes cases: such a one is most likely written as it is kept.
    #[must_use]
    pub(crate) fn as_stored(&self, parts: [&str; 3]) -> [String; 3] {
        let mut quoted = self.quoted.iter();
        parts.map(|part| {
            let quoted = quoted.next().copied().flatten();
            let keeps = self.system.quotes_keep_case();
            let mixed = || {
                let lower = part.chars().any(char::is_lowercase);
                lower && part.chars().any(char::is_uppercase)
            };
            match keeps && quoted.unwrap_or_else(mixed) {
                true => part.to_owned(),
                false => self.folded(part),
            }
        })
    }

    /// A part of a name as the system keeps it without quotes.
    #[must_use]
    pub(crate) fn folded(&self, part: &str) -> String {
        match self.system.folding() {
            Folding::Upper => part.to_uppercase(),
            Folding::Lower => part.to_lowercase(),
            Folding::Exact | Folding::Ignored => part.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Spelling, System};

    #[test]
    fn names_are_kept_as_their_system_does() {
        let as_stored = |system, sql: &str, parts: [&str; 3]| {
            Spelling::of_sql(system, sql).as_stored(parts).join(".")
        };
        let snow = System::Snowflake;
        assert_eq!(as_stored(snow, "db.s.t", ["db", "s", "t"]), "DB.S.T");
        assert_eq!(as_stored(snow, "db.s.\"t\"", ["db", "s", "t"]), "DB.S.t");
        assert_eq!(as_stored(snow, "\"a.b\".s.t", ["a.b", "s", "t"]), "a.b.S.T");
        assert_eq!(as_stored(snow, "", ["db", "S", "Tt"]), "DB.S.Tt");
        assert_eq!(
            as_stored(System::Postgres, "\"D\".\"s\".\"T\"", ["D", "s", "T"]),
            "D.s.T"
        );
        assert_eq!(
            as_stored(System::Databricks, "`D`.`s`.`T`", ["D", "s", "T"]),
            "d.s.t"
        );
        assert_eq!(
            as_stored(System::BigQuery, "`D`.`s`.`T`", ["D", "s", "T"]),
            "D.s.T"
        );
    }
}
