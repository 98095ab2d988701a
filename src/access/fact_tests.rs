//! Each fact of linking has a rule in a part, and each rule is one without which something shows: the
//! table in `docs/access-facts.md` has a row a rule.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{PartOfMesh, part_by};
use crate::catalog::{Catalog, FactRule, HiddenNames, Image, Sabotage};
use crate::mesh::Mesh;
use crate::pipeline;

const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/audience-canaries"
);
const DOC: &str = include_str!("../../docs/access-facts.md");

/// A mesh in which all that readers may not see has a word that begins with this.
const MARK: &str = "quarry";

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
    let rows = DOC.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(rows, FactRule::ALL.map(row));
}

#[test]
fn nothing_that_is_hidden_is_in_a_part() {
    let part = all(&part(&whole(), None));
    assert_eq!(marked(&part), BTreeSet::new());
}

/// Rules about facts that hold no words of anybody: numbers, places, which of the visible things belong
/// together. Where one is broken, the part differs.
const WITHOUT_WORDS: [FactRule; 0] = [];

#[test]
fn a_broken_rule_shows() {
    let whole = whole();
    let intact = all(&part(&whole, None));
    let mut silent = Vec::new();
    for rule in FactRule::ALL {
        let broken = all(&part(&whole, Some(rule)));
        assert_ne!(broken, intact, "{rule:?} holds nothing");
        if marked(&broken).is_empty() {
            silent.push(rule);
        }
    }
    assert_eq!(silent, WITHOUT_WORDS);
}

/// Rules with words that no page, line or document of the search shows as they are: they make numbers,
/// or decide what other facts say.
const NOT_PRINTED: [FactRule; 0] = [];

/// The belt holds without the braces: where a rule is broken, the scan of the portal finds it.
#[test]
fn the_scan_finds_what_a_broken_rule_shows() {
    let whole = whole();
    let intact = of_mesh(&whole, None);
    let hidden = intact.hidden.clone();
    let folder = tempfile::tempdir().unwrap();
    let (files, hits) = pipeline::written(&whole, intact, &hidden, folder.path());
    assert_eq!((marked(&files), hits), (BTreeSet::new(), Vec::new()));
    let words = FactRule::ALL.into_par_iter();
    let words = words.filter(|rule| !WITHOUT_WORDS.contains(rule));
    let told = words.map(|rule| {
        let folder = tempfile::tempdir().unwrap();
        let broken = of_mesh(&whole, Some(rule));
        let (files, hits) = pipeline::written(&whole, broken, &hidden, folder.path());
        let printed: Vec<String> = marked(&files).into_iter().map(str::to_owned).collect();
        let found: BTreeSet<String> = hits.into_iter().map(|hit| hit.found).collect();
        (rule, printed, found)
    });
    let told: Vec<(FactRule, Vec<String>, BTreeSet<String>)> = told.collect();
    let missed = told.iter();
    let missed = missed.filter(|(_, printed, found)| !printed.is_empty() && found.is_empty());
    let missed: Vec<_> = missed.collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let silent = told.iter().filter(|(_, printed, _)| printed.is_empty());
    let silent: Vec<FactRule> = silent.map(|(rule, ..)| *rule).collect();
    assert_eq!(silent, NOT_PRINTED);
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
        let now = &mut part.catalog.operations.now;
        *now = now.map(|at| at - 86_400);
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
    let rows = DOC.split_once("| Channel |").unwrap().1.lines().skip(2);
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
    for audience in ["readers", "quarry083"] {
        let part = whole.for_audience(audience).unwrap();
        assert_eq!(part.catalog.operations.now, whole.catalog.operations.now);
    }
}

#[test]
fn a_part_is_the_same_each_time() {
    let whole = whole();
    assert_eq!(all(&part(&whole, None)), all(&part(&whole, None)));
}
