//! What was written of a portal, looked through before it is published.

use std::io;

use super::audience_errors::LeakError;
use super::build_error::{BuildError, SettingsError};
use super::told_stages::{Counted, Stage};
use crate::catalog::HiddenNames;
use crate::diagnostic::Finding;
use crate::mesh::Mesh;
use crate::output::Portal;
use crate::render;
use crate::scan::{self, Hit, Written};

/// Names that a portal must not hold, in what was written of it.
// A stage stays a function of its own, so that profilers, and `benches/audiences.sh`, find it.
#[inline(never)]
pub(super) fn leaks(
    portal: &Portal<'_>,
    hidden: &HiddenNames,
    stage: Stage<'_>,
) -> Result<Vec<Hit>, BuildError> {
    let count = Counted::new(stage, "scan", portal.written().len());
    let hits = scan::scan(&Staged { portal, count }, hidden);
    hits.map_err(|error| portal.failed(error).into())
}

/// Nothing is published where something leaks.
pub(super) fn refuse(hits: Vec<Hit>) -> Result<(), BuildError> {
    match hits.is_empty() {
        true => Ok(()),
        false => Err(BuildError::Leaks(LeakError { hits })),
    }
}

/// Nothing is published or printed where texts name what an audience may not see.
pub(super) fn refuse_texts(whole: &Mesh, named: Vec<Finding>) -> Result<(), BuildError> {
    // However loud the settings have the rule: what is printed for an audience is nobody else's.
    if named.is_empty() {
        return Ok(());
    }
    let what = "what audiences would read";
    let error = SettingsError::new(named, what, whole.catalog.files.clone());
    Err(BuildError::Texts(error))
}

/// What was written of a portal and isn't published yet.
struct Staged<'p> {
    portal: &'p Portal<'p>,
    count: Counted<'p>,
}

impl Written for Staged<'_> {
    fn paths(&self) -> Vec<String> {
        self.portal.written()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.count.one();
        self.portal.read(path)
    }

    fn is_vitrinas_own(&self, bytes: &[u8]) -> bool {
        render::is_own_asset(bytes)
    }
}

/// A portal of a part, written below a folder of a test and not published: its files without their
/// packing, and what the scan finds of the names in them.
#[cfg(test)]
pub(crate) fn written(
    whole: &Mesh,
    part: crate::access::PartOfMesh,
    hidden: &HiddenNames,
    folder: &std::path::Path,
) -> (String, Vec<Hit>) {
    use crate::output::{Durability, Publication};
    let mut mesh = super::audiences::judged(whole, part).part;
    let site = Publication::begin(
        &folder.join("out"),
        &folder.join("mesh"),
        Durability::Memory,
    );
    let site = site.unwrap();
    let portal = site.portal();
    let kept = super::kept_portal::KeptPortal::new(None, &mesh.settings);
    super::write_portal(&mut mesh, &portal, None, (kept, None), &|_| {}).unwrap();
    let mut all = String::new();
    for path in portal.written() {
        let bytes = portal.read(&path).unwrap();
        let bytes = match path.ends_with(".zst") {
            true => zstd::decode_all(bytes.as_slice()).unwrap(),
            false => bytes,
        };
        append!(all, "{}\n{}\n", path, String::from_utf8_lossy(&bytes));
    }
    (all, leaks(&portal, hidden, &|_| {}).unwrap())
}

#[cfg(test)]
mod tests {
    use super::leaks;
    use crate::catalog::{HiddenName, HiddenNames, NameForm};
    use crate::output::{Durability, Publication};
    use crate::render::Sink as _;

    /// A page that is as it was isn't written again, and is looked through all the same.
    #[test]
    fn what_is_kept_of_the_former_portal_is_scanned() {
        let dir = tempfile::tempdir().unwrap();
        let (out, root) = (dir.path().join("site"), dir.path().join("mesh"));
        let name = HiddenName {
            name: "hidden_mesh.core.salaries".to_owned(),
            form: NameForm::Full,
            id: String::new(),
        };
        let hidden = HiddenNames::new(vec![name], std::iter::empty());
        for round in ["written", "kept"] {
            let site = Publication::begin(&out, &root, Durability::Memory).unwrap();
            let page = b"<p>See hidden_mesh.core.salaries.</p>";
            site.put("views/a.html", page).unwrap();
            site.put("index.html", b"<p>Nothing.</p>").unwrap();
            let found = leaks(&site.portal(), &hidden, &|_| {}).unwrap();
            let files: Vec<&str> = found.iter().map(|hit| hit.file.as_str()).collect();
            assert_eq!(files, ["views/a.html"], "{round}");
            let kept = site.publish().unwrap().kept;
            assert_eq!(kept, if round == "kept" { 2 } else { 0 });
        }
    }
}
