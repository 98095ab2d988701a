//! Whose portal stands in a folder: the line of its mesh says so.

use std::path::{Path, PathBuf};

use super::outcome::Failure;
use crate::pipeline::{self, Whose};
use crate::source::BuiltSite;

const MESH: &str = "api/v1/mesh.ndjson";

/// The audience of the portal at `path`; nothing where it shows the whole mesh.
pub(super) fn audience_of(path: &Path, site: &BuiltSite) -> Result<Option<String>, Failure> {
    let text = site.text(MESH).map_err(|error| {
        let path = path.display();
        Failure::Said(
            format!("whose portal `{path}` is can't be read: {MESH}: {error}"),
            "build it again with `vitrina build`".to_owned(),
        )
    })?;
    Ok(text.and_then(|text| pipeline::audience_of_line(&text)))
}

/// The portal of an audience: in its folder of `out`, or in `out` itself.
pub(super) fn portal_of(out: &Path, audience: &str) -> Result<PathBuf, Failure> {
    let own = out.join(pipeline::folder_of(audience));
    let (path, site) = match (BuiltSite::in_folder(&own), BuiltSite::in_folder(out)) {
        (Some(site), _) => (own, site),
        (None, Some(site)) => (out.to_path_buf(), site),
        (None, None) => {
            return Err(Failure::Said(
                format!(
                    "there is no portal of the audience `{audience}` in `{}`",
                    out.display()
                ),
                "run `vitrina build --audience` or `--all-audiences` first, or name the folder with --out"
                    .to_owned(),
            ));
        }
    };
    let found = audience_of(&path, &site)?;
    if found.as_deref() == Some(audience) {
        return Ok(path);
    }
    let found = Whose::of(found.as_deref());
    Err(Failure::Said(
        format!(
            "the portal in `{}` is of {found}, not of the audience `{audience}`",
            path.display()
        ),
        "name the folder of its portal with --out".to_owned(),
    ))
}
