//! The shape of the sources: which module may import which, how long files and functions may be, what
//! templates may not hold, and that ARCHITECTURE.md tells the truth.

mod circles;
mod systems;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::files_below;

/// What each module may import; values flow one way, so that this is a graph without cycles.
const MAY_IMPORT: [(&str, &[&str]); 38] = [
    ("append", &[]),
    ("neutral", &[]),
    ("lines", &[]),
    ("system", &[]),
    ("diagnostic", &["lines", "neutral"]),
    ("diff", &["diagnostic", "lines", "neutral", "system"]),
    ("report", &["diagnostic", "lines", "neutral"]),
    ("privacy", &["system"]),
    ("source", &["diagnostic"]),
    ("document", &["diagnostic"]),
    (
        "config",
        &[
            "diagnostic",
            "diff",
            "document",
            "lines",
            "manifest",
            "system",
        ],
    ),
    (
        "manifest",
        &["diagnostic", "document", "markdown", "source"],
    ),
    (
        "export",
        &["diagnostic", "document", "privacy", "source", "system"],
    ),
    ("catalog", &["diagnostic", "system"]),
    ("history", &["neutral"]),
    ("insight", &["catalog", "system"]),
    ("markdown", &["neutral"]),
    (
        "link",
        &[
            "catalog",
            "config",
            "diagnostic",
            "document",
            "export",
            "manifest",
            "markdown",
            "neutral",
            "privacy",
            "system",
        ],
    ),
    (
        "facets",
        &["catalog", "diagnostic", "history", "insight", "system"],
    ),
    ("traces", &["catalog", "facets", "reader"]),
    (
        "reader",
        &[
            "catalog",
            "diagnostic",
            "facets",
            "history",
            "insight",
            "link",
            "system",
        ],
    ),
    (
        "rules",
        &[
            "catalog",
            "config",
            "diagnostic",
            "insight",
            "link",
            "system",
        ],
    ),
    (
        "gate",
        &[
            "catalog",
            "config",
            "diagnostic",
            "lines",
            "link",
            "privacy",
            "system",
        ],
    ),
    (
        "view",
        &[
            "catalog",
            "config",
            "diagnostic",
            "facets",
            "history",
            "insight",
            "lines",
            "link",
            "markdown",
            "neutral",
            "privacy",
            "reader",
            "system",
        ],
    ),
    (
        "plan",
        &[
            "catalog",
            "diagnostic",
            "insight",
            "lines",
            "link",
            "neutral",
            "system",
        ],
    ),
    ("html", &["diagnostic", "markdown", "neutral", "view"]),
    (
        "render",
        &[
            "catalog",
            "diagnostic",
            "facets",
            "html",
            "lines",
            "markdown",
            "neutral",
            "reader",
            "traces",
            "view",
        ],
    ),
    (
        "search",
        &[
            "catalog", "insight", "lines", "markdown", "neutral", "render",
        ],
    ),
    (
        "mesh",
        &[
            "catalog",
            "config",
            "diagnostic",
            "gate",
            "insight",
            "lines",
            "link",
            "reader",
            "render",
            "view",
        ],
    ),
    (
        "access",
        &[
            "catalog",
            "config",
            "diagnostic",
            "insight",
            "link",
            "markdown",
            "rules",
        ],
    ),
    ("scan", &["catalog"]),
    ("output", &["render"]),
    ("serve", &[]),
    ("cache", &[]),
    (
        "pipeline",
        &[
            "access",
            "cache",
            "catalog",
            "config",
            "diagnostic",
            "document",
            "export",
            "gate",
            "history",
            "insight",
            "lines",
            "link",
            "manifest",
            "mesh",
            "neutral",
            "output",
            "privacy",
            "render",
            "rules",
            "scan",
            "search",
            "source",
            "system",
            "traces",
            "view",
        ],
    ),
    (
        "cli",
        &[
            "cache",
            "catalog",
            "config",
            "diagnostic",
            "diff",
            "gate",
            "lines",
            "manifest",
            "mesh",
            "neutral",
            "pipeline",
            "plan",
            "report",
            "search",
            "serve",
            "source",
            "view",
        ],
    ),
    (
        "internals",
        &[
            "catalog", "diff", "history", "insight", "lines", "link", "markdown", "mesh",
            "pipeline", "plan", "scan", "search",
        ],
    ),
    ("main", &[]),
];

