//! Moments, in seconds since 2019-01-01, as the exports write them.

use crate::text::day;

pub(super) const DAY: usize = 86_400;
/// 2019-01-01 in seconds since 1970.
const EPOCH: usize = 1_546_300_800;

/// `2026-11-01T02:19:54Z`.
pub(super) fn iso(second: usize) -> String {
    format!("{}T{}Z", day(second / DAY), clock(second))
}

/// `2026-11-01 02:19:54.120 UTC`.
pub(super) fn spaced(second: usize, milli: usize) -> String {
    format!("{} {}.{milli:03} UTC", day(second / DAY), clock(second))
}

/// Milliseconds since 1970.
pub(super) fn epoch(second: usize) -> usize {
    (EPOCH + second) * 1000
}

fn clock(second: usize) -> String {
    let (hour, minute) = (second / 3600 % 24, second / 60 % 60);
    format!("{hour:02}:{minute:02}:{:02}", second % 60)
}
