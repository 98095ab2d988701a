//! The history that former builds recorded.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::audience_errors::{OtherAudienceError, Whose};
use crate::diagnostic::{Finding, Rule, text};
use crate::history::{self, Damage, History, MeshId};
use crate::link::slug;
use crate::mesh::Mesh;
use crate::output::{self, FormerSite, Portal};

/// Whether there is a record at `previous`, or in the site there.
#[must_use]
pub(crate) fn is_there(previous: &Path) -> bool {
    !matches!(output::previous(previous, history::FILE), Ok(None))
}

/// Where the past of an audience is: of a folder with one for each, as a build of all writes it, in its own.
#[must_use]
pub(crate) fn past_of_audience<'p>(previous: &'p Path, audience: Option<&str>) -> Cow<'p, Path> {
    let own = audience.map(|id| previous.join(slug(id)));
    let is_for_several = !is_there(previous);
    match own.filter(|own| is_for_several && own.is_dir() && is_there(own)) {
        Some(own) => Cow::Owned(own),
        None => Cow::Borrowed(previous),
    }
}

/// What is known of former builds.
pub(super) struct Past<'p> {
    pub history: Option<History>,
    pub damaged: Option<Finding>,
    /// The site that is replaced, where its addresses may be told to those who read the new one.
    pub site: Option<FormerSite<'p>>,
}

/// Reads what the builds before this one of a portal left, the record at `previous` or else that of
/// the portal that is replaced. Without one there is no past, and nothing to say; of another mesh,
/// nothing is taken. What is damaged is a finding, and what precedes the damage is kept.
///
/// # Errors
/// Where one of the two is of another audience than the mesh.
pub(super) fn read<'p>(
    portal: &Portal<'p>,
    previous: Option<&Path>,
    mesh: &Mesh,
) -> Result<Past<'p>, OtherAudienceError> {
    let asked = Whose::of(mesh.audience());
    let is_of_another = |what: &Path, is_record, bytes: &[u8]| {
        let found = Whose::of(history::audience_of(bytes)?.as_deref());
        let what = what.display().to_string();
        (found != asked).then(|| OtherAudienceError {
            what,
            is_record,
            found,
            asked: asked.clone(),
        })
    };
    let former = portal.former();
    let shown_folder = portal.shown();
    refuse_others(&former, &shown_folder, &asked)?;
    let of_folder = former.bytes(history::FILE);
    let mut is_known = false;
    if let Ok(Some(bytes)) = &of_folder {
        if let Some(error) = is_of_another(&shown_folder, false, bytes) {
            return Err(error);
        }
        is_known = history::audience_of(bytes).is_some();
    }
    // Addresses of a part are told by what is known to be the same audience's.
    let is_own = mesh.audience().is_none() || is_known;
    let site = is_own.then_some(former);
    let named = previous.map(|path| (path, output::previous(path, history::FILE)));
    let (path, bytes) = match named {
        Some((path, Ok(Some(bytes)))) => match is_of_another(path, true, &bytes) {
            Some(error) => return Err(error),
            None => (shown(path), Ok(Some(bytes))),
        },
        Some((path, Err(error))) => (shown(path), Err(error)),
        // A folder that is there and holds none is a past of which nothing is known.
        Some((path, Ok(None))) if path.is_dir() => (shown(path), Ok(None)),
        _ => (history::FILE.to_owned(), of_folder),
    };
    let (history, damaged) = past_of(bytes, mesh);
    Ok(Past {
        history,
        damaged: damaged.map(|finding| finding.at_path(path)),
        site,
    })
}

/// Refuses the record of one portal, or a folder with it, where each audience has one in its folder.
pub(super) fn refuse_one(previous: &Path) -> Result<(), OtherAudienceError> {
    let bytes = output::previous(previous, history::FILE).ok().flatten();
    match bytes.and_then(|bytes| history::audience_of(&bytes)) {
        None => Ok(()),
        Some(found) => Err(OtherAudienceError {
            what: previous.display().to_string(),
            is_record: true,
            found: Whose::of(found.as_deref()),
            asked: Whose::Each,
        }),
    }
}