/// A file that does one thing stays below this, tests aside.
const LINES: usize = 400;

/// A function stays below this, comments aside.
const FUNCTION_LINES: usize = 100;

/// The methods of a type stand in fewer files than these.
const FILES_OF_A_TYPE: usize = 20;

/// Functions that are longer, with a ceiling that may only sink. Where one lists cases, one beside
/// the other, a reader gains nothing by a split.
const LONG_FUNCTIONS: [(&str, usize); 5] = [
    ("crates/sql/src/functions.rs: is_aggregate", 143),
    ("crates/sql/src/lower/expression_parts.rs: parts", 123),
    ("crates/sql/src/lower/date_units.rs: is_unit", 129),
    ("src/link/facts/asset_sink.rs: asset", 290),
    ("src/link/facts/operation_sink.rs: operation", 199),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Sources by their path below `src/`, without comments and without what is compiled for tests.
fn sources() -> BTreeMap<String, String> {
    sources_in("src")
}

fn sources_in(folder: &str) -> BTreeMap<String, String> {
    let src = root().join(folder);
    files_below(&src)
        .into_iter()
        .filter(|path| path.ends_with(".rs") && !path.ends_with("tests.rs"))
        .filter(|path| !path.contains("tests/"))
        .map(|path| {
            let text = fs::read_to_string(src.join(&path)).unwrap();
            (path, without_tests(&text))
        })
        .collect()
}

/// Relies on rustfmt: an item ends with `}` or `;` at the indentation that it begins with.
fn without_tests(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(indent) = line.find("#[cfg(test)]") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        for line in lines.by_ref() {
            let same = line.len() - line.trim_start().len() == indent;
            if same && (line.ends_with('}') || line.ends_with(';')) {
                break;
            }
        }
    }
    out
}

fn without_comments(text: &str) -> String {
    let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The module at the top that a file below `src/` belongs to.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules that a source names after `crate::`, groups included.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut out = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        // `$crate::` and the names of other crates end like it.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + path.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    out.insert(word(item.trim()));
                    item.clear();
                    continue;
                }
                _ => {}
            }
            item.push(c);
        }
        out.insert(word(item.trim()));
    }
    out.remove("");
    out
}

#[test]
fn imports_are_read_with_groups() {
    let code = "use crate::{a::{b, c}, d};\nfn f() { crate::e::g(); vitrina_crate::x() }";
    assert_eq!(imports(code), ["a", "d", "e"].map(str::to_owned).into());
}

#[test]
fn modules_import_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let mut wrong = Vec::new();
    let mut edges = BTreeSet::new();
    for (path, text) in sources() {
        let module = module(&path).to_owned();
        if module == "lib" {
            continue;
        }
        let may = allowed
            .get(module.as_str())
            .unwrap_or_else(|| panic!("src/{path}: module `{module}` isn't in MAY_IMPORT"));
        let code = without_comments(&text);
        for import in imports(&code) {
            if import != module && !may.contains(&import.as_str()) {
                wrong.push(format!("src/{path}: {module} -> {import}"));
            }
            edges.insert((module.clone(), import));
        }
        // Up to the crate's root by `super` would be an import unseen.
        let depth = path.matches('/').count() + usize::from(!path.ends_with("mod.rs"));
        assert!(
            !code.contains(&"super::".repeat(depth)),
            "src/{path}: write `crate::` for what is outside the module"
        );
    }
    assert_eq!(
        wrong, [""; 0],
        "a new dependency is the change to look at hardest"
    );
    // The table tells what is, not what may once come.
    let unused: Vec<String> = MAY_IMPORT
        .iter()
        .flat_map(|(from, all)| all.iter().map(move |to| (*from, *to)))
        .filter(|(from, to)| !edges.contains(&((*from).to_owned(), (*to).to_owned())))
        .map(|(from, to)| format!("{from} -> {to}"))
        .collect();
    assert_eq!(unused, [""; 0], "remove from MAY_IMPORT");
}

