//! Decorators that BigQuery writes after a table's name: a partition (`daily$20260101`,
//! `daily$__NULL__`), a moment or a range of moments (`daily@1700000000000`, `daily@-3600000-0`). They
//! say which rows are meant; the table is the same.

/// The name without the decorators after it. A sign that isn't followed by one belongs to the name:
/// other systems allow it.
pub(super) fn undecorated(name: &str) -> &str {
    let mut name = name;
    while let Some(at) = name.rfind(['$', '@']) {
        let (table, rest) = name.split_at(at);
        if table.is_empty() || !is_decorator(rest) {
            break;
        }
        name = table;
    }
    name
}

fn is_decorator(text: &str) -> bool {
    if let Some(partition) = text.strip_prefix('$') {
        let digits = !partition.is_empty() && partition.bytes().all(|b| b.is_ascii_digit());
        return digits
            || [
                "__NULL__",
                "__UNPARTITIONED__",
                "__STREAMING_UNPARTITIONED__",
            ]
            .iter()
            .any(|word| partition.eq_ignore_ascii_case(word));
    }
    let moments = text.strip_prefix('@').unwrap_or_default();
    moments.bytes().any(|b| b.is_ascii_digit())
        && moments.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::undecorated;

    #[test]
    fn decorators_end_a_name() {
        for text in [
            "p.d.t",
            "p.d.t$20260901",
            "p.d.t$2026090112",
            "p.d.t$7",
            "p.d.t$__NULL__",
            "p.d.t$__unpartitioned__",
            "p.d.t@1756684800000",
            "p.d.t@-3600000",
            "p.d.t@-3600000-",
            "p.d.t@-7200000--3600000",
            "p.d.t$20260901@-3600000",
        ] {
            assert_eq!(undecorated(text), "p.d.t", "{text}");
        }
        for text in [
            "",
            "$1",
            "p.d.t$",
            "p.d.v$session",
            "p.d.t@",
            "p.d.t@-",
            "t$1a",
        ] {
            assert_eq!(undecorated(text), text);
        }
    }
}
