//! The moment that ages are counted from.

use std::ffi::OsStr;

use jiff::Timestamp;

use super::build_error::{EPOCH, EpochError};
use crate::diagnostic::beginning;

/// `SOURCE_DATE_EPOCH`, where it is set; else the newest moment of the input serves, and never the
/// machine's clock.
pub(super) fn now() -> Result<Option<Timestamp>, EpochError> {
    std::env::var_os(EPOCH)
        .map(|value| moment(&value))
        .transpose()
}

/// Whether `SOURCE_DATE_EPOCH` says it.
#[must_use]
pub(crate) fn has_stated_clock() -> bool {
    std::env::var_os(EPOCH).is_some()
}

fn moment(value: &OsStr) -> Result<Timestamp, EpochError> {
    let text = value.to_string_lossy();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let seconds = text.parse::<i64>().ok().filter(|_| digits);
    let moment = seconds.and_then(|s| Timestamp::from_second(s).ok());
    moment.ok_or_else(|| {
        let shown = beginning(&text, 40);
        match (text.is_empty(), digits) {
            (true, _) => EpochError::Empty,
            (_, true) => EpochError::TooLate(shown),
            (_, false) => EpochError::NotSeconds(shown),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_seconds_are_a_moment() {
        let told = |text: &str| {
            moment(OsStr::new(text))
                .map(Timestamp::as_second)
                .map_err(|e| e.to_string())
        };
        assert_eq!(told("1700000000"), Ok(1_700_000_000));
        assert_eq!(told("0"), Ok(0));
        for wrong in [
            "",
            "yesterday",
            "2026-11-29",
            "1.5",
            "+5",
            "-5",
            " 5",
            "5s",
            "\u{661}",
        ] {
            let message = told(wrong).unwrap_err();
            assert!(message.contains(wrong), "{message}");
            assert!(message.contains("a whole number of seconds"), "{message}");
        }
        for late in ["999999999999", "99999999999999999999999999"] {
            assert!(told(late).unwrap_err().contains("after the year 9999"));
        }
    }
}
