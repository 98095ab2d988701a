//! Baselines: faults that were there when a gate was set up. They stay visible and keep no gate shut.
//! A file a DME under `baseline/`, a line an entry: rule, tab, key of the asset; sorted, so that two
//! branches that each mend something can be merged. Nothing is counted.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::judged_rules::JudgedRules;
use crate::catalog::Catalog;
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, nearest, text};
use crate::link::resolve_id;

/// The folder under the mesh root.
pub(crate) const FOLDER: &str = "baseline/";
/// What the name of a file ends with.
pub(crate) const ENDING: &str = ".txt";
/// The file for what no DME answers for.
const UNOWNED: &str = "baseline/_unowned.txt";

/// A baseline, as it was read.
#[derive(Debug, Clone)]
pub(crate) struct BaselineFile {
    /// Its number among the files of the mesh root.
    pub file: FileId,
    /// Its path under the mesh root.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The baselines of a mesh, and which of their lines still stand for something.
#[derive(Debug, Default)]
pub(crate) struct Baselines {
    files: Vec<BaselineFile>,
    /// Lines, counted from 0, that nothing is found of any more, by the number of the file.
    spent: BTreeMap<usize, BTreeSet<usize>>,
}

impl Baselines {
    /// Marks what a line of any file stands for, so that a table may move from DME to DME. A line that
    /// is none is a finding.
    pub(super) fn mark(
        files: Vec<BaselineFile>,
        judged: &JudgedRules<'_>,
        paths: &[String],
        findings: &mut [Finding],
        told: &mut Vec<Finding>,
    ) -> Self {
        // By rule and key: the number of the first file, and whether anything is found of it.
        let mut listed: FxHashMap<&str, FxHashMap<Cow<'_, str>, (usize, bool)>> =
            FxHashMap::default();
        for (number, file) in files.iter().enumerate() {
            for (i, text) in file.text.lines().enumerate() {
                match entry(text) {
                    Some(Ok((rule, key))) => {
                        let of_rule = listed.entry(rule).or_default();
                        of_rule.entry(key).or_insert((number, false));
                    }
                    Some(Err(finding)) => {
                        let line = u32::try_from(i + 1).unwrap_or(u32::MAX);
                        let excerpt = Excerpt::cut(&file.text, line, 1, text.chars().count());
                        let (file, column) = (file.file, 1);
                        told.push(finding.at(Pos { file, line, column }).excerpt(excerpt));
                    }
                    None => {}
                }
            }
        }
        if !listed.is_empty() {
            for finding in findings.iter_mut() {
                let found = {
                    let identity = finding.identity(paths);
                    let of_rule = listed.get_mut(&*identity.rule);
                    of_rule.and_then(|of_rule| of_rule.get_mut(&*identity.key))
                };
                if let Some((number, is_used)) = found {
                    *is_used = true;
                    let path = files[*number].path.clone();
                    finding.standing_mut().baseline = Some(path);
                }
            }
        }
        let mut spent: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (number, file) in files.iter().enumerate() {
            for (i, line) in file.text.lines().enumerate() {
                let Some(Ok((rule, key))) = entry(line) else {
                    continue;
                };
                let found = listed.get(rule).and_then(|of_rule| of_rule.get(&*key));
                let is_used = found.is_some_and(|(_, is_used)| *is_used);
                if !is_used && judged.could_speak_of_key(rule, &key) {
                    spent.entry(number).or_default().insert(i);
                }
            }
        }
        Self { files, spent }
    }

    /// The files, as they were read.
    pub(super) fn files(&self) -> &[BaselineFile] {
        &self.files
    }

    /// Number of lines that nothing is found of any more.
    #[must_use]
    pub(crate) fn spent(&self) -> usize {
        self.spent.values().map(BTreeSet::len).sum()
    }

    /// The same of one file.
    #[must_use]
    pub(crate) fn spent_in(&self, path: &str) -> usize {
        let number = self.files.iter().position(|file| file.path == path);
        let spent = number.and_then(|number| self.spent.get(&number));
        spent.map_or(0, BTreeSet::len)
    }

    /// Paths and texts of the files that hold spent lines, without them; all else stays as it is.
    #[must_use]
    pub(crate) fn pruned(&self) -> Vec<(&str, String)> {
        let pruned = self.spent.iter().filter_map(|(number, spent)| {
            let file = self.files.get(*number)?;
            let lines = file.text.split_inclusive('\n').enumerate();
            let kept = lines
                .filter(|(i, _)| !spent.contains(i))
                .map(|(_, line)| line);
            Some((file.path.as_str(), kept.collect()))
        });
        pruned.collect()
    }

