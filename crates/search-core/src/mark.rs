//! Marks in texts what a query found.

use std::collections::BTreeSet;

use crate::analysis::{exact_key, folded, stem};

/// Longest snippet, in characters.
const SNIPPET: usize = 180;

/// Words that count as found.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// As they are indexed.
    pub stems: BTreeSet<String>,
    /// What longer words begin with.
    pub beginnings: Vec<String>,
    /// Names of several words that may have been written as one.
    pub keys: BTreeSet<String>,
}

impl Marks {
    fn hit(&self, word: &str) -> bool {
        if self.beginnings.iter().any(|b| word.starts_with(b.as_str())) {
            return true;
        }
        let mut stemmed = word.to_owned();
        stem(&mut stemmed);
        self.stems.contains(&stemmed)
    }

    /// The word that a name is, where its words are written as one.
    pub(crate) fn key(&self, name: &str) -> Option<String> {
        // Most names are far from as long as what was typed.
        let near = |key: &String| key.len() <= name.len() && key.len() * 2 >= name.len();
        if !self.keys.iter().any(near) {
            return None;
        }
        let key = exact_key(name);
        self.keys.contains(&key).then_some(key)
    }

    /// Whether a text has a word that was found.
    pub(crate) fn any(&self, text: &str) -> bool {
        folded(text).any(|(word, ..)| self.hit(&word))
    }

    /// The words of a text that were found, and how many were not.
    pub(crate) fn found(&self, text: &str) -> (BTreeSet<String>, usize) {
        let mut other = 0;
        let mut found = BTreeSet::new();
        for (word, ..) in folded(text) {
            if self.hit(&word) {
                found.insert(word);
            } else {
                other += 1;
            }
        }
        (found, other)
    }

    /// The text in segments, every second one marked.
    pub(crate) fn segments(&self, text: &str) -> Vec<String> {
        let mut out = vec![String::new()];
        let mut done = 0;
        for (word, from, to) in folded(text) {
            if !self.hit(&word) {
                continue;
            }
            let between = &text[done..from];
            if between.is_empty() && out.len() > 2 {
                // Words that touch are one mark.
                out.pop();
            } else if let Some(last) = out.last_mut() {
                last.push_str(between);
                out.push(String::new());
            }
            if let Some(marked) = out.last_mut() {
                marked.push_str(&text[from..to]);
            }
            out.push(String::new());
            done = to;
        }
        if let Some(last) = out.last_mut() {
            last.push_str(&text[done..]);
        }
        out
    }

    /// The part of a text around the first word that was found, in segments.
    pub(crate) fn snippet(&self, text: &str) -> Vec<String> {
        let first = folded(text).find(|(word, ..)| self.hit(word));
        let before = first.map_or(0, |(_, from, _)| text[..from].chars().count());
        let all = text.chars().count();
        if all <= SNIPPET {
            return self.segments(text);
        }
        // A third of it before the match, and whole words.
        let skip = if before > SNIPPET * 2 / 3 {
            before - SNIPPET / 3
        } else {
            0
        };
        let from = text.char_indices().nth(skip).map_or(0, |(at, _)| at);
        let from = if skip == 0 {
            0
        } else {
            text[from..].find(' ').map_or(from, |at| from + at + 1)
        };
        let rest = &text[from..];
        let end = rest.char_indices().nth(SNIPPET).map(|(at, _)| at);
        let cut = end.map_or(rest, |end| {
            rest[..end]
                .rsplit_once(' ')
                .map_or(&rest[..end], |(head, _)| head)
        });
        let mut out = self.segments(cut);
        if from > 0
            && let Some(first) = out.first_mut()
        {
            first.insert_str(0, "… ");
        }
        if cut.len() < rest.len()
            && let Some(last) = out.last_mut()
        {
            last.push_str(" …");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Marks, SNIPPET};

    fn marks() -> Marks {
        Marks {
            stems: ["order".to_owned()].into(),
            beginnings: vec!["ite".into()],
            ..Marks::default()
        }
    }

    #[test]
    fn every_second_segment_is_marked() {
        let m = marks();
        assert_eq!(m.segments("daily_orders"), ["daily_", "orders", ""]);
        assert_eq!(m.segments("orderItems"), ["", "orderItems", ""]);
        assert_eq!(m.segments("Órdér <b>"), ["", "Órdér", " <b>"]);
        assert_eq!(m.segments("none"), ["none"]);
        assert_eq!(m.segments(""), [""]);
    }

    #[test]
    fn a_snippet_surrounds_the_match() {
        let text = format!("{}order {}", "word ".repeat(60), "tail ".repeat(60));
        let snippet = marks().snippet(&text);
        assert_eq!(snippet[1], "order");
        assert!(snippet[0].starts_with("… word"));
        assert!(snippet[2].ends_with("tail …"));
        assert!(snippet.concat().chars().count() < 200);
    }

    proptest! {
        #[test]
        fn marking_loses_nothing(text in "(order|Items|ñ|[ _]|\\PC){0,60}") {
            let segments = marks().segments(&text);
            prop_assert_eq!(segments.len() % 2, 1);
            prop_assert_eq!(segments.concat(), text);
        }

        #[test]
        fn snippets_are_short(text in "(order|[a-zé]{1,9}|注|\\PC| ){0,200}") {
            let snippet = marks().snippet(&text);
            prop_assert!(snippet.concat().chars().count() <= SNIPPET + 4);
        }
    }
}
