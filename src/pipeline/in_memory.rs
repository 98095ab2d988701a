//! Files that are held in memory, read as those of a mesh root are.

use super::export_batches;
use crate::config::Settings;
use crate::diagnostic::FileId;
use crate::manifest;
use crate::source::SourceTree;

/// Reads settings (the defaults where there are none), and manifests and exports by their path under
/// a mesh root; the facts of all are put together. Gives the number of findings.
pub fn read(settings: Option<&str>, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> usize {
    let mut findings = Vec::new();
    let tree = SourceTree::in_memory(files);
    let settings = Settings::read(settings, FileId::SETTINGS, &mut findings);
    let manifests = manifest::read_all(&tree, &|path| settings.is_export(path), &mut findings);
    let facts = export_batches::read(&settings, &manifests, &tree, &mut findings);
    findings.len() + facts.finish().findings.len()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn files_are_read_by_their_path() {
        let files = |path: &str| [(path.to_owned(), b"{".to_vec())];
        assert_eq!(read(None, files("exports/dbt/notes.txt")), 0);
        for path in ["exports/dbt/manifest.json", "a.yaml"] {
            assert!(read(None, files(path)) > 0, "{path}");
        }
        assert!(read(Some("titel = 1"), []) > 0);
    }
}
