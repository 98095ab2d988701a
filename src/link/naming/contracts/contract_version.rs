//! Versions of contracts: which one is newer, and which one a port means.

use std::cmp::Ordering;

/// The numbers of a version, and what follows them: `v1.2.0-beta` is 1, 2, 0 and `beta`.
fn parts(version: &str) -> (Vec<u64>, &str) {
    let version = version.trim();
    let bare = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let bare = bare.split('+').next().unwrap_or(bare);
    let (numbers, rest) = bare.split_once('-').unwrap_or((bare, ""));
    let mut found = Vec::new();
    for part in numbers.split('.') {
        match part.parse() {
            Ok(number) => found.push(number),
            Err(_) => return (found, part),
        }
    }
    (found, rest)
}

/// Which of two versions is newer; `1.0` and `1.0.0` are one, and a release is newer than what
/// came before it.
pub(in crate::link) fn compare(a: &str, b: &str) -> Ordering {
    trimmed(a).cmp(&trimmed(b))
}

fn trimmed(version: &str) -> (Vec<u64>, bool, &str) {
    let (mut numbers, rest) = parts(version);
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    (numbers, rest.is_empty(), rest)
}

/// The place of the version that is meant, among all of them with the newest first: the same one,
/// else the newest that goes on from it, else the newest of its major number, else the newest.
pub(super) fn wanted_version(wanted: Option<&str>, all: &[&str]) -> usize {
    let Some(wanted) = wanted else { return 0 };
    let (numbers, _) = parts(wanted);
    let place = |fits: &dyn Fn(&str) -> bool| all.iter().copied().position(fits);
    place(&|v| v == wanted)
        .or_else(|| place(&|v| compare(v, wanted) == Ordering::Equal))
        .or_else(|| place(&|v| !numbers.is_empty() && parts(v).0.starts_with(&numbers)))
        .or_else(|| place(&|v| !numbers.is_empty() && parts(v).0.first() == numbers.first()))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{compare, wanted_version};
    use std::cmp::Ordering;

    #[test]
    fn newer_is_by_number() {
        for (older, newer) in [
            ("1.9.0", "1.10.0"),
            ("1", "1.0.1"),
            ("v1.2", "2"),
            ("2.0.0-rc.1", "2.0.0"),
            ("2.0.0-alpha", "2.0.0-beta"),
            ("", "0.1"),
        ] {
            assert_eq!(compare(older, newer), Ordering::Less, "{older} {newer}");
            assert_eq!(compare(newer, older), Ordering::Greater, "{older} {newer}");
        }
        assert_eq!(compare("1.0", "v1.0.0"), Ordering::Equal);
        assert_eq!(compare("1.0.0+a", "1.0.0+b"), Ordering::Equal);
    }

    #[test]
    fn a_port_means_the_nearest_version() {
        let all = ["3.0.0", "2.1.4", "2.1.3", "2.0.9", "1.0.0"];
        let of = |wanted| all[wanted_version(wanted, &all)];
        assert_eq!(of(None), "3.0.0");
        assert_eq!(of(Some("2.1.3")), "2.1.3");
        assert_eq!(of(Some("1")), "1.0.0");
        assert_eq!(of(Some("2")), "2.1.4");
        assert_eq!(of(Some("2.0")), "2.0.9");
        assert_eq!(of(Some("2.7.1")), "2.1.4");
        assert_eq!(of(Some("v2.1.4")), "2.1.4");
        assert_eq!(of(Some("9")), "3.0.0");
        assert_eq!(of(Some("final")), "3.0.0");
    }
}
