//! Each fact of linking has a rule in a part, and each rule is one without which something shows: the
//! table in `docs/access-facts.md` has a row a rule.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{PartOfMesh, part_by};
use crate::catalog::{Catalog, Clock, FactRule, HiddenNames, Image, Sabotage};
use crate::mesh::Mesh;
use crate::pipeline;

const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/audience-canaries"
);
const DOC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/access-facts.md");

/// A mesh in which all that readers may not see has a word that begins with this.
const MARK: &str = "quarry";

#[allow(clippy::disallowed_methods, reason = "the documentation is no input")]
fn doc() -> String {
    std::fs::read_to_string(DOC).unwrap()
}

fn whole() -> Mesh {
    pipeline::load(Path::new(FIXTURE), None, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// What readers may see of it, with one rule broken.
fn of_mesh(whole: &Mesh, broken: Option<FactRule>) -> PartOfMesh {
    let of = (&whole.catalog, &whole.insight);
    let audience = whole.catalog.audience("readers").unwrap();
    let sabotage = Sabotage { broken };
    part_by(of, &whole.settings, &whole.ledger, audience, sabotage)
}

fn part(whole: &Mesh, broken: Option<FactRule>) -> Catalog {
    of_mesh(whole, broken).catalog
}

/// All of a catalog: its values and its texts.
fn all(c: &Catalog) -> String {
    format!("{c:?} {:?}", c.strings.iter().collect::<Vec<_>>())
}

/// Words of what isn't to be seen.
fn marked(text: &str) -> BTreeSet<&str> {
    let found = text.match_indices(MARK).map(|(at, _)| {
        let word = &text[at..];
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &word[..end.unwrap_or(word.len())]
    });
    found.collect()
}

/// The name of a rule as its row in the table has it: `ColumnSources` is `column_sources`.
fn row(rule: FactRule) -> String {
    let mut name = String::new();
    for c in format!("{rule:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[test]
fn the_table_has_a_row_a_rule() {
    let documented = doc();
    let rows = documented.lines();
    let rows = rows.filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(rows, FactRule::ALL.map(row));
}

#[test]
fn nothing_that_is_hidden_is_in_a_part() {
    let part = all(&part(&whole(), None));
    assert_eq!(marked(&part), BTreeSet::new());
}

/// What shows that a rule is broken, the strongest first: the scan finds a name in the portal, a page
/// holds a word, the part does, the part merely differs.
fn shown_by(whole: &Mesh, (intact, hidden): (&str, &HiddenNames), rule: FactRule) -> &'static str {
    let folder = tempfile::tempdir().unwrap();
    let broken = of_mesh(whole, Some(rule));
    let told = all(&broken.catalog);
    assert_ne!(told, intact, "{rule:?} holds nothing");
    let (files, hits) = pipeline::written(whole, broken, hidden, folder.path());
    if !hits.is_empty() {
        "scan"
    } else if !marked(&files).is_empty() {
        "page"
    } else if !marked(&told).is_empty() {
        "word"
    } else {
        "difference"
    }
}

/// The belt holds without the braces: names of hidden assets are found by the scan alone.
#[test]
fn a_broken_rule_shows() {
    let whole = whole();
    let intact = of_mesh(&whole, None);
    let (told, hidden) = (all(&intact.catalog), intact.hidden.clone());
    let folder = tempfile::tempdir().unwrap();
    let (files, hits) = pipeline::written(&whole, intact, &hidden, folder.path());
    assert_eq!((marked(&files), hits), (BTreeSet::new(), Vec::new()));
    let rules = FactRule::ALL.into_par_iter();
    let shown = rules.map(|rule| (row(rule), shown_by(&whole, (&told, &hidden), rule)));
    let shown: Vec<(String, &str)> = shown.collect();
    let documented = doc();
    let rows = documented.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let name = cells.next()?.split('`').next()?;
        Some((name.to_owned(), cells.nth(1)?.trim()))
    });
    assert_eq!(shown, rows.collect::<Vec<_>>());
}

/// A way to an audience that isn't a fact of the catalog, and how it is broken on purpose.
type Channel = (&'static str, fn(&Mesh, &mut PartOfMesh));

/// The second table of the docs has a row for each.
const CHANNELS: [Channel; 7] = [
    ("settings", |whole, part| {
        part.settings = whole.settings.clone();
    }),
    ("findings", |whole, part| {
        part.findings.clone_from(&whole.findings);
    }),
    ("prose", |whole, part| {
        let mut guides = whole.catalog.guides.iter();
        let guide = guides.find(|guide| guide.text.contains("Sales come from"));
        let guide = guide.unwrap().text.clone();
        part.catalog.inventory.guides[0].text = guide;
    }),
    ("stale exports", |whole, part| {
        let exports = &whole.catalog.operations.exports;
        part.catalog.operations.exports.clone_from(exports);
    }),
    ("files", |whole, part| {
        let files = &whole.catalog.files;
        part.catalog.inventory.registry.files.clone_from(files);
    }),
    ("clock", |_, part| {
        let now = part.catalog.operations.clock.named();
        part.catalog.operations.clock = Clock::at(now.map(|at| at - 86_400));
    }),
    ("images", |_, part| {
        let path = format!("guides/{MARK}999.png");
        let (href, bytes) = (String::new(), Arc::from([]));
        part.catalog.images.push(Image { path, href, bytes });
    }),
];

/// All of a part that its portal is made of, but what follows from the catalog.
fn all_of_mesh(part: &PartOfMesh) -> String {
    let PartOfMesh {
        settings,
        catalog,
        findings,
        ..
    } = part;
    let config = &settings.config;
    format!("{config:?} {findings:?} {}", all(catalog))
}

#[test]
fn a_broken_channel_shows() {
    let whole = whole();
    let intact = of_mesh(&whole, None);
    let told = all_of_mesh(&intact);
    assert_eq!(marked(&told), BTreeSet::new());
    for (name, break_it) in CHANNELS {
        let mut part = of_mesh(&whole, None);
        break_it(&whole, &mut part);
        assert_ne!(all_of_mesh(&part), told, "{name}");
        let has_words = !["clock", "stale exports"].contains(&name);
        assert_eq!(!marked(&all_of_mesh(&part)).is_empty(), has_words, "{name}");
    }
    let documented = doc();
    let (_, rows) = documented.split_once("| Channel |").unwrap();
    let rows = rows.lines().skip(2);
    let rows: Vec<&str> = rows
        .filter_map(|row| row.strip_prefix("| ")?.split(" |").next())
        .collect();
    for (name, _) in CHANNELS {
        assert!(rows.contains(&name), "{name} of {rows:?}");
    }
}

#[test]
fn without_hidden_names_the_scan_is_blind() {
    let whole = whole();
    let folder = tempfile::tempdir().unwrap();
    let broken = of_mesh(&whole, Some(FactRule::Names));
    let nothing = HiddenNames::default();
    let (files, hits) = pipeline::written(&whole, broken, &nothing, folder.path());
    assert!(!marked(&files).is_empty());
    assert!(hits.is_empty());
}

/// A view that its audience may query, and another that differs from it by case alone.
fn with_twin(twin: &str) -> Mesh {
    let settings = "[entry_points]\ndatasets = [\"p.unified\"]\n[[audiences]]\nid = \"readers\"\n\
                    grantees = [\"group:r@example.com\"]\n[access]\nhidden = [\"p.unified\"]\n";
    let row = |name: &str| {
        format!(
            "{{\"table_catalog\":\"p\",\"table_schema\":\"unified\",\"table_name\":\"{name}\",\"view_definition\":\"SELECT 1 AS a\"}}\n"
        )
    };
    let grant = "{\"object_catalog\":\"p\",\"object_schema\":\"unified\",\"object_name\":\"Orders\",\"object_type\":\"VIEW\",\
                 \"privilege_type\":\"roles/bigquery.dataViewer\",\"grantee\":\"group:r@example.com\"}";
    let files = [
        ("exports/bigquery/VIEWS.ndjson", row("Orders") + &row(twin)),
        (
            "exports/bigquery/OBJECT_PRIVILEGES.ndjson",
            grant.to_owned(),
        ),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    pipeline::in_memory::load(Some(settings), files)
}

#[test]
fn an_address_says_nothing_of_a_hidden_twin() {
    let href = |mesh: &Mesh| {
        let c = &mesh.catalog;
        let view = c.find_relation("p.unified.Orders").unwrap();
        c.str(c.asset(view).href).to_owned()
    };
    let (twin, other) = (with_twin("orders"), with_twin("other"));
    assert!(href(&twin).contains('~'), "{}", href(&twin));
    let part = |whole: &Mesh| href(&whole.for_audience("readers").unwrap());
    assert_eq!(part(&twin), "views/unified/Orders.html");
    assert_eq!(part(&twin), part(&other));
}

#[test]
fn the_clock_is_that_of_the_whole() {
    let whole = whole();
    for audience in &whole.catalog.audiences {
        let part = whole.for_audience(&audience.id).unwrap();
        let of = |mesh: &Mesh| mesh.catalog.operations.clock.named();
        assert_eq!(of(&part), of(&whole));
    }
}

#[test]
fn a_part_is_the_same_each_time() {
    let whole = whole();
    assert_eq!(all(&part(&whole, None)), all(&part(&whole, None)));
}