/// All that a program can name of the library. What is hidden from its documentation is for the
/// binary (`cli`) and for fuzz targets and measurements (`internals`).
const FACADE: [&str; 24] = [
    "AudienceError",
    "BuildError",
    "Built",
    "Catalog",
    "Durability",
    "EpochError",
    "FileError",
    "Finding",
    "KeptPagesError",
    "Kind",
    "LeakError",
    "Mesh",
    "OtherAudienceError",
    "OutputError",
    "RootError",
    "Rule",
    "SettingsError",
    "Severity",
    "Stage",
    "Step",
    "build",
    "lines",
    "load",
    "rule",
];

const HIDDEN: [&str; 2] = ["cli", "internals"];

/// The names that a crate's root gives to others: hidden ones apart.
fn given(root: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut given, mut hidden) = (BTreeSet::new(), BTreeSet::new());
    let code = without_comments(root);
    let mut is_hidden = false;
    for item in code.split_inclusive([';', ']']) {
        let item = item.trim();
        if item.starts_with('#') {
            is_hidden = item == "#[doc(hidden)]";
            continue;
        }
        let names = if is_hidden { &mut hidden } else { &mut given };
        is_hidden = false;
        let Some(public) = item.strip_prefix("pub ") else {
            continue;
        };
        let (_, last) = public
            .trim_end_matches(';')
            .split_once(' ')
            .unwrap_or_else(|| panic!("{item}: a facade holds modules and re-exports"));
        let (path, group) = last.split_once('{').unwrap_or(("", last));
        for name in group.trim_end_matches('}').split(',') {
            let name = name.split(" as ").last().unwrap().trim();
            let name = match name.rsplit("::").next().unwrap() {
                "self" => path.trim_end_matches("::").rsplit("::").next().unwrap(),
                name => name,
            };
            names.insert(name.to_owned());
        }
    }
    given.remove("");
    (given, hidden)
}

#[test]
fn names_of_a_root_are_read() {
    let (given, hidden) = given(
        "#[macro_use]\nmod m;\nmod a;\npub mod b;\n#[doc(hidden)]\npub mod c;\npub use a::D;\n\
         pub use a::e::{self, F, g};\npub use a::H as I;\n",
    );
    assert_eq!(
        given,
        ["b", "D", "e", "F", "g", "I"].map(str::to_owned).into()
    );
    assert_eq!(hidden, ["c".to_owned()].into());
}

#[test]
fn the_library_gives_what_was_decided() {
    let root = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let (given, hidden) = given(&root);
    assert_eq!(
        given,
        FACADE.map(str::to_owned).into(),
        "a name is a promise"
    );
    assert_eq!(hidden, HIDDEN.map(str::to_owned).into());
}

#[test]
fn the_table_of_imports_has_no_cycle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < MAY_IMPORT.len() {
        let next = MAY_IMPORT.iter().find(|(module, imports)| {
            !done.contains(module) && imports.iter().all(|i| done.contains(i))
        });
        let Some((module, _)) = next else {
            panic!("a cycle among all but {done:?}")
        };
        done.insert(module);
    }
}

#[test]
fn the_catalog_knows_neither_files_nor_formats() {
    for (path, text) in sources() {
        if module(&path) != "catalog" {
            continue;
        }
        let code = without_comments(&text);
        for word in ["serde", "std::fs", "std::io", "std::path", "schemars"] {
            assert!(!code.contains(word), "src/{path} names {word}");
        }
    }
}

