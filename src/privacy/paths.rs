//! Folders of the disk that a tool ran on: they tell who ran it.

use std::borrow::Cow;

use super::cut::{Cut, GONE};

/// Folders that hold those of persons.
const HOMES: [&str; 2] = ["home", "users"];
/// How else a path from the root of a disk begins.
const ROOTS: [&str; 14] = [
    "home",
    "users",
    "root",
    "private",
    "tmp",
    "var",
    "opt",
    "srv",
    "mnt",
    "builds",
    "workspace",
    "workspaces",
    "github",
    "__w",
];
/// Most bytes of a person's folder that has blanks in its name.
const LONGEST: usize = 64;

/// The text with paths from the root of a disk cut to what `known` makes of them, or else to the name of
/// the file. Addresses of the web stay, whatever they hold.
#[must_use]
pub(crate) fn without_folders<'t>(
    text: &'t str,
    known: &dyn Fn(&str) -> Option<String>,
) -> Cow<'t, str> {
    if !text.contains(['/', '\\']) {
        return Cow::Borrowed(text);
    }
    let mut cut = Cut::new(text);
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = rest.find(|c| !ends(c)).map(|at| from + at) else {
            break;
        };
        let start = start + label(text.get(start..).unwrap_or_default());
        let end = end(text, start);
        let word = stem(text.get(start..end).unwrap_or_default());
        from = end;
        if let Some(path) = disk_path(word) {
            let shown = known(&path).unwrap_or_else(|| name(&path));
            from = start + word.len();
            cut.replace(start, from, &shown);
        }
    }
    cut.finish().map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Bytes before a path that stands at a colon, as in `error:/Home/ana/x`.
fn label(rest: &str) -> usize {
    let word = rest.split(ends).next().unwrap_or_default();
    let at = word.find(":/").filter(|at| *at > 1);
    let at = at.filter(|at| {
        !word.get(*at..).is_some_and(|rest| rest.starts_with("://")) && !word.starts_with("file:")
    });
    at.map_or(0, |at| at + 1)
}

/// A word without the line that follows the path of a file, and without what ends a sentence.
fn stem(word: &str) -> &str {
    let folder = word.rfind(['/', '\\']).unwrap_or(0);
    let name = word.get(folder..).unwrap_or_default();
    let end = name.find(':').map_or(word.len(), |at| folder + at);
    let stem = word.get(..end).unwrap_or(word);
    stem.trim_end_matches(['.', '?', '!'])
}

/// Whether a sign stands between words: none that a path may hold.
fn ends(c: char) -> bool {
    c.is_whitespace() || "\"'`<>()[]{},;|=*".contains(c)
}

/// Where the word that begins at a place ends; the folder of a person may have blanks in its name.
fn end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(ends).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let mut folders = word.rsplit(['/', '\\']).skip(1);
    let is_home = folders.next().is_some_and(is_home) && is_of_a_disk(word);
    let more = rest
        .get(end..)
        .filter(|more| is_home && more.starts_with(' '));
    let Some(more) = more else {
        return start + end;
    };
    let name = more.find(|c| ends(c) && c != ' ' || matches!(c, '/' | '\\'));
    let goes_on = name.filter(|at| {
        let before = more.get(..*at).unwrap_or_default();
        let after = more.get(*at..).unwrap_or_default();
        *at <= LONGEST && !before.ends_with([' ', ':']) && after.starts_with(['/', '\\'])
    });
    match goes_on {
        Some(at) => {
            let tail = more.get(at..).unwrap_or_default();
            start + end + at + tail.find(ends).unwrap_or(tail.len())
        }
        None => start + end,
    }
}

fn is_home(folder: &str) -> bool {
    HOMES.iter().any(|home| folder.eq_ignore_ascii_case(home))
}

/// The path that a word is, with `/` between its folders; nothing where it isn't one of a disk.
fn disk_path(word: &str) -> Option<String> {
    is_of_a_disk(word).then(|| {
        let path = match word.find("://") {
            Some(at) => word.get(at + 2..).unwrap_or_default(),
            None => word,
        };
        path.replace('\\', "/")
    })
}

/// Whether a word is a path from the root of a disk.
fn is_of_a_disk(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    if let Some((scheme, _)) = lower.split_once("://") {
        return matches!(scheme.trim_start_matches(['.', ':']), "file" | "vscode");
    }
    if lower.starts_with("file:") {
        return true;
    }
    let mut bytes = lower.bytes();
    let drive = (bytes.next(), bytes.next(), bytes.next());
    if matches!(drive, (Some(b'a'..=b'z'), Some(b':'), Some(b'/' | b'\\'))) {
        return true;
    }
    let mut parts = lower.split(['/', '\\']);
    let is_root = parts.next() == Some("") && parts.next().is_some_and(|p| ROOTS.contains(&p));
    // Drives of others and of virtual machines hold such folders further down.
    let mut inner = lower.split(['/', '\\']).skip(1);
    is_root || inner.any(|part| HOMES.contains(&part)) && lower.starts_with(['/', '\\', '~'])
}

/// The name of the file or folder that a path ends with; nothing of it where that is a person's.
fn name(path: &str) -> String {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).rev();
    match (parts.next(), parts.next()) {
        (Some(name), Some(above)) if !is_home(above) => name.to_owned(),
        (Some(name), None) if is_home(name) => GONE.to_owned(),
        (Some(name), None) if !name.contains(':') => name.to_owned(),
        _ => GONE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_folders;

    #[test]
    fn paths_of_a_disk_are_cut_to_what_is_below_the_root() {
        let known = |path: &str| path.split_once("/mesh/").map(|(_, rest)| rest.to_owned());
        for (text, cut) in [
            ("in /Home/ana/mesh/a/b.yaml:3: bad", "in a/b.yaml:3: bad"),
            ("'/Home/ana/x.sql', line 3", "'x.sql', line 3"),
            ("(/users/ana)", "(…)"),
            ("/users/Ana Lee/x.sql is bad", "x.sql is bad"),
            ("/Home/ana and /Home/bob/y", "… and y"),
            ("C:\\Users\\Ana\\x.sql", "x.sql"),
            ("C:\\Users\\Ana Lee\\repo\\x.sql", "x.sql"),
            ("at d:/w/x.sql", "at x.sql"),
            ("file:///users/ana/z.sql", "z.sql"),
            ("file:///C:/users/ana/z.sql", "z.sql"),
            ("file://host/srv/z.sql", "z.sql"),
            ("\\\\host\\Users\\ana\\z.sql", "z.sql"),
            ("/mnt/c/users/ana/z.sql", "z.sql"),
            ("vscode://file/Home/ana/z.sql", "z.sql"),
            ("/Home/ana/", "…"),
            ("error:/Home/ana/x.", "error:x."),
        ] {
            assert_eq!(without_folders(text, &known), cut, "{text}");
        }
        for text in [
            "https://a.example/Home/ana/x",
            "models/home-x.sql",
            "a/b or /api/v1",
            "and/or",
            "1/2 \\d+",
            "a / b . ? : /",
            "key: /v1",
        ] {
            assert_eq!(without_folders(text, &known), text);
        }
    }
}
