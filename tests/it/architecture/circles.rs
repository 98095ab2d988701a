//! Circles among the files of a room, a module at the top of the sources or a crate. Files that use
//! what each other defines can't be read one after the other. A module that only passes on what is
//! defined below it uses nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{sources_in, without_comments};

/// A `use`, one for each name that it brings.
struct Import {
    /// From the root of the crate on.
    path: Vec<String>,
    /// `*` for all.
    name: String,
    is_public: bool,
}

/// A file.
struct File {
    imports: Vec<Import>,
    /// What isn't a `use` or the declaration of a module.
    body: String,
    /// The items that it defines.
    items: BTreeSet<String>,
}

/// The files of a crate, by the path of their module.
struct Files(BTreeMap<Vec<String>, File>);

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The place of each `what` that is no part of a longer word.
fn words<'t>(text: &'t str, what: &'t str) -> impl Iterator<Item = usize> {
    text.match_indices(what)
        .map(|(at, _)| at)
        .filter(move |at| {
            !text[..*at].ends_with(is_letter) && !text[at + what.len()..].starts_with(is_letter)
        })
}

/// The names of functions that a text defines.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    words(text, "fn").filter_map(|at| {
        let name = text[at + 2..].strip_prefix(' ')?;
        name.split(|c| !is_letter(c)).next()
    })
}

/// The items that a text defines.
fn items(text: &str) -> BTreeSet<String> {
    let kinds = [
        "fn", "struct", "enum", "trait", "type", "const", "static", "mod",
    ];
    let mut before = "";
    let mut out = BTreeSet::new();
    for word in text.split(|c| !is_letter(c)).filter(|w| !w.is_empty()) {
        if kinds.contains(&before) {
            out.insert(word.to_owned());
        }
        before = word;
    }
    out
}

/// The methods and functions of types that a text calls.
fn called(text: &str) -> BTreeSet<&str> {
    let names = text.match_indices('(').filter_map(|(at, _)| {
        let before = &text[..at];
        let name = before.rsplit(|c| !is_letter(c)).next()?;
        before[..at - name.len()]
            .ends_with(['.', ':'])
            .then_some(name)
    });
    names.collect()
}

/// `a::{b, c::{d, e}}` one by one.
fn apart(tree: &str) -> Vec<String> {
    let Some((before, group)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let mut depth = 0;
    let mut items = vec![String::new()];
    for c in group[..group.rfind('}').unwrap()].chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(c);
    }
    items.retain(|item| !item.trim().is_empty());
    let all = items.iter().flat_map(|item| apart(item));
    all.map(|item| format!("{}{item}", before.trim())).collect()
}

