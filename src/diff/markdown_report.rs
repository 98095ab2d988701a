//! Changes as Markdown, for a comment on a pull request: breaking ones first and open, the others folded
//! by owner, all of it below the length that code hosts take.

use std::collections::BTreeMap;

use super::acceptance::to_paste;
use super::change::Change;
use super::change_counts::ChangeCounts;
use crate::lines::ChangeClass;
use crate::neutral;

/// Longest comment that GitHub takes, in characters; the end of ours is below it.
const LONGEST: usize = 65_536;

/// Kept for what is said at the end.
const KEPT: usize = 1_024;

/// Longest name or value that is shown in full, in characters.
const LONGEST_VALUE: usize = 200;

/// The report; less than 65,536 characters.
pub(crate) fn markdown(changes: &[Change]) -> String {
    let mut page = Page {
        text: format!("# {}\n", ChangeCounts::of(changes).text()),
        length: 0,
        open: 0,
    };
    page.length = page.text.chars().count();
    let (breaking, others): (Vec<&Change>, Vec<&Change>) = changes
        .iter()
        .partition(|c| c.class == ChangeClass::Breaking && c.accepted.is_none());
    let mut cut = 0;
    if !breaking.is_empty() {
        cut += page.breaking(&breaking);
    }
    let mut by_owner: BTreeMap<Option<&str>, Vec<&Change>> = BTreeMap::new();
    for change in others {
        by_owner.entry(change.owner()).or_default().push(change);
    }
    for (owner, changes) in by_owner {
        cut += page.owner(owner, &changes);
    }
    if cut > 0 {
        append!(
            page.text,
            "\n{cut} more changes are left out here: `vitrina diff OLD NEW` prints all.\n"
        );
    }
    page.text
}

struct Page {
    text: String,
    /// In characters.
    length: usize,
    /// What it takes to close what is open, in characters.
    open: usize,
}

impl Page {
    /// Appends a text where there is room for all of it.
    fn add(&mut self, text: &str) -> bool {
        let length = text.chars().count();
        let fits = self.length + length + self.open + KEPT < LONGEST;
        if fits {
            self.text.push_str(text);
            self.length += length;
        }
        fits
    }

    /// Breaking changes by owner; gives how many there was no room for.
    fn breaking(&mut self, changes: &[&Change]) -> usize {
        let mut by_owner: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for change in changes {
            *by_owner.entry(change.owner()).or_default() += 1;
        }
        let counts = by_owner
            .iter()
            .map(|(owner, n)| format!("{} {n}", name_of(*owner)));
        let counts: Vec<String> = counts.collect();
        self.add(&format!("\n## Breaking\n\n{}\n\n", counts.join(", ")));
        let written = changes.iter().take_while(|c| self.add(&item(c))).count();
        self.entries(&changes[..written]);
        changes.len() - written
    }

    /// Entries to paste, as many as there is room for.
    fn entries(&mut self, changes: &[&Change]) {
        let end = "```\n\n</details>\n";
        let start = "\n<details><summary>Entries that accept these</summary>\n\n```toml\n";
        self.open = end.len();
        // Half of what is left is for the other changes.
        let most = self.length + LONGEST.saturating_sub(self.length) / 2;
        if self.add(start) {
            for change in changes {
                let entry = to_paste(change).replace('`', "\\u0060");
                if self.length + entry.len() > most || !self.add(&entry) {
                    break;
                }
            }
            self.text.push_str(end);
            self.length += end.len();
        }
        self.open = 0;
    }

    /// What else is of an owner, folded.
    fn owner(&mut self, owner: Option<&str>, changes: &[&Change]) -> usize {
        let end = "\n</details>\n";
        self.open = end.len();
        let counts = ChangeCounts::of(changes.iter().copied());
        let mut text = format!(
            "\n<details><summary>{}: {}</summary>\n\n",
            name_of(owner),
            counts.text()
        );
        let Some(first) = changes.first() else {
            return 0;
        };
        // A fold without anything in it says nothing.
        text.push_str(&item(first));
        if !self.add(&text) {
            self.open = 0;
            return changes.len();
        }
        let rest = changes.iter().skip(1);
        let written = 1 + rest.take_while(|c| self.add(&item(c))).count();
        self.text.push_str(end);
        self.length += end.len();
        self.open = 0;
        changes.len() - written
    }
}

fn name_of(owner: Option<&str>) -> String {
    owner.map_or_else(|| "no owner".to_owned(), escaped)
}

/// A change as an item of a list.
fn item(change: &Change) -> String {
    let info = change.rule.info();
    let mut line = format!(
        "- **{}** `{}` {}: {}",
        change.class.as_str(),
        info.id,
        escaped(&change.name),
        escaped(&change.message)
    );
    for note in &change.notes {
        append!(line, "; {}", escaped(note));
    }
    if !change.named_by.is_empty() {
        append!(line, "; named by {}", escaped(&change.named_by.join(", ")));
    }
    if let Some(reason) = &change.accepted {
        append!(line, "; accepted: {}", escaped(reason));
    }
    line.push('\n');
    line
}

/// A text on one line in which nothing is Markdown, HTML, a mention or a reference.
fn escaped(text: &str) -> String {
    let line = neutral::line(text);
    let mut out = String::with_capacity(line.len());
    for (i, c) in line.chars().enumerate() {
        if i == LONGEST_VALUE {
            out.push('…');
            break;
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Code hosts make links of these whatever is before them.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '+' | '-' | '!' | '|'
            | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONGEST, markdown};
    use crate::diff::change::{Change, sort};
    use crate::diff::change_rule::ChangeRule;
    use crate::lines::ChangeClass;

    fn change(i: usize, text: &str) -> Change {
        let classes = [ChangeClass::Breaking, ChangeClass::Risky, ChangeClass::Safe];
        Change {
            rule: ChangeRule::ColumnRemoved,
            class: classes[i % 3],
            key: format!("relation:{text}"),
            name: text.to_owned(),
            column: Some(text.to_owned()),
            old: text.to_owned(),
            new: String::new(),
            message: format!("{text} is gone"),
            notes: vec![text.to_owned()],
            owner_before: i.is_multiple_of(2).then(|| text.to_owned()),
            owner_after: None,
            named_by: Vec::new(),
            product: None,
            accepted: None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn it_fits_and_breaking_ones_are_cut_last(
            texts in prop::collection::vec("[a-z@#<`|*é_\n]{0,300}", 0..12),
            times in 1_usize..80,
        ) {
            let mut changes: Vec<Change> = (0..times)
                .flat_map(|_| texts.iter().enumerate().map(|(i, text)| change(i, text)))
                .collect();
            sort(&mut changes);
            let page = markdown(&changes);
            prop_assert!(page.chars().count() < LONGEST);
            let breaking = changes.iter().filter(|c| c.class == ChangeClass::Breaking).count();
            let shown = page.matches("- **breaking**").count();
            let others = page.matches("- **risky**").count() + page.matches("- **safe**").count();
            prop_assert!(shown == breaking || page.contains("more changes are left out"));
            prop_assert!(shown == breaking || others == 0 || page.chars().count() > LONGEST / 2);
            prop_assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
        }
    }
}
