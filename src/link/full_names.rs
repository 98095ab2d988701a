//! Full names taken apart, and aliases undone.

use memchr::{memchr, memchr_iter};
use rustc_hash::FxHashMap;

use crate::system::is_in_the_system_schema;

/// `project.dataset.table` in its three parts; the project, or project and dataset, may be empty.
/// What follows the dataset belongs to the table, as in `project.dataset.INFORMATION_SCHEMA.TABLES`.
/// A domain-scoped project (`example.com:project`) keeps its dot.
#[must_use]
pub(crate) fn split(name: &str) -> (&str, &str, &str) {
    let bytes = name.as_bytes();
    let scoped = memchr(b':', bytes).map_or(0, |i| i + 1);
    let mut dots = memchr_iter(b'.', &bytes[scoped..]).map(|i| i + scoped);
    let system = is_in_the_system_schema;
    match (dots.next(), dots.next()) {
        (None, _) => ("", "", name),
        (Some(a), _) if system(name) => ("", &name[..a], &name[a + 1..]),
        (Some(a), None) => ("", &name[..a], &name[a + 1..]),
        // dataset.INFORMATION_SCHEMA.X
        (Some(a), Some(_)) if scoped == 0 && system(&name[a + 1..]) => {
            ("", &name[..a], &name[a + 1..])
        }
        (Some(a), Some(b)) => (&name[..a], &name[a + 1..b], &name[b + 1..]),
    }
}

/// The parts joined again, empty ones left out.
#[must_use]
pub(crate) fn join(project: &str, dataset: &str, table: &str) -> String {
    let mut name = String::with_capacity(project.len() + dataset.len() + table.len() + 2);
    for part in [project, dataset] {
        if !part.is_empty() {
            name.push_str(part);
            name.push('.');
        }
    }
    name.push_str(table);
    name
}

/// Second names of projects and datasets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aliases {
    projects: FxHashMap<String, String>,
    datasets: FxHashMap<(String, String), (String, String)>,
}

impl Aliases {
    /// Adds an alias; `.*` at the end of either side says the same as nothing. False where the
    /// two sides are of different forms.
    pub(crate) fn add(&mut self, from: &str, to: &str) -> bool {
        let side = |s: &str| {
            let s = s.trim_end_matches(".*");
            let (a, b, c) = split(s);
            match (a.is_empty(), b.is_empty()) {
                (true, true) => Some((c.to_owned(), None)),
                (true, false) => Some((b.to_owned(), Some(c.to_owned()))),
                _ => None, // a table has no alias
            }
        };
        let (Some(from), Some(to)) = (side(from), side(to)) else {
            return false;
        };
        match (from, to) {
            ((p, None), (q, None)) => {
                self.projects.insert(p, q);
                true
            }
            ((p, Some(d)), (q, Some(e))) => {
                self.datasets.insert((p, d), (q, e));
                true
            }
            _ => false,
        }
    }

    /// The true project and dataset. An alias of an alias is followed, a loop is not.
    #[must_use]
    pub(crate) fn resolve<'a>(&'a self, project: &'a str, dataset: &'a str) -> (&'a str, &'a str) {
        let (mut project, mut dataset) = (project, dataset);
        for _ in 0..8 {
            if !self.datasets.is_empty() {
                let key = (project.to_owned(), dataset.to_owned());
                if let Some((p, d)) = self.datasets.get(&key) {
                    (project, dataset) = (p, d);
                    continue;
                }
            }
            match self.projects.get(project) {
                Some(p) if p != project => project = p,
                _ => break,
            }
        }
        (project, dataset)
    }
}

#[cfg(test)]
mod tests {
    use super::{Aliases, split};

    #[test]
    fn names_come_apart() {
        assert_eq!(split("p.d.t"), ("p", "d", "t"));
        assert_eq!(split("d.t"), ("", "d", "t"));
        assert_eq!(split("t"), ("", "", "t"));
        assert_eq!(split("example.com:p.d.t"), ("example.com:p", "d", "t"));
        assert_eq!(
            split("p.region-us.INFORMATION_SCHEMA.JOBS"),
            ("p", "region-us", "INFORMATION_SCHEMA.JOBS")
        );
        assert_eq!(
            split("d.INFORMATION_SCHEMA.COLUMNS"),
            ("", "d", "INFORMATION_SCHEMA.COLUMNS")
        );
    }

    #[test]
    fn aliases_are_followed_and_loops_end() {
        let mut aliases = Aliases::default();
        assert!(aliases.add("alias.*", "prod.*"));
        assert!(aliases.add("prod.old", "prod.new"));
        assert!(!aliases.add("x", "y.z"));
        aliases.add("a", "b");
        aliases.add("b", "a");
        assert_eq!(aliases.resolve("alias", "ds"), ("prod", "ds"));
        assert_eq!(aliases.resolve("alias", "old"), ("prod", "new"));
        assert_eq!(aliases.resolve("a", "ds").1, "ds");
    }
}