/// The path of the module that a file is.
fn module_path(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = path
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

impl Files {
    fn of(sources: &BTreeMap<String, String>) -> Self {
        let mut files = Self(BTreeMap::new());
        for (path, text) in sources.iter().filter(|(path, _)| *path != "main.rs") {
            let file = File {
                imports: Vec::new(),
                body: without_comments(text),
                items: BTreeSet::new(),
            };
            files.0.insert(module_path(path), file);
        }
        let at: Vec<Vec<String>> = files.0.keys().cloned().collect();
        for own in at {
            let text = std::mem::take(&mut files.0.get_mut(&own).unwrap().body);
            let (imports, body) = files.read(&own, &text);
            let items = items(&body);
            let file = File {
                imports,
                body,
                items,
            };
            files.0.insert(own, file);
        }
        files
    }

    fn read(&self, own: &[String], text: &str) -> (Vec<Import>, String) {
        let (mut imports, mut body) = (Vec::new(), String::new());
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let code = line.trim_start();
            let is_public = code.starts_with("pub");
            let rest = match is_public {
                true => code.split_once(' ').map_or("", |(_, rest)| rest),
                false => code,
            };
            if rest.starts_with("mod ") && rest.ends_with(';') {
                continue;
            }
            let Some(tree) = rest.strip_prefix("use ") else {
                body.push_str(line);
                body.push('\n');
                continue;
            };
            let mut tree = tree.to_owned();
            while !tree.ends_with(';') {
                tree.push_str(lines.next().unwrap().trim());
            }
            for item in apart(tree.trim_end_matches(';')) {
                let (path, name) = item.split_once(" as ").unwrap_or((item.as_str(), ""));
                let path = path.trim_end_matches("::self");
                let Some(path) = self.absolute(own, path) else {
                    continue;
                };
                let name = match name {
                    "" => path.last().cloned().unwrap_or_default(),
                    name => name.to_owned(),
                };
                imports.push(Import {
                    path,
                    name,
                    is_public,
                });
            }
        }
        (imports, body)
    }

    /// A path as it is written in a file, from the root of the crate on; nothing where it leads out
    /// of the crate.
    fn absolute(&self, own: &[String], path: &str) -> Option<Vec<String>> {
        let mut parts: Vec<String> = path.split("::").map(str::to_owned).collect();
        let mut base = own.to_vec();
        match parts[0].as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
                while parts.get(1).is_some_and(|part| part == "super") {
                    parts.remove(0);
                    base.pop();
                }
            }
            first => {
                base.push(first.to_owned());
                self.0.get(&base)?;
            }
        }
        base.extend(parts.into_iter().skip(1));
        Some(base)
    }

    /// The file that defines what a path names; nothing where that is a module.
    fn home(&self, path: &[String], left: usize) -> Option<&Vec<String>> {
        let (at, (own, file)) = (0..=path.len())
            .rev()
            .find_map(|at| Some((at, self.0.get_key_value(&path[..at])?)))?;
        let item = path.get(at)?;
        if file.items.contains(item) || left == 0 {
            return Some(own);
        }
        let passed_on = file.imports.iter().find_map(|import| {
            let target = match import.name.as_str() {
                "*" => [&import.path[..import.path.len() - 1], &path[at..]].concat(),
                name if name == item => [&import.path[..], &path[at + 1..]].concat(),
                _ => return None,
            };
            let home = self.home(&target, left - 1)?;
            (home != own).then_some(home)
        });
        passed_on.or(Some(own))
    }

    /// The files that define what a file uses by its name.
    fn used(&self, own: &[String]) -> BTreeSet<&Vec<String>> {
        let file = &self.0[own];
        let imported = file
            .imports
            .iter()
            .filter(|i| !i.is_public || words(&file.body, &i.name).next().is_some())
            .map(|i| i.path.clone());
        let inline = file
            .body
            .split(|c: char| !is_letter(c) && c != ':' && c != '$')
            .filter(|word| word.contains("::"))
            .filter_map(|word| {
                let word = word.trim_matches(':');
                let (first, rest) = word.split_once("::")?;
                match file.imports.iter().find(|i| i.name == first) {
                    Some(import) => {
                        let rest = rest.split("::").map(str::to_owned);
                        Some(import.path.iter().cloned().chain(rest).collect())
                    }
                    None => self.absolute(own, word),
                }
            });
        imported
            .chain(inline)
            .filter_map(|path: Vec<String>| self.home(&path, 8))
            .filter(|home| *home != own)
            .collect()
    }

    /// Methods that a file adds to a type of another one, where no other function has their name.
    fn methods(&self) -> BTreeMap<&str, &Vec<String>> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let all = self.0.values().flat_map(|file| functions(&file.body));
        all.for_each(|name| *count.entry(name).or_default() += 1);
        let mut out = BTreeMap::new();
        for (own, file) in &self.0 {
            let items = file.body.split("\nimpl").skip(1);
            for item in items.filter_map(|item| item.split("\n}").next()) {
                let head = item.split('{').next().unwrap();
                let of = match head.strip_prefix('<') {
                    Some(generic) => generic.split_once("> ").map_or("", |(_, of)| of),
                    None => head.trim_start(),
                };
                let of = of.split(|c| !is_letter(c)).next().unwrap();
                let is_foreign = file.imports.iter().any(|import| {
                    import.name == of && self.home(&import.path, 8).is_some_and(|h| h != own)
                });
                if is_foreign && !head.contains(" for ") {
                    let own_names = functions(item).filter(|name| count[name] == 1);
                    out.extend(own_names.map(|name| (name, own)));
                }
            }
        }
        out
    }

    /// What each file uses, by module.
    fn edges(&self) -> BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> {
        let methods = self.methods();
        let edges = self.0.iter().map(|(own, file)| {
            let mut used = self.used(own);
            let called = called(&file.body);
            let homes = called.iter().filter_map(|name| methods.get(name));
            used.extend(homes.filter(|home| **home != own));
            (own, used)
        });
        edges.collect()
    }
}

