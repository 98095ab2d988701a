//! Names that an audience must not read, and where a text holds one.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::decoded_text::Decoded;
use super::name_matcher::{Found, Matcher, Sequence, folded};

/// What form of a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameForm {
    /// With its dataset or project, a path, an id of several parts: looked for anywhere.
    Full,
    /// An address, or what a picture makes of a long name.
    Slug,
    /// Digits of a hash.
    Hash,
    /// The last part of a full name: looked for as a whole word.
    Bare,
    /// A display name: looked for as a sequence of whole words.
    Title,
    /// A person, team or grantee.
    Owner,
}

impl NameForm {
    /// Whether other things may be called so: found in what an audience may read, it tells nothing.
    #[must_use]
    pub(crate) const fn is_common(self) -> bool {
        matches!(self, Self::Bare | Self::Title | Self::Owner)
    }

    const fn sequence(self) -> Sequence {
        match self {
            Self::Full => Sequence::Parts,
            Self::Slug | Self::Hash | Self::Bare => Sequence::Word,
            Self::Title | Self::Owner => Sequence::Phrase,
        }
    }
}

/// A name that an audience must not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HiddenName {
    /// As it is written.
    pub name: String,
    /// What form of a name that is.
    pub form: NameForm,
    /// Id of the asset that is hidden, for the operator.
    pub id: String,
}

/// A name that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameInText<'n> {
    /// Bytes of the text, escapes of the name included.
    pub range: Range<usize>,
    /// The name.
    pub name: &'n HiddenName,
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
}

impl HiddenNames {
    /// Of these names those that can be told from what an audience may read, which has the names
    /// `visible`.
    #[must_use]
    pub(crate) fn new<'v>(
        mut names: Vec<HiddenName>,
        visible: impl Iterator<Item = &'v str> + Clone,
    ) -> Self {
        let known: FxHashSet<Vec<u64>> = visible.clone().map(folded).collect();
        names.retain(|name| is_told_apart(name) && !known.contains(&folded(&name.name)));
        names.sort_unstable();
        names.dedup_by(|b, a| a.name == b.name);
        let hidden = Self::matching(names, Vec::new());
        let mut around: Vec<String> = Vec::new();
        for name in visible {
            hidden.each_found(&Decoded::of(name.as_bytes(), false), |_, _| {
                around.push(name.to_owned());
            });
        }
        around.sort_unstable();
        around.dedup();
        Self::matching(hidden.names, around)
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
        }
    }

    /// Takes out names that other things may have ([`NameForm::is_common`]) and one of these texts
    /// holds. Texts that hold a full name as well count for nothing.
    #[must_use]
    pub(crate) fn without_words_of<'t>(self, texts: impl Iterator<Item = &'t str>) -> Self {
        if self.names.is_empty() {
            return self;
        }
        let mut said = vec![false; self.names.len()];
        let mut in_one = Vec::new();
        for text in texts {
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
        Self::matching(kept.collect(), self.visible)
    }

    /// Hidden names in a text that somebody wrote, in order and apart from each other: full names, and
    /// words that nobody uses by chance.
    #[must_use]
    pub(crate) fn in_text(&self, text: &str) -> Vec<NameInText<'_>> {
        let mut all: Vec<NameInText<'_>> = Vec::new();
        self.numbers_in(text.as_bytes(), &mut |number, range| {
            let name = &self.names[number];
            if !name.form.is_common() || is_distinctive(name) {
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
    pub(crate) fn in_bytes<'n>(&'n self, text: &[u8], each: &mut dyn FnMut(&'n HiddenName)) {
        if self.matcher.is_empty() {
            return;
        }
        let decoded = Decoded::of(text, false);
        self.each_found(&decoded, |number, _| each(&self.names[number]));
        if let Some(joined) = decoded.joined() {
            self.each_found(&joined, |number, _| each(&self.names[number]));
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
            self.each_found(&joined, |number, at| each(number, joined.written(at)));
        }
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
        NameForm::Full | NameForm::Slug => folded(text).len() > 1,
        NameForm::Hash => true,
        NameForm::Bare | NameForm::Title | NameForm::Owner => {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit())
                && text.bytes().any(|b| b.is_ascii_digit());
            letters >= 3 && !is_hex
        }
    }
}

/// Whether nobody writes a word by chance: it has signs of an identifier.
fn is_distinctive(name: &HiddenName) -> bool {
    let text = name.name.as_str();
    let signs = text.contains('_')
        || text.bytes().any(|b| b.is_ascii_digit())
        || text.chars().skip(1).any(char::is_uppercase);
    name.form == NameForm::Bare && text.len() >= 6 && signs && !text.contains(' ')
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
        hidden.in_bytes(text.as_bytes(), &mut |name| all.push(name.name.clone()));
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
            scanned(&names, "salaries, gross pay; hr & people-team"),
            ["salaries", "Gross pay", "People team"]
        );
        assert!(told(&names, "salaries").is_empty());
        let names = names.without_words_of(
            [
                "our Salaries",
                "gross income, pay",
                "people team of p.d.salaries",
            ]
            .into_iter(),
        );
        assert_eq!(
            scanned(&names, "salaries gross pay, people team"),
            ["Gross pay", "People team"]
        );
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
