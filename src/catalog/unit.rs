//! Units of service levels and of quality rules.

/// A unit, however it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Of time.
    Second,
    /// Of time.
    Minute,
    /// Of time.
    Hour,
    /// Of time.
    Day,
    /// Of time.
    Week,
    /// Of time.
    Month,
    /// Of time.
    Year,
    /// Of a share.
    Percent,
    /// Of a table.
    Row,
}

impl Unit {
    /// The unit of a spelling. Case tells nothing, but `M` is a month and `m` a minute.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "M" {
            return Some(Self::Month);
        }
        Some(match text.to_ascii_lowercase().as_str() {
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Second,
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Minute,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "wk" | "wks" | "week" | "weeks" => Self::Week,
            "mo" | "mos" | "mon" | "month" | "months" => Self::Month,
            "y" | "yr" | "yrs" | "year" | "years" => Self::Year,
            "%" | "pct" | "percent" | "percentage" => Self::Percent,
            "row" | "rows" => Self::Row,
            _ => return None,
        })
    }

    /// Seconds of one; where the length differs, of the longest.
    #[must_use]
    pub(crate) const fn seconds(self) -> Option<u32> {
        const DAY: u32 = 86_400;
        match self {
            Self::Second => Some(1),
            Self::Minute => Some(60),
            Self::Hour => Some(3_600),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Month => Some(31 * DAY),
            Self::Year => Some(366 * DAY),
            Self::Percent | Self::Row => None,
        }
    }

    /// A value in this unit as pages say it: `1 hour`, `2 hours`, `99.9 %`.
    #[must_use]
    pub(crate) fn say(self, value: &str) -> String {
        let one = match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Row => "row",
            Self::Percent => return format!("{value} %"),
        };
        let many = if value == "1" { "" } else { "s" };
        format!("{value} {one}{many}")
    }
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn spellings_of_one_unit_say_the_same() {
        for (spelling, said) in [
            ("h", "2 hours"),
            ("hrs", "2 hours"),
            (" Hours ", "2 hours"),
            ("m", "2 minutes"),
            ("M", "2 months"),
            ("wk", "2 weeks"),
            ("pct", "2 %"),
            ("rows", "2 rows"),
        ] {
            let unit = Unit::parse(spelling);
            assert_eq!(unit.unwrap().say("2"), said, "{spelling}");
        }
        assert_eq!(Unit::Day.say("1"), "1 day");
        assert_eq!(Unit::parse("fortnights"), None);
    }
}
