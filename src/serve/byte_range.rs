//! Which part of a file a reader asks for. The library reads one range, but strictly: what is
//! longer than the file, and numbers without end, it refuses, and of an empty file it tells a byte.

use axum::http::header::HeaderValue;

/// A part by its first byte and its last one, or by how many of the last ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    From(u64, u64),
    Last(u64),
}

impl Part {
    /// The one part that a `Range` asks for; none where it asks for several, in another unit, or
    /// in a form that isn't one, so that the whole file is the answer.
    pub(super) fn requested(range: &HeaderValue) -> Option<Self> {
        let (unit, set) = range.to_str().ok()?.split_once('=')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        let mut members = set
            .split(',')
            .map(|member| member.trim_matches([' ', '\t']))
            .filter(|member| !member.is_empty());
        let (Some(member), None) = (members.next(), members.next()) else {
            return None;
        };
        match member.split_once('-')? {
            ("", last) => number(last).map(Self::Last),
            (first, "") => number(first).map(|first| Self::From(first, u64::MAX)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::From(first, last))
            }
        }
    }

    /// The same, as the library reads it, of a file of `length` bytes; nothing is part of an empty
    /// one. Where the file has none of its bytes, the library says so.
    pub(super) fn of(self, length: u64) -> Option<HeaderValue> {
        let end = length.checked_sub(1)?;
        let (first, last) = match self {
            Self::From(first, last) => (first, last.min(end)),
            Self::Last(count) => (length.saturating_sub(count), end),
        };
        let range = if first > end {
            format!("bytes={first}-")
        } else {
            format!("bytes={first}-{last}")
        };
        HeaderValue::from_str(&range).ok()
    }
}

/// Digits alone; what is greater than any file is as good as the greatest.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested(range: &str, length: u64) -> String {
        Part::requested(&HeaderValue::from_str(range).unwrap())
            .and_then(|part| part.of(length))
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default()
    }

    #[test]
    fn ranges_as_the_library_reads_them() {
        for (range, read) in [
            ("bytes=0-0", "bytes=0-0"),
            ("bytes=2-", "bytes=2-9"),
            ("bytes=2-99999999999999999999999", "bytes=2-9"),
            ("bytes=-3", "bytes=7-9"),
            ("bytes=-11", "bytes=0-9"),
            ("bytes=-99999999999999999999999", "bytes=0-9"),
            ("Bytes=007-8", "bytes=7-8"),
            ("bytes= 1-2 ,", "bytes=1-2"),
            // None of it is there.
            ("bytes=10-", "bytes=10-"),
            ("bytes=-0", "bytes=10-"),
            (
                "bytes=99999999999999999999999-",
                "bytes=18446744073709551615-",
            ),
            // The whole file.
            ("bytes=3-2", ""),
            ("bytes=0-1,5-6", ""),
            ("bytes=", ""),
            ("bytes=-", ""),
            ("bytes=--1", ""),
            ("bytes=+1-2", ""),
            ("bytes=a-b", ""),
            ("bytes", ""),
            ("rows=0-1", ""),
        ] {
            assert_eq!(requested(range, 10), read, "{range}");
        }
        assert_eq!(requested("bytes=0-0", 0), "");
        assert_eq!(requested("bytes=-1", 0), "");
    }
}
