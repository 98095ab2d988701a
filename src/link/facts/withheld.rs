//! What facts hold that isn't published: taken out where texts come in, so that nothing downstream
//! can show it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::catalog::{Strings, Sym};
use crate::config::Published;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::neutral;
use crate::privacy::{self, Text};

/// What was taken out, and what the settings allow to stay.
#[derive(Debug, Default)]
pub(in crate::link) struct Withheld {
    /// What the settings allow.
    pub allowed: Published,
    /// Texts that are kept as they are written, to be compared and never to be shown, where that
    /// makes a difference.
    raw: FxHashSet<Sym>,
    /// Texts of each file that had a secret in them: where the first is, and how many there are.
    taken: BTreeMap<FileId, (Pos, usize)>,
}

impl Withheld {
    /// Interns a text that may be shown. Only one that is new is looked at.
    pub(super) fn intern(
        &mut self,
        strings: &mut Strings,
        text: &str,
        kind: Text,
        pos: Option<Pos>,
    ) -> Sym {
        self.interned(strings, text, kind, pos)
            .unwrap_or_else(|sym| sym)
    }

    /// As [`Withheld::intern`]; an error where something was taken out, which counts each time.
    pub(super) fn interned(
        &mut self,
        strings: &mut Strings,
        text: &str,
        kind: Text,
        pos: Option<Pos>,
    ) -> Result<Sym, Sym> {
        let (sym, new) = strings.intern_new(text);
        let looked_at = !new && (self.raw.is_empty() || !self.raw.contains(&sym));
        if looked_at {
            return Ok(sym);
        }
        match self.shown(text, kind, pos) {
            Cow::Borrowed(_) => Ok(sym),
            Cow::Owned(shown) => {
                self.raw.insert(sym);
                Err(strings.intern(&shown))
            }
        }
    }

    /// Interns a text that is only compared: a grantee, an owner, the value of a label.
    pub(super) fn intern_raw(&mut self, strings: &mut Strings, text: &str) -> Sym {
        let (sym, new) = strings.intern_new(text);
        if new && let Cow::Owned(_) = privacy::publishable(text, Text::Prose) {
            self.raw.insert(sym);
        }
        sym
    }

    /// The text as it may be shown.
    pub(super) fn shown<'t>(
        &mut self,
        text: &'t str,
        kind: Text,
        pos: Option<Pos>,
    ) -> Cow<'t, str> {
        let Some(suspicion) = privacy::suspicion(text) else {
            return Cow::Borrowed(text);
        };
        let without = suspicion.without_secrets(text, kind);
        if let (Cow::Owned(_), Some(pos)) = (&without, pos) {
            let first = self.taken.entry(pos.file).or_insert((pos, 0));
            first.1 += 1;
        }
        match without {
            Cow::Borrowed(text) if !suspicion.of_persons() => Cow::Borrowed(text),
            Cow::Borrowed(text) => privacy::without_persons(text),
            Cow::Owned(text) => Cow::Owned(privacy::without_persons(&text).into_owned()),
        }
    }

    /// The text as it may be shown, without characters that steer what shows it: controls, and those
    /// that turn the direction.
    pub(super) fn legible(&mut self, text: &str, pos: Pos) -> String {
        neutral::text(&self.shown(text, Text::Prose, Some(pos))).into_owned()
    }

    /// The same of a text that may be missing or empty.
    pub(super) fn owned(&mut self, text: Option<&str>, pos: Pos) -> Option<String> {
        let text = text.filter(|t| !t.is_empty())?;
        Some(self.legible(text, pos))
    }

    /// Looks for secrets in texts that are shown nowhere: whoever has the export has them.
    pub(super) fn look_through<const N: usize>(&mut self, texts: [Option<&str>; N], pos: Pos) {
        for text in texts.into_iter().flatten() {
            self.shown(text, Text::Prose, Some(pos));
        }
    }

    /// Takes out of a finding what its texts quote.
    pub(super) fn finding(&mut self, finding: &mut Finding) {
        for text in std::iter::once(&mut finding.message).chain(finding.help.as_mut()) {
            text.replace(&|words| match privacy::publishable(words, Text::Prose) {
                Cow::Owned(shown) => Some(shown),
                Cow::Borrowed(_) => None,
            });
        }
        let shown = finding.excerpt.as_ref();
        if shown
            .is_some_and(|e| matches!(privacy::publishable(&e.line, Text::Prose), Cow::Owned(_)))
        {
            finding.excerpt = None;
        }
    }

    /// Says in which files something was taken out, without saying what.
    pub(super) fn report(&mut self, findings: &mut Vec<Finding>) {
        for (pos, texts) in std::mem::take(&mut self.taken).into_values() {
            let message = match texts {
                1 => "a password, token or signed query stands in a text here; it was taken out"
                    .into(),
                n => text!(
                    "passwords, tokens or signed queries stand in {n} texts of this file, the first of them here; they were taken out",
                    n
                ),
            };
            findings.push(
                Finding::new(Rule::SecretRemoved, message)
                    .at(pos)
                    .help("take it out where the export comes from, and make the secret invalid: whoever has the export has it"),
            );
        }
    }
}