    /// Paths and texts of the files that change where these findings are listed as well, each in that of
    /// the DME that answers for it.
    #[must_use]
    pub(crate) fn with<'f>(
        &self,
        catalog: &Catalog,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Vec<(String, String)> {
        let mut new: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for finding in findings {
            let Some(path) = baseline_of(catalog, finding) else {
                continue;
            };
            let identity = finding.identity(&catalog.files);
            let line = format!("{}\t{}", identity.rule, escaped(&identity.key));
            new.entry(path).or_default().insert(line);
        }
        let changed = new.into_iter().filter_map(|(path, lines)| {
            let file = self.files.iter().find(|file| file.path == path);
            let old = file.map_or("", |file| &file.text);
            let text = merged(old, &lines);
            (text != old).then_some((path, text))
        });
        changed.collect()
    }
}

/// The baseline that a finding is listed in where it is new: that of its DME, named like its page. None
/// where no baseline lists it.
pub(crate) fn baseline_of(catalog: &Catalog, finding: &Finding) -> Option<String> {
    // It would hide that a suppression is over.
    if finding.rule.is_of_suppressions() {
        return None;
    }
    let dme = finding.environment();
    let page = dme
        .and_then(|dme| resolve_id(catalog, &dme.id))
        .map(|ix| catalog.href(ix));
    let stem = page.and_then(|page| page.rsplit('/').next()?.strip_suffix(".html"));
    Some(match stem {
        Some(stem) => format!("{FOLDER}{stem}{ENDING}"),
        None => UNOWNED.to_owned(),
    })
}

/// Rule and key of a line; nothing where it is empty or a comment.
fn entry(line: &str) -> Option<Result<(&str, Cow<'_, str>), Finding>> {
    if line.trim().is_empty() || line.starts_with('#') {
        return None;
    }
    let wrong = |message| Finding::new(Rule::WrongType, message);
    let Some((rule, key)) = line.split_once('\t').filter(|(_, key)| !key.is_empty()) else {
        let finding = wrong("this line of a baseline isn't a rule, a tab and a key".into());
        return Some(Err(finding.help(
            "remove it; `vitrina check --write-baseline` writes such lines",
        )));
    };
    if Rule::parse(rule).is_none() && !rule.contains('/') {
        let ids = Rule::ALL.iter().map(|rule| rule.info().id);
        let help = match nearest(rule, ids) {
            Some(near) => text!("did you mean `{near}`?", near),
            None => "remove the line; `vitrina explain` lists all rules".into(),
        };
        return Some(Err(
            wrong(text!("there is no rule `{rule}`", rule)).help(help)
        ));
    }
    Some(Ok((rule, unescaped(key))))
}

/// A key on one line.
fn escaped(key: &str) -> Cow<'_, str> {
    if !key.contains(['\\', '\n', '\r']) {
        return key.into();
    }
    let key = key.replace('\\', "\\\\");
    key.replace('\n', "\\n").replace('\r', "\\r").into()
}

fn unescaped(key: &str) -> Cow<'_, str> {
    if !key.contains('\\') {
        return key.into();
    }
    let mut out = String::with_capacity(key.len());
    let mut chars = key.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out.into()
}

/// A baseline with more lines, sorted. Comments at its top stay there, others before the line that
/// they precede.
fn merged(old: &str, new: &BTreeSet<String>) -> String {
    let is_entry = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    let mut top = String::new();
    let mut before = String::new();
    // What precedes each line, by the line.
    let mut entries: BTreeMap<&str, String> = BTreeMap::new();
    for line in old.lines() {
        if is_entry(line) {
            let own = entries.entry(line).or_default();
            own.push_str(&std::mem::take(&mut before));
        } else if entries.is_empty() && before.is_empty() && line.starts_with('#') {
            top.push_str(line);
            top.push('\n');
        } else {
            before.push_str(line);
            before.push('\n');
        }
    }
    for line in new {
        entries.entry(line).or_default();
    }
    let mut text = top;
    for (line, above) in entries {
        text.push_str(&above);
        text.push_str(line);
        text.push('\n');
    }
    text + &before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_any_characters_stand_on_one_line() {
        for key in ["relation:p.d.t", "file:a\\nb", "a\nb\r\\", "\\", "file:é\t"] {
            let line = format!("unowned-view\t{}", escaped(key));
            assert_eq!(line.lines().count(), 1, "{key}");
            let read = entry(&line).unwrap().unwrap();
            assert_eq!(read, ("unowned-view", Cow::from(key)));
        }
    }

    #[test]
    fn lines_are_added_in_their_place() {
        let new = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect();
        let old = "# ours\n# all\nb\t2\n# why\nd\t4\n\n# end\n";
        let text = merged(old, &new(&["a\t1", "c\t3", "d\t4"]));
        assert_eq!(
            text,
            "# ours\n# all\na\t1\nb\t2\nc\t3\n# why\nd\t4\n\n# end\n"
        );
        assert_eq!(merged(&text, &new(&["a\t1"])), text);
        assert_eq!(merged("", &new(&["b\t1", "a\t1"])), "a\t1\nb\t1\n");
    }
}
