//! Where entries that accept changes stand in their file.

use std::ops::RangeInclusive;

use super::acceptance::{Entry, entries};
use super::side::{Side, UnreadableLine};

/// Lines of the entries that are spent, because `old` is already as they accepted it: counted from 1, each
/// entry from its heading to its last line. Nothing where it can't be told which lines an entry takes.
///
/// # Errors
/// Where a line of a built site can't be read.
pub(crate) fn spent_lines(
    text: &str,
    old: &Side,
) -> Result<Vec<RangeInclusive<usize>>, UnreadableLine> {
    let Ok(entries) = entries(text) else {
        return Ok(Vec::new());
    };
    let mut spent = Vec::new();
    for (entry, lines) in entries.iter().zip(lines_of(text, &entries)) {
        if entry.is_spent(old)? {
            spent.push(lines);
        }
    }
    Ok(spent)
}

/// The lines of each entry.
fn lines_of(text: &str, entries: &[Entry]) -> Vec<RangeInclusive<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_heading = |line: &&str| line.trim_start().starts_with("[[accepted]]");
    let numbered = (1..).zip(&lines);
    let starts: Vec<usize> = numbered
        .filter(|(_, line)| is_heading(line))
        .map(|(at, _)| at)
        .collect();
    // A heading may stand within a text of several lines.
    if starts.len() != entries.len() {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|next| next - 1);
    let ends = ends.chain([lines.len()]);
    let of = |start: usize, end: usize| {
        // What is said above the next entry is of that one.
        let is_between = |at: &usize| {
            let line = lines.get(at - 1).map_or("", |line| line.trim());
            line.is_empty() || line.starts_with('#')
        };
        let mut all = (start..=end).rev();
        start..=all.find(|at| !is_between(at)).unwrap_or(start)
    };
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| of(*start, end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{entries, lines_of};

    #[test]
    fn an_entry_takes_its_own_lines() {
        let entry = |reason: &str| {
            format!(
                "[[accepted]]\nrule = \"column-removed\"\nasset = \"a\"\nreason = {reason}\nagreed_by = [\"team:a\"]\n"
            )
        };
        let (one, two) = (entry("\"r\""), entry("\"\"\"\nr\n\"\"\""));
        let text = format!("# first\n{one}\n# second\n{two}\n# end\n");
        let lines = lines_of(&text, &entries(&text).unwrap());
        assert_eq!(lines, [2..=6, 9..=15]);
        let odd = entry("\"\"\"\n[[accepted]]\n\"\"\"");
        assert!(lines_of(&odd, &entries(&odd).unwrap()).is_empty());
    }
}
