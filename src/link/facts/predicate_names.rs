//! What the condition of a row policy names, without the values in it.

use sql::{Dialect, without_literals};

/// Paths that a condition names, as `country` or `t.country`; functions and words of the language may
/// be among them.
pub(super) fn named(predicate: &str, dialect: Dialect) -> Vec<String> {
    let plain = without_literals(predicate, dialect);
    let mut names: Vec<String> = Vec::new();
    let is_part = |c: char| c.is_alphanumeric() || "_`.".contains(c);
    for word in plain.split(|c: char| !is_part(c)) {
        let name = word.replace('`', "");
        let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if begins && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Dialect, named};

    #[test]
    fn values_and_comments_name_nothing() {
        let names = named(
            "country IN ('de', \"region\") AND t.`total` > 10000 -- by owner\nOR SESSION_USER() = mail",
            Dialect::BigQuery,
        );
        for (name, expected) in [
            ("country", true),
            ("t.total", true),
            ("mail", true),
            ("de", false),
            ("region", false),
            ("owner", false),
        ] {
            assert_eq!(
                names.iter().any(|n| n == name),
                expected,
                "{name} in {names:?}"
            );
        }
        assert!(named("", Dialect::BigQuery).is_empty());
    }
}
