//! Names that an audience must not read, and where a text holds one.

use std::collections::BTreeMap;
use std::mem;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cut_words::CutWords;
use super::decoded_text::Decoded;
use super::decoding_pass::BREAK;
use super::hidden_name::{CalledBy, HiddenName, NameForm};
use super::name_matcher::{Found, Matcher, Sequence, folded, mixed, words_of};

/// Words before and after a name that tell two places of it apart.
const WORDS_AROUND: usize = 3;
/// Most bytes before and after a name in which these words are looked for.
const BYTES_AROUND: usize = 400;

/// A name that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameInText<'n> {
    /// Bytes of the text, escapes of the name included.
    pub range: Range<usize>,
    /// The name.
    pub name: &'n HiddenName,
}

/// Where a name stands in a text whose escapes are decoded.
#[derive(Debug)]
pub(crate) struct NamePlace<'t> {
    text: &'t [u8],
    range: Range<usize>,
}

impl NamePlace<'_> {
    /// A hash of the words around the name in its line or block, and of its own; nothing where it
    /// stands alone.
    #[must_use]
    pub(crate) fn in_line(&self) -> Option<u64> {
        let is_end = |byte: &u8| matches!(*byte, BREAK | b'\n');
        let (before, rest) = self.text.split_at_checked(self.range.start)?;
        let (name, after) = rest.split_at_checked(self.range.len())?;
        let before = &before[before.len().saturating_sub(BYTES_AROUND)..];
        let before = before.rsplit(is_end).next().unwrap_or_default();
        let after = &after[..after.len().min(BYTES_AROUND)];
        let after = after.split(is_end).next().unwrap_or_default();
        let before: Vec<u64> = words_of(before).collect();
        let before = &before[before.len().saturating_sub(WORDS_AROUND)..];
        let after: Vec<u64> = words_of(after).take(WORDS_AROUND).collect();
        let parts = [
            before,
            &[0],
            &words_of(name).collect::<Vec<u64>>(),
            &[0],
            &after,
        ];
        let hash = parts
            .into_iter()
            .flatten()
            .fold(0, |hash, word| mixed(hash, *word));
        (!before.is_empty() || !after.is_empty()).then_some(hash)
    }
}

/// Names that an audience must not read, but for those that something it may read has as well.
#[derive(Debug, Clone, Default)]
pub(crate) struct HiddenNames {
    /// All of them, sorted by name, each once.
    pub names: Vec<HiddenName>,
    /// Finds them by their numbers; numbers beyond are those of visible names that hold a hidden one.
    matcher: Matcher,
    /// Visible names that hold a hidden one.
    visible: Vec<String>,
    /// Names that are made of the words of a visible one.
    worded_alike: FxHashSet<String>,
    /// Names that words of visible texts begin with, in small letters: search cuts these words.
    cut_alike: FxHashSet<String>,
}