#[test]
fn pages_read_the_mesh_by_one_interface() {
    for (path, text) in sources() {
        if !["view", "html", "render"].contains(&module(&path)) {
            continue;
        }
        let code = without_comments(&text);
        for word in code.split(|c: char| !c.is_alphanumeric() && c != '_') {
            assert!(
                !["Catalog", "Insight"].contains(&word),
                "src/{path} names {word}: read it by `Reader`"
            );
        }
        for read in [".catalog", ".insight", "[Finding]"] {
            assert!(!code.contains(read), "src/{path} reads {read}");
        }
    }
}

/// What a text of SQL says is kept by linking, so that no page reads it once more. Plans read texts that
/// aren't in the mesh yet.
#[test]
fn sql_is_read_in_linking_alone() {
    let readers = ["read", "references", "columns", "usage"];
    for (path, text) in sources() {
        let code = without_comments(&text);
        let calls = readers.map(|reader| format!("sql::{reader}("));
        let read = calls.iter().find(|call| code.contains(*call));
        assert!(
            ["link", "plan"].contains(&module(&path)) || read.is_none(),
            "src/{path} calls {read:?}"
        );
    }
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    let ours = sources_in("crates")
        .into_iter()
        .map(|(path, text)| (format!("crates/{path}"), text));
    let root_crate = sources()
        .into_iter()
        .map(|(path, text)| (format!("src/{path}"), text));
    for (path, text) in ours.chain(root_crate) {
        let lines = text.lines().count();
        if lines > LINES {
            wrong.push(format!("{path}: {lines} lines"));
        }
        let name = path.rsplit('/').next().unwrap();
        assert!(
            !["util.rs", "utils.rs", "helpers.rs", "common.rs", "misc.rs"].contains(&name),
            "{path}: name what it does"
        );
    }
    assert_eq!(wrong, [""; 0]);
}

/// The functions of a file with their lines between braces. Relies on rustfmt as well.
fn functions(text: &str) -> Vec<(String, usize)> {
    let code = without_comments(text);
    let lines: Vec<&str> = code
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let Some(name) = words.split_once("fn ").and_then(|(before, name)| {
            let is_item = before.split_whitespace().all(|word| {
                word.starts_with("pub")
                    || word.starts_with("crate::")
                    || ["const", "async", "in"].contains(&word)
            });
            is_item.then(|| name.split(['(', '<']).next())?
        }) else {
            continue;
        };
        let indent = &line[..line.len() - words.len()];
        let end = format!("{indent}}}");
        let body = lines[at..].iter().position(|line| *line == end);
        if let Some(length) = body.filter(|_| !line.ends_with('}') && !line.ends_with(';')) {
            out.push((name.to_owned(), length.saturating_sub(1)));
        }
    }
    out
}