/// The uses among files that lie on a circle, as `from -> to`, by room.
fn circles(files: &Files, room: impl Fn(&[String]) -> String) -> BTreeMap<String, Vec<String>> {
    let edges = files.edges();
    let reached = |from: &Vec<String>| {
        let mut seen: BTreeSet<&Vec<String>> = BTreeSet::new();
        let mut next: Vec<&Vec<String>> = edges[from].iter().copied().collect();
        while let Some(file) = next.pop() {
            if room(file) == room(from) && seen.insert(file) {
                next.extend(&edges[file]);
            }
        }
        seen
    };
    let reach: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> =
        edges.keys().map(|file| (*file, reached(file))).collect();
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (from, used) in &edges {
        for to in used.iter().filter(|to| reach[*to].contains(from)) {
            out.entry(room(from)).or_default().push(format!(
                "{} -> {}",
                from.join("::"),
                to.join("::")
            ));
        }
    }
    out
}

fn on_circles(edges: &[String]) -> usize {
    let from = edges.iter().filter_map(|edge| edge.split(" -> ").next());
    from.collect::<BTreeSet<_>>().len()
}

#[test]
fn files_of_a_room_use_each_other_one_way() {
    let mut found = BTreeMap::new();
    for krate in ["search-core", "sql"] {
        let files = Files::of(&sources_in(&format!("crates/{krate}/src")));
        found.extend(circles(&files, |_| format!("crates/{krate}")));
    }
    let files = Files::of(&sources_in("src"));
    let room = |path: &[String]| {
        let top = path.first().map_or("lib", String::as_str);
        format!("src/{top}")
    };
    found.extend(circles(&files, room));
    let rooms = found.iter().map(|(room, edges)| {
        let (files, edges) = (on_circles(edges), edges.join("\n  "));
        format!("{room}: {files} files on circles\n  {edges}")
    });
    let wrong: Vec<String> = rooms.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn circles_are_found() {
    let files = |texts: &[(&str, &str)]| {
        let sources = texts.iter().map(|(p, t)| ((*p).into(), (*t).into()));
        circles(&Files::of(&sources.collect()), |_| String::new())
            .remove("")
            .unwrap_or_default()
    };
    let both = ["a -> b", "b -> a"];
    // By a `use`, by a path, through a module that passes it on, and by a method.
    for (a, b) in [
        (
            "use crate::b::{B, C};\nstruct A;",
            "use super::a::A;\nstruct B;",
        ),
        ("struct A;", "fn b() { crate::a::A }"),
    ] {
        let a = format!("{a}\nfn a() {{ super::b::b() }}");
        assert_eq!(files(&[("a.rs", &a), ("b.rs", b)]), both);
    }
    let lib = "mod a;\nmod b;\npub use a::A;\npub(crate) use b::beside;";
    let a = "pub struct A;\nfn a() { crate::beside() }";
    let b = "use crate::A;\npub fn beside(_: A) {}";
    assert_eq!(files(&[("lib.rs", lib), ("a.rs", a), ("b.rs", b)]), both);
    let a = "struct A;\nimpl A {\n    fn a(&self) { self.far() }\n}";
    let b = "use super::a::A;\n\nimpl A {\n    fn far(&self) {}\n}";
    assert_eq!(files(&[("a.rs", a), ("b.rs", b)]), both);
    // One way, and what only carries the name of a module.
    let b = "use super::a::{self, A};\nfn b() { a::new() }";
    assert_eq!(
        files(&[("lib.rs", lib), ("a.rs", "struct A;"), ("b.rs", b)]),
        [""; 0]
    );
}
