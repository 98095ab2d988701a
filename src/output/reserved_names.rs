//! Names in an output folder that are no part of a site.

/// The lock's name within an output folder; beside it, it stands behind the folder's own.
pub(super) const LOCK: &str = ".vitrina-lock";
/// The same for the folder that a site is written to.
pub(super) const STAGING: &str = ".vitrina-staging";
/// The record of a site, in its folder.
pub(super) const RECORD: &str = ".vitrina-files";

/// The name of a part of a record, by a hash of what it holds.
pub(super) fn part(hash: [u8; 16]) -> String {
    format!("{RECORD}-{:032x}", u128::from_be_bytes(hash))
}

/// Whether a name is one of a part of a record.
pub(super) fn is_part(name: &str) -> bool {
    let hash = name
        .strip_prefix(RECORD)
        .and_then(|rest| rest.strip_prefix('-'));
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    hash.is_some_and(|hash| hash.len() == 32 && hash.bytes().all(is_digit))
}

/// Whether a name is the record's or that of a part of it.
pub(super) fn is_of_record(name: &str) -> bool {
    name == RECORD || is_part(name)
}

/// Whether a path is of what vitrina keeps beside pages, which no record lists.
pub(super) fn is_own(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    is_of_record(top) || [LOCK, STAGING].contains(&top)
}

#[cfg(test)]
mod tests {
    use super::{LOCK, RECORD, STAGING, is_of_record, is_own, is_part, part};

    #[test]
    fn a_part_is_known_by_its_name() {
        let name = part([0; 16]);
        assert_eq!(name, format!("{RECORD}-{}", "0".repeat(32)));
        assert!(is_part(&name) && is_of_record(&name) && is_own(&name));
        assert!(is_part(&part(*b"0123456789abcdef")));
        for other in [
            RECORD.to_owned(),
            format!("{RECORD}.both"),
            format!("{RECORD}-2"),
            format!("{RECORD}-{}", "A".repeat(32)),
            format!("{RECORD}-{}", "0".repeat(33)),
            format!("x/{name}"),
            format!("{name}/x"),
        ] {
            assert!(!is_part(&other), "{other}");
        }
        for own in [RECORD, LOCK, STAGING, &format!("{STAGING}/a.html")] {
            assert!(is_own(own), "{own}");
        }
        assert!(!is_own("views/.vitrina-files") && !is_own("index.html"));
    }
}