#[test]
fn functions_are_short() {
    let known: BTreeMap<&str, usize> = LONG_FUNCTIONS.into_iter().collect();
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for folder in ["crates", "src", "examples"] {
        for (path, text) in sources_in(folder) {
            for (name, lines) in functions(&text) {
                let function = format!("{folder}/{path}: {name}");
                let most = known.get_key_value(function.as_str());
                met.extend(
                    most.filter(|_| lines > FUNCTION_LINES)
                        .map(|(name, _)| *name),
                );
                if lines > *most.map_or(&FUNCTION_LINES, |(_, most)| most) {
                    wrong.push(format!("{function}: {lines} lines"));
                }
            }
        }
    }
    let gone = known.keys().filter(|name| !met.contains(**name));
    wrong.extend(gone.map(|name| format!("{name}: remove from LONG_FUNCTIONS")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The types that a file adds methods to, by their names. Relies on rustfmt as well.
fn types_with_methods(text: &str) -> BTreeSet<&str> {
    let heads = text
        .lines()
        .filter_map(|line| line.strip_prefix("impl"))
        .filter(|head| !head.contains(" for "));
    heads
        .map(|head| {
            // `<T: Into<U>> a::Name<T> {`
            let mut depth = 0;
            let name = head.trim_start_matches(|c| {
                depth += i32::from(c == '<') - i32::from(c == '>');
                depth > 0 || c == '>' || c == ' '
            });
            let name = name.split(['<', ' ']).next().unwrap();
            name.rsplit("::").next().unwrap()
        })
        .collect()
}

#[test]
fn types_with_methods_are_read() {
    let text =
        "impl A {\nimpl<'a, T: Into<U>> b::C<'a, T> {\nimpl D for E {\nimpl F\nwhere\n    x\n";
    assert_eq!(types_with_methods(text), ["A", "C", "F"].into());
}

/// What is spread wider can't be read as one type: make functions that take it.
#[test]
fn methods_of_a_type_stand_in_few_files() {
    let mut files: BTreeMap<(String, String), usize> = BTreeMap::new();
    for folder in ["crates", "src"] {
        for (path, text) in sources_in(folder) {
            for name in types_with_methods(&text) {
                let room = format!("{folder}/{}", module(&path));
                *files.entry((room, name.to_owned())).or_default() += 1;
            }
        }
    }
    assert!(files.len() > 100, "{}", files.len());
    files.retain(|_, files| *files >= FILES_OF_A_TYPE);
    assert_eq!(files, BTreeMap::new());
}

#[test]
fn architecture_names_every_module_and_nothing_that_is_gone() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let named: BTreeSet<&str> = text.split('`').skip(1).step_by(2).collect();
    let is_path = |word: &&&str| {
        (word.contains('/') || [".rs", ".toml", ".md"].iter().any(|e| word.ends_with(e)))
            && !word.contains(' ')
            && !word.starts_with('/')
            && **word != "vitrina.toml"
    };
    let gone: Vec<&&str> = named
        .iter()
        .filter(is_path)
        .filter(|path| !root().join(path).exists())
        .collect();
    assert_eq!(gone, [&""; 0], "named in ARCHITECTURE.md, not there");
    let unnamed: BTreeSet<String> = sources()
        .keys()
        .map(|path| match path.split_once('/') {
            Some((folder, _)) => format!("src/{folder}/"),
            None => format!("src/{path}"),
        })
        .filter(|path| !named.contains(path.as_str()) && path != "src/lib.rs")
        .collect();
    assert_eq!(unnamed, BTreeSet::new(), "missing in ARCHITECTURE.md");
}

/// From an export row to its page: each station is a function that is there, in a file of its own.
#[test]
fn the_walk_of_a_view_leads_through_functions_that_are_there() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, walk) = text.split_once("## One view from an export row").unwrap();
    let (walk, _) = walk.split_once("\n## ").unwrap();
    let mut visited = BTreeSet::new();
    for row in walk.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row
            .split('|')
            .map(|cell| cell.trim().trim_matches('`'))
            .collect();
        let ["", _, path, name, ""] = cells[..] else {
            panic!("{row}: no station");
        };
        if path == "file" {
            continue; // the head
        }
        let code = fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
        let is_there = ["(", "<"]
            .iter()
            .any(|open| code.contains(&format!("fn {name}{open}")));
        assert!(is_there, "{path} has no function {name}");
        assert!(visited.insert(path), "{path} is visited twice");
    }
    assert!(visited.len() > 15, "{visited:?}");
}

/// The templates by name.
fn templates() -> BTreeMap<String, String> {
    let folder = root().join("templates");
    files_below(&folder)
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(folder.join(&path)).unwrap();
            (path, text)
        })
        .collect()
}