impl HiddenNames {
    /// Of these names those that can be told from what an audience may read, which has the names
    /// `visible` from its warehouse.
    #[must_use]
    pub(crate) fn new<'v>(names: Vec<HiddenName>, visible: impl Iterator<Item = &'v str>) -> Self {
        let visible = visible.map(|name| (name.to_owned(), CalledBy::Warehouse));
        Self::beside(names, &visible.collect())
    }

    /// The same, of names that several gave.
    #[must_use]
    pub(super) fn beside(mut names: Vec<HiddenName>, visible: &BTreeMap<String, CalledBy>) -> Self {
        let mut known: FxHashMap<Vec<u64>, CalledBy> = FxHashMap::default();
        for (name, by) in visible {
            let known = known.entry(folded(name)).or_insert(*by);
            *known = (*known).max(*by);
        }
        let is_visible = |name: &HiddenName| {
            let by = known.get(&folded(&name.name));
            by.is_some_and(|by| name.form != NameForm::Full || by.shows(&name.name))
        };
        names.retain(|name| is_told_apart(name) && !is_visible(name));
        names.sort_unstable();
        names.dedup_by(|b, a| a.name == b.name);
        let letters: FxHashSet<String> = visible.keys().map(|name| letters_of(name)).collect();
        let alike = names.iter().map(|name| &name.name);
        let alike = alike.filter(|name| letters.contains(&letters_of(name)));
        let worded_alike = alike.cloned().collect();
        let hidden = Self::matching(names, Vec::new());
        let mut around: Vec<String> = Vec::new();
        for (name, by) in visible {
            let (mut holds_one, mut tells) = (false, false);
            hidden.each_found(&Decoded::of(name.as_bytes(), false), |number, _| {
                let held = &hidden.names[number];
                holds_one = true;
                tells |= held.form == NameForm::Full && !by.shows(&held.name);
            });
            if holds_one && !tells {
                around.push(name.clone());
            }
        }
        Self {
            worded_alike,
            ..Self::matching(hidden.names, around)
        }
    }

    fn matching(names: Vec<HiddenName>, visible: Vec<String>) -> Self {
        let mut matcher = Matcher::default();
        for name in &names {
            matcher.add(&name.name, name.form.sequence());
        }
        for name in &visible {
            matcher.add(name, Sequence::Parts);
        }
        Self {
            names,
            matcher,
            visible,
            worded_alike: FxHashSet::default(),
            cut_alike: FxHashSet::default(),
        }
    }

    /// Takes out names that other things may have ([`NameForm::is_common`]) and one of these texts
    /// holds. Texts that hold a full name as well count for nothing.
    #[must_use]
    pub(crate) fn without_words_of<'t>(mut self, texts: impl Iterator<Item = &'t str>) -> Self {
        if self.names.is_empty() {
            return self;
        }
        let mut said = vec![false; self.names.len()];
        let mut in_one = Vec::new();
        let mut cut = CutWords::of(&self.names, mem::take(&mut self.cut_alike));
        for text in texts {
            cut.look(text);
            in_one.clear();
            self.numbers_in(text.as_bytes(), &mut |number, _| in_one.push(number));
            let is_common = |number: &usize| self.names[*number].form.is_common();
            if in_one.iter().all(is_common) {
                for number in &in_one {
                    said[*number] = true;
                }
            }
        }
        let kept = self.names.into_iter().zip(said);
        let kept = kept.filter(|(_, said)| !said).map(|(name, _)| name);
        Self {
            worded_alike: self.worded_alike,
            cut_alike: cut.alike,
            ..Self::matching(kept.collect(), self.visible)
        }
    }

    /// Whether a word of the search index that is called so tells nothing: it is what search makes of a
    /// longer word of a visible text, or of all words of a visible name.
    #[must_use]
    pub(crate) fn is_made_of_visible(&self, name: &HiddenName) -> bool {
        let text = name.name.as_str();
        name.form.is_common()
            && (self.cut_alike.contains(&text.to_lowercase()) || self.worded_alike.contains(text))
    }

    /// Hidden names in a text that somebody wrote, in order and apart from each other: full names, and
    /// words that nobody uses by chance.
    #[must_use]
    pub(crate) fn in_text(&self, text: &str) -> Vec<NameInText<'_>> {
        let mut all: Vec<NameInText<'_>> = Vec::new();
        self.numbers_in(text.as_bytes(), &mut |number, range| {
            let name = &self.names[number];
            let written = text.get(range.clone()).unwrap_or_default();
            if !name.form.is_common() || self.is_distinctive(name, written) {
                all.push(NameInText { range, name });
            }
        });
        all.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
        let mut end = 0;
        all.retain(|found| {
            let apart = found.range.start >= end;
            end = end.max(found.range.end);
            apart
        });
        all
    }

    /// Every hidden name in the bytes of a text, whatever escapes it is written with.
    pub(crate) fn in_bytes<'n>(
        &'n self,
        text: &[u8],
        each: &mut dyn FnMut(&'n HiddenName, &NamePlace<'_>),
    ) {
        if self.matcher.is_empty() {
            return;
        }
        let decoded = Decoded::of(text, false);
        self.each_found(&decoded, |number, range| {
            let text = &decoded.bytes;
            each(&self.names[number], &NamePlace { text, range });
        });
        if let Some(joined) = decoded.joined() {
            self.each_found(&joined, |number, range| {
                if joined.holds_joint(&range) {
                    let text = &joined.bytes;
                    each(&self.names[number], &NamePlace { text, range });
                }
            });
        }
    }

    /// Numbers of the names in a text, and where they are written.
    fn numbers_in(&self, text: &[u8], each: &mut dyn FnMut(usize, Range<usize>)) {
        if self.matcher.is_empty() {
            return;
        }
        let decoded = Decoded::of(text, true);
        self.each_found(&decoded, |number, at| each(number, decoded.written(at)));
        if let Some(joined) = decoded.joined() {
            self.each_found(&joined, |number, at| {
                if joined.holds_joint(&at) {
                    each(number, joined.written(at));
                }
            });
        }
    }

    /// Whether nobody writes a word by chance: it has signs of an identifier, and isn't what visible
    /// things are called in other words.
    fn is_distinctive(&self, name: &HiddenName, written: &str) -> bool {
        let text = name.name.as_str();
        let has_signs = text.contains('_') || text.bytes().any(|b| b.is_ascii_digit());
        let bytes = text.as_bytes();
        let is_hump = |two: &[u8]| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase();
        // Some systems write all names in capitals, and sentences begin with one.
        let has_humps = bytes.windows(2).any(is_hump) && written == text;
        name.form == NameForm::Bare
            && text.len() >= 6
            && (has_signs || has_humps)
            && !text.contains(' ')
            && !self.worded_alike.contains(text)
    }

    /// Hidden names that are part of no other name that is looked for.
    fn each_found(&self, text: &Decoded<'_>, mut each: impl FnMut(usize, Range<usize>)) {
        let mut found: Vec<Found> = Vec::new();
        self.matcher.find(&text.bytes, &mut |one| found.push(one));
        found.sort_by_key(|one| (one.range.start, std::cmp::Reverse(one.range.end)));
        let mut outer = 0..0;
        for one in found {
            let number = one.pattern as usize;
            let within = one.range.end <= outer.end && one.range != outer;
            if !within {
                outer = one.range.clone();
                if number < self.names.len() {
                    each(number, one.range);
                }
            }
        }
    }
}

