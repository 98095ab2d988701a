//! Files that are held in memory, read as those of a mesh root are.

use super::export_batches;
use super::kept_facts::KeptFacts;
use crate::catalog::Clock;
use crate::config::Settings;
use crate::diagnostic::{FileId, Finding};
use crate::insight::insight;
use crate::link::{Facts, Linked, NoneSaved, link};
use crate::manifest::{self, Manifests, NothingSaved};
use crate::mesh::Mesh;
use crate::source::SourceTree;

/// What files say, before anything is linked.
struct Input {
    settings: Settings,
    tree: SourceTree,
    manifests: Manifests,
    facts: Facts,
    findings: Vec<Finding>,
}

fn input(settings: Option<&str>, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Input {
    let mut findings = Vec::new();
    let tree = SourceTree::in_memory(files);
    let settings = Settings::read(settings, FileId::SETTINGS, &mut findings);
    let is_export = |path: &str| settings.is_export(path);
    let manifests = manifest::read_all(&tree, &is_export, &NothingSaved, &mut findings);
    let none = KeptFacts::new(None);
    let facts = export_batches::read(&settings, &manifests, &tree, none, &mut findings);
    Input {
        settings,
        tree,
        manifests,
        facts,
        findings,
    }
}

/// Reads settings (the defaults where there are none), and manifests and exports by their path under
/// a mesh root; the facts of all are put together. Gives the number of findings.
pub fn read(settings: Option<&str>, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> usize {
    let input = input(settings, files);
    input.findings.len() + input.facts.finish().findings.len()
}

/// Reads the same, links and judges it. Ages count from the newest moment of the exports.
pub fn load(settings: Option<&str>, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Mesh {
    let Input {
        settings,
        tree,
        manifests,
        facts,
        mut findings,
    } = input(settings, files);
    let is_empty = manifests.is_empty() && facts.is_empty();
    let paths = tree.paths().to_vec();
    let Linked { catalog, ledger } = link(
        &settings,
        &manifests,
        facts,
        Clock::default(),
        paths,
        &NoneSaved,
        &mut findings,
    );
    let insight = insight(&catalog);
    let set_aside = super::check(&catalog, &insight, &settings, &tree, &mut findings);
    let scores = super::scores(&catalog, &insight, &findings);
    Mesh {
        settings,
        catalog,
        insight,
        scores,
        findings,
        set_aside,
        ledger,
        templates: Vec::new(),
        is_empty,
        replaced_names: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{load, read};

    #[test]
    fn files_are_read_by_their_path() {
        let files = |path: &str| [(path.to_owned(), b"{".to_vec())];
        assert_eq!(read(None, files("exports/dbt/notes.txt")), 0);
        for path in ["exports/dbt/manifest.json", "a.yaml"] {
            assert!(read(None, files(path)) > 0, "{path}");
        }
        assert!(read(Some("titel = 1"), []) > 0);
    }

    #[test]
    fn files_are_linked_and_judged() {
        let term = "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: gmv\n";
        let guide = "[[term:gmv]] [[term:gmw]]\n";
        let files = [("a.yaml", term), ("guides/a.md", guide)];
        let mesh = load(
            None,
            files.map(|(path, text)| (path.to_owned(), text.into())),
        );
        assert_eq!(mesh.catalog().assets(crate::Kind::Term).count(), 1);
        let rules: Vec<String> = mesh.findings().map(|finding| finding.rule).collect();
        assert!(
            rules.iter().any(|rule| rule == "unresolved-link"),
            "{rules:?}"
        );
    }
}