/// Whose the portal in a folder is, as far as its record says.
pub(super) fn whose(former: &FormerSite<'_>) -> Whose {
    let bytes = former.bytes(history::FILE).ok().flatten();
    let audience = bytes
        .and_then(|bytes| history::audience_of(&bytes))
        .flatten();
    Whose::of(audience.as_deref())
}

/// Refuses a folder that holds one portal where several are to be written, and the other way round:
/// whose pages would be served to whom is settled by folders.
pub(super) fn refuse_others(
    former: &FormerSite<'_>,
    out: &Path,
    asked: &Whose,
) -> Result<(), OtherAudienceError> {
    let files = || former.files().iter();
    let is_one = files().any(|file| file == "index.html");
    let found = match asked {
        Whose::Each if is_one => whose(former),
        Whose::Whole | Whose::One(_) if !is_one && files().any(|file| is_of_several(file)) => {
            Whose::Each
        }
        _ => return Ok(()),
    };
    Err(OtherAudienceError {
        what: out.display().to_string(),
        is_record: false,
        found,
        asked: asked.clone(),
    })
}

/// Whether a file is the first page of a portal in a folder of its own.
fn is_of_several(file: &str) -> bool {
    let page = file.split_once('/');
    page.is_some_and(|(_, page)| page == history::FILE)
}

/// What a record holds, and what is wrong with it.
fn past_of(bytes: io::Result<Option<Vec<u8>>>, mesh: &Mesh) -> (Option<History>, Option<Finding>) {
    match bytes {
        Ok(None) => (None, None),
        Ok(Some(bytes)) => {
            let (past, damage) = history::read(&bytes);
            let stated = mesh.settings.mesh_id();
            match past.as_ref() {
                Some(past) if let Some(other) = past.other_mesh(stated) => {
                    (None, Some(of_another(other, stated.unwrap_or_default())))
                }
                Some(past) if stated.is_none() && is_strange(past, mesh) => (None, Some(strange())),
                _ => (past, damage.map(damaged)),
            }
        }
        Err(error) => (None, Some(unread(&error))),
    }
}

/// A path as it may be published: what stands above its last name is of the machine.
fn shown(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy());
    match name {
        Some(name) if path.is_dir() => format!("{name}/{}", history::FILE),
        Some(name) => name.into_owned(),
        None => history::FILE.to_owned(),
    }
}

/// Whether a record is surely of another mesh, though neither says which one it is.
fn is_strange(past: &History, mesh: &Mesh) -> bool {
    let (settings, reader) = (&mesh.settings, mesh.readable().reader());
    let (title, base_url) = (settings.config.title.as_ref(), settings.base_url());
    let is_called = title.is_some() || base_url.is_some();
    let made = is_called.then(|| MeshId::new(None, settings.title(), base_url.as_deref()));
    past.is_strange(made.as_ref(), reader.assets().len(), |key| {
        reader.find_key(key).is_some()
    })
}

fn damaged(damage: Damage) -> Finding {
    let help = match damage.line {
        1 => {
            "delete the file, or put a whole one in its place or name one with `--previous`; without it, this build is seen as the first"
        }
        _ => {
            "name a whole one with `--previous`; without it, what follows that line is seen as for the first time"
        }
    };
    Finding::new(
        Rule::HistoryDamaged,
        text!(
            "the history of former builds is damaged at line {line}: {why}",
            line = damage.line,
            why = damage.why
        ),
    )
    .help(help)
}

fn strange() -> Finding {
    Finding::new(
        Rule::HistoryDamaged,
        text!("the history of former builds is of another mesh: hardly anything that it knows is here"),
    )
    .help("name the record of this mesh's former site with `--previous`; where it is of this mesh all the same, write the id that the record begins with into vitrina.toml as `id`")
}

fn of_another(other: &str, mesh: &str) -> Finding {
    Finding::new(
        Rule::HistoryDamaged,
        text!(
            "the history of former builds is of another mesh: its id is {other}, and `id` in vitrina.toml is {mesh}",
            other,
            mesh
        ),
    )
    .help("name the record of this mesh's former site with `--previous`; without it, this build is seen as the first")
}

fn unread(error: &io::Error) -> Finding {
    let error = error.to_string();
    Finding::new(
        Rule::HistoryDamaged,
        text!("the history of former builds can't be read: {error}", error),
    )
    .help("name another with `--previous`; without it, this build is seen as the first")
}