/// Whether finding it says anything: not a number, nor a few letters.
fn is_told_apart(name: &HiddenName) -> bool {
    let text = name.name.as_str();
    match name.form {
        NameForm::Full | NameForm::Id | NameForm::Slug => folded(text).len() > 1,
        NameForm::Hash => true,
        NameForm::Bare | NameForm::Title | NameForm::Owner => {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit())
                && text.bytes().any(|b| b.is_ascii_digit());
            letters >= 3 && !is_hex
        }
    }
}

/// The letters and digits of a name, however its words are parted.
fn letters_of(name: &str) -> String {
    let signs = name.chars().filter(|c| c.is_alphanumeric());
    signs.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(names: &[(&str, NameForm)], visible: &[&str]) -> HiddenNames {
        let named = |(name, form): &(&str, NameForm)| HiddenName {
            name: (*name).to_owned(),
            form: *form,
            id: format!("table:{name}"),
        };
        HiddenNames::new(names.iter().map(named).collect(), visible.iter().copied())
    }

    fn told(hidden: &HiddenNames, text: &str) -> Vec<String> {
        let found = hidden.in_text(text);
        found
            .iter()
            .map(|f| text[f.range.clone()].to_owned())
            .collect()
    }

    fn scanned(hidden: &HiddenNames, text: &str) -> Vec<String> {
        let mut all = Vec::new();
        hidden.in_bytes(text.as_bytes(), &mut |name, _| all.push(name.name.clone()));
        all
    }

    use NameForm::{Bare, Full, Owner, Title};

    #[test]
    fn the_longest_name_counts() {
        let names = hidden(
            &[
                ("p.d.pay_roll", Full),
                ("d.pay_roll", Full),
                ("pay_roll", Bare),
            ],
            &[],
        );
        assert_eq!(
            told(&names, "from p.d.pay\\_roll, d.pay_roll and PAY_ROLL"),
            ["p.d.pay\\_roll", "d.pay_roll", "PAY_ROLL"]
        );
        assert_eq!(scanned(&names, "x/p/d/pay_roll.html"), ["p.d.pay_roll"]);
    }

    #[test]
    fn what_is_visible_as_well_tells_nothing() {
        let names = hidden(
            &[
                ("d.orders", Full),
                ("p.d.orders", Full),
                ("q.d.orders", Full),
                ("q.d.t", Full),
            ],
            &["p.d.orders-archive", "P.D.Orders", "d.orders", "q.d.t.old"],
        );
        assert!(scanned(&names, "p.d.orders p.d.orders-archive d.orders").is_empty());
        assert_eq!(scanned(&names, "q.d.orders"), ["q.d.orders"]);
        assert!(scanned(&names, "see q.d.t.old").is_empty());
        assert_eq!(scanned(&names, "see q.d.t.older"), ["q.d.t"]);
    }

    #[test]
    fn only_the_warehouse_makes_a_full_name_visible() {
        let found = |by: CalledBy, called: &str| {
            let named = |name: &str| HiddenName {
                name: name.to_owned(),
                form: Full,
                id: "table:p.hr.pay".into(),
            };
            let visible = [(called.to_owned(), by)].into();
            let hidden = ["p.hr.pay", "hr.pay"].map(named).into();
            scanned(&HiddenNames::beside(hidden, &visible), called)
        };
        for (by, full, short) in [
            (CalledBy::Author, 1, 1),
            (CalledBy::Tool, 1, 0),
            (CalledBy::Warehouse, 0, 0),
        ] {
            for (called, count) in [("p.hr.pay", full), ("p.hr.pay.x", full), ("hr.pay", short)] {
                assert_eq!(found(by, called).len(), count, "{by:?} {called}");
            }
            assert_eq!(found(by, "model.hr.pay").len(), short, "{by:?}");
        }
    }

    #[test]
    fn search_makes_one_word_of_a_visible_name() {
        let names = hidden(
            &[("payRoll", Bare), ("staff", Bare), ("p.hr.payRoll", Full)],
            &["Pay roll", "P.HR.pay-roll"],
        );
        let is_made = |name: &str| {
            let mut all = names.names.iter();
            all.any(|hidden| hidden.name == name && names.is_made_of_visible(hidden))
        };
        assert!(is_made("payRoll"));
        assert!(!is_made("staff"));
        assert!(!is_made("p.hr.payRoll"));
    }

    #[test]
    fn common_names_are_let_be_where_the_part_has_them() {
        let names = hidden(
            &[
                ("salaries", Bare),
                ("Gross pay", Title),
                ("HR", Owner),
                ("People team", Owner),
                ("p.d.salaries", Full),
            ],
            &[],
        );
        assert_eq!(
            scanned(&names, "salaries, Gross pay; hr & People team"),
            ["salaries", "Gross pay", "People team"]
        );
        assert!(told(&names, "salaries").is_empty());
        let names = names.without_words_of(
            ["our Salaries", "gross pay", "People team of p.d.salaries"].into_iter(),
        );
        assert_eq!(
            scanned(&names, "salaries Gross pay, People team"),
            ["Gross pay", "People team"]
        );
    }

    #[test]
    fn words_that_people_write_are_no_names_in_prose() {
        let names = hidden(
            &[
                ("ORDERS", Bare),
                ("core", Bare),
                ("credit_risk", Bare),
                ("ads_marts", Bare),
                ("OrderLines", Bare),
                ("telemetry.events", Full),
            ],
            &["Credit Risk"],
        );
        let text = "Orders of core, credit_risk, orderlines, https://x.example/telemetry/Events";
        assert!(told(&names, text).is_empty());
        let text = "ADS_MARTS, OrderLines, telemetry.events";
        assert_eq!(told(&names, text), text.split(", ").collect::<Vec<_>>());
    }

    #[test]
    fn a_place_is_known_by_the_words_of_its_line() {
        let names = hidden(&[("d.pay_roll", Full)], &[]);
        let place = |text: &str| {
            let mut all = Vec::new();
            names.in_bytes(text.as_bytes(), &mut |_, place| all.push(place.in_line()));
            assert_eq!(all.len(), 1, "{text}");
            all[0]
        };
        let known = place("x\nTables begin with `d.pay_roll`, as all do");
        assert!(known.is_some());
        for alike in [
            "<p>Tables begin with <code>D.pay&#95;roll</code>, as all do <i>so</i></p>",
            "all tables begin with d.pay_roll as all do.",
        ] {
            assert_eq!(place(alike), known, "{alike}");
        }
        for other in [
            "Tables end with d.pay_roll, as all do",
            "Tables begin with d.pay_roll<p>as all do",
            "Tables begin with\nd.pay_roll, as all do",
        ] {
            assert_ne!(place(other), known, "{other}");
        }
        assert_eq!(place("x<td>d.pay_roll</td>y"), None);
    }

    #[test]
    fn numbers_and_short_words_are_not_looked_for() {
        let names = hidden(
            &[
                ("42", Bare),
                ("v1", Bare),
                ("7fa3", Bare),
                ("a_1", Title),
                ("one", Full),
                ("facade", Bare),
            ],
            &[],
        );
        assert_eq!(names.names.len(), 1);
    }
}