/// The Content-Security-Policy forbids what stands inline; so it must not be there.
#[test]
fn templates_hold_no_inline_script_or_style() {
    for (path, text) in templates() {
        for (at, _) in text.match_indices('=') {
            let before = &text[..at];
            let start = before
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
                .map_or(0, |i| i + 1);
            let name = &before[start..];
            let is_attribute = text[at + 1..].starts_with('"')
                && before[..start].ends_with(|c: char| c.is_whitespace() || c == '"' || c == '}');
            let line = before.lines().count();
            assert!(
                !(is_attribute && (name == "style" || name.starts_with("on"))),
                "templates/{path}:{line}: attribute `{name}`"
            );
        }
        for (at, _) in text.match_indices("<script") {
            let tag = &text[at..at + text[at..].find('>').unwrap()];
            assert!(
                tag.contains(" src=") || tag.contains("type=\"application/ld+json\""),
                "templates/{path}: {tag}"
            );
        }
        for word in ["<style", "javascript:", "http-equiv=\"Set-Cookie\""] {
            assert!(!text.contains(word), "templates/{path}: {word}");
        }
    }
}

/// What is HTML comes from functions and values of `src/html/`, which say themselves that it is; all
/// else is escaped.
#[test]
fn templates_print_as_is_only_what_is_safe_by_construction() {
    let mut seen = 0;
    for (path, text) in templates() {
        for expression in text.split("{{").skip(1) {
            let Some((expression, _)) = expression.split_once("}}") else {
                panic!("templates/{path}: an expression isn't closed")
            };
            assert!(
                !expression.contains("safe"),
                "templates/{path}: `{expression}` isn't escaped"
            );
            seen += 1;
        }
        for word in ["autoescape", "| safe", "|safe", "filter safe"] {
            assert!(
                !text.contains(word),
                "templates/{path}: escaping is never switched"
            );
        }
    }
    assert!(seen > 100, "{seen}");
}

/// Components that templates call exist once, in `src/html/`; a list has an empty state of its own.
#[test]
fn templates_draw_no_component_by_hand() {
    for (path, text) in templates() {
        for mark in ["<p class=\"empty\"", "<span class=\"tag", "%}remark"] {
            assert!(!text.contains(mark), "templates/{path}: {mark}");
        }
    }
}

#[test]
fn html_is_made_in_one_room() {
    let mut rooms = BTreeSet::new();
    for (path, text) in sources() {
        let code = without_comments(&text);
        let makes = ["</", "class=\\\"", "escape_into(", "safe_string("]
            .into_iter()
            .find(|mark| code.contains(mark));
        let Some(mark) = makes else { continue };
        let room = match module(&path) {
            room @ ("html" | "markdown") => room.to_owned(),
            _ => path.clone(),
        };
        if rooms.insert(room.clone()) {
            // Reports are XML and Markdown for other programs, and no part of the site.
            let known = [
                "diff/change_markdown.rs",
                "html",
                "markdown",
                "neutral/markdown_text.rs",
                "render/frame.rs",
                "render/theme.rs",
                "report/junit.rs",
                "report/markdown_report.rs",
            ];
            assert!(known.contains(&room.as_str()), "src/{path}: `{mark}`");
        }
    }
    assert_eq!(rooms.len(), 8, "{rooms:?}");
    // The writer itself takes literals, text that it escapes, and prose.
    let (_, writer) = sources()
        .into_iter()
        .find(|(path, _)| path == "html/writer.rs")
        .unwrap();
    assert!(writer.contains("fn raw(&mut self, html: &'static str)"));
    assert_eq!(writer.matches(".push_str(").count(), 3, "raw, prose, root");
}

/// Whoever reads the sources learns nothing about the machine that they were written on.
#[test]
fn no_text_names_a_place_on_a_machine() {
    for folder in [
        "src",
        "tests",
        "templates",
        "static",
        "manifests",
        "benches",
        "examples",
    ] {
        let folder = root().join(folder);
        for path in files_below(&folder) {
            if path.contains("node_modules") || Path::new(&path).extension().is_none() {
                continue;
            }
            let Ok(text) = fs::read_to_string(folder.join(&path)) else {
                continue; // not text
            };
            // In two halves, so that this file passes.
            for place in [
                concat!("/ho", "me/"),
                concat!("/ro", "ot/"),
                concat!("/Use", "rs/"),
            ] {
                assert!(
                    !text.contains(place),
                    "{}/{path} names {place}",
                    folder.display()
                );
            }
        }
    }
}
