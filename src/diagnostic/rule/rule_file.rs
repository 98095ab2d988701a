//! The text of a rule: `rules/<id>.md`. `rules/README.md` says how it is written.

use super::rule_info::{Example, ExampleFile, Form, Gate, Group, RuleInfo, Severity};

/// What the front matter may say.
const KEYS: [&str; 4] = ["severity", "gate", "group", "limit"];

/// Reads the text of the rule `id`.
///
/// # Errors
/// A sentence that says what is wrong with the text.
pub(super) fn read(id: &'static str, text: &'static str) -> Result<RuleInfo, String> {
    let front = front_matter(text)?;
    let said = |key: &str| front.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
    let severity = said("severity")
        .and_then(Severity::parse)
        .ok_or("its front matter has no `severity`, or none that there is")?;
    let gate = said("gate")
        .and_then(Gate::parse)
        .ok_or("its front matter has no `gate`, or none that there is")?;
    let group = said("group")
        .and_then(Group::parse)
        .ok_or("its front matter has no `group`, or none that there is")?;
    let limit = match said("limit").map(str::parse) {
        Some(Err(_)) => return Err("its `limit` is no whole number".to_owned()),
        limit => limit.and_then(Result::ok),
    };
    if let Some((key, _)) = front.iter().find(|(key, _)| !KEYS.contains(key)) {
        return Err(format!("its front matter has `{key}`"));
    }
    let body = body(text, "How to mend")?;
    Ok(RuleInfo {
        id,
        severity,
        gate,
        group,
        limit,
        summary: body.summary,
        what: body.what,
        why: body.why,
        mend: body.mend,
        fails: body.fails,
        passes: body.passes,
    })
}

/// What stands in the sections of a file.
pub(super) struct Body {
    pub(super) summary: &'static str,
    pub(super) what: &'static str,
    pub(super) why: &'static str,
    pub(super) mend: &'static str,
    pub(super) fails: Example,
    pub(super) passes: Example,
}

/// Reads the sections of a file, of which the third has the title `mend`.
///
/// # Errors
/// A sentence that says what is wrong with the text.
pub(super) fn body(text: &'static str, mend: &str) -> Result<Body, String> {
    let expected = ["What", "Why", mend, "Fails", "Passes"];
    let sections = sections(text);
    let titles: Vec<&str> = sections.iter().map(|(title, _)| *title).collect();
    let [(_, what), (_, why), (_, mend), (_, fails), (_, passes)] = sections.as_slice() else {
        return Err(format!("its sections are {titles:?}"));
    };
    if titles != expected || [what, why, mend].iter().any(|body| body.is_empty()) {
        return Err(format!(
            "its sections are {titles:?}, or one of them is empty"
        ));
    }
    Ok(Body {
        summary: what.lines().next().unwrap_or_default(),
        what,
        why,
        mend,
        fails: example(fails)?,
        passes: example(passes)?,
    })
}

/// The class in front matter that says nothing else.
pub(super) fn class_of(text: &'static str) -> Option<&'static str> {
    match front_matter(text).ok()?.as_slice() {
        [("class", class)] => Some(class),
        _ => None,
    }
}

/// Keys and values between the two lines of `---` that the text begins with.
fn front_matter(text: &'static str) -> Result<Vec<(&'static str, &'static str)>, String> {
    let body = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    let (front, _) = body.ok_or("it doesn't begin with front matter between lines of `---`")?;
    let pair = |line: &'static str| {
        let pair = line.split_once(": ");
        pair.ok_or(format!("its front matter has the line `{line}`"))
    };
    front.lines().map(pair).collect()
}

/// What opens a fenced block, without what is said of it.
fn fence(line: &str) -> Option<&str> {
    let ticks = line.len() - line.trim_start_matches('`').len();
    line.get(..ticks).filter(|_| ticks >= 3)
}

/// Title and body of each section.
fn sections(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut open = None;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let line = line.trim_end();
        match (open, line.strip_prefix("## ")) {
            (None, Some(title)) => found.push((title, end, end)),
            (None, None) => open = fence(line),
            (Some(fence), _) if line == fence => open = None,
            (Some(_), _) => {}
        }
        if let Some((_, _, last)) = found.last_mut() {
            *last = end;
        }
    }
    let body = |(title, from, to)| (title, text.get(from..to).unwrap_or_default().trim());
    found.into_iter().map(body).collect()
}

/// The mesh root of a section, and where its finding stands.
///
/// # Errors
/// A sentence that says what is wrong with the section.
fn example(body: &'static str) -> Result<Example, String> {
    let mut files = Vec::new();
    let mut place = None;
    let mut open: Option<(&str, ExampleFile, usize)> = None;
    let mut end = 0;
    for line in body.split_inclusive('\n') {
        let start = end;
        end += line.len();
        let line = line.trim_end();
        match open.take() {
            Some((fence, file, from)) if line == fence => files.push(ExampleFile {
                text: body.get(from..start).unwrap_or_default(),
                ..file
            }),
            Some(still_open) => open = Some(still_open),
            None => match fence(line) {
                Some(fence) => open = Some((fence, file(&line[fence.len()..])?, end)),
                None => place = place.or_else(|| found_at(line)),
            },
        }
    }
    match (open, files.is_empty()) {
        (None, false) => Ok(Example { place, files }),
        (Some((_, file, _)), _) => Err(format!("the block of `{}` isn't closed", file.path)),
        (None, true) => Err("an example has no file".to_owned()),
    }
}

fn found_at(line: &'static str) -> Option<&'static str> {
    line.strip_prefix("Found at `")?.strip_suffix("`.")
}

/// The file that a block is, by what stands behind its fence.
fn file(said: &'static str) -> Result<ExampleFile, String> {
    let words: Vec<&str> = said.split(' ').collect();
    let (language, path, form) = match words.as_slice() {
        [language, path] => (*language, *path, Form::Text),
        [language, path, "link"] => (*language, *path, Form::Link),
        [language, path, "hex"] => (*language, *path, Form::Hex),
        [language, path, form] => {
            let times = form.strip_prefix("repeat=").and_then(|n| n.parse().ok());
            let times = times.ok_or(format!("`{form}` is no form of a block"))?;
            (*language, *path, Form::Repeat(times))
        }
        _ => return Err(format!("`{said}` isn't a language, a path and a form")),
    };
    Ok(ExampleFile {
        language,
        path,
        form,
        text: "",
    })
}
