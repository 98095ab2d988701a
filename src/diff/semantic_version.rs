//! Semantic versions: which part of one was raised.

/// The first part in which two versions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Something that was there changed.
    Major,
    /// Something came.
    Minor,
    /// Nothing that is promised changed.
    Patch,
    /// A version that was there before.
    Back,
}

/// The step from one version to another; nothing where they are equal, or one isn't semantic.
pub(super) fn step(old: &str, new: &str) -> Option<Step> {
    let (old, new) = (parts(old)?, parts(new)?);
    if new < old {
        return Some(Step::Back);
    }
    let steps = [Step::Major, Step::Minor, Step::Patch];
    let differs = old.iter().zip(&new).position(|(old, new)| old != new)?;
    steps.get(differs).copied()
}

/// Whether a version says that something breaks; nothing where one of the two isn't semantic. Before
/// 1.0.0 the second part says so.
pub(crate) fn says_break(old: &str, new: &str) -> Option<bool> {
    let [major, ..] = parts(old)?;
    is_semantic(new).then(|| match step(old, new) {
        Some(Step::Major) => true,
        Some(Step::Minor) => major == 0,
        _ => false,
    })
}

/// Whether a version is a semantic one.
fn is_semantic(version: &str) -> bool {
    parts(version).is_some()
}

fn parts(version: &str) -> Option<[u64; 3]> {
    let version = version.trim();
    let version = version.strip_prefix('v').unwrap_or(version);
    let core = version.split(['-', '+']).next()?;
    let mut numbers = core.split('.');
    let mut next = || {
        let part = numbers.next()?;
        let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    };
    let parts = [next()?, next()?, next()?];
    numbers.next().is_none().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::{Step, is_semantic, says_break, step};

    #[test]
    fn before_the_first_major_version_minor_ones_may_break() {
        assert_eq!(says_break("1.2.3", "2.0.0"), Some(true));
        assert_eq!(says_break("1.2.3", "1.3.0"), Some(false));
        assert_eq!(says_break("1.2.3", "1.2.3"), Some(false));
        assert_eq!(says_break("0.2.3", "0.3.0"), Some(true));
        assert_eq!(says_break("0.2.3", "0.2.4"), Some(false));
        assert_eq!(says_break("2.0.0", "1.9.0"), Some(false));
        assert_eq!(says_break("2026-11", "2.0.0"), None);
        assert_eq!(says_break("1.0.0", "latest"), None);
    }

    #[test]
    fn the_first_part_that_differs_counts() {
        assert_eq!(step("1.2.3", "2.0.0"), Some(Step::Major));
        assert_eq!(step("1.2.3", "1.3.0"), Some(Step::Minor));
        assert_eq!(step("v1.2.3", "1.2.4"), Some(Step::Patch));
        assert_eq!(step("1.10.0", "1.9.0"), Some(Step::Back));
        assert_eq!(step("1.2.3", "1.2.3"), None);
        for version in ["1.2", "1.2.3.4", "2026-11", "latest", "", "1..3", "+1.2.3"] {
            assert!(!is_semantic(version), "{version}");
        }
    }
}
