//! Of when what a portal shows is: told once, at the foot of the front page and in a small file that the
//! script fetches where a rebuild is promised. Everywhere else is a link: pages stay the same while nothing but time passes.

use std::io;

use serde::Serialize;

use super::Views;
use super::model::InputMoment;
use crate::catalog::{moment, rfc3339};
use crate::neutral;

/// The file that the script fetches.
pub(crate) const FILE: &str = "built.json";
/// The front page.
pub(crate) const HOME: &str = "index.html";

/// What it holds.
#[derive(Debug, Serialize)]
struct Built {
    /// The moment that states are as of, RFC 3339.
    built: Option<String>,
}

/// Path and bytes of that file.
///
/// # Errors
/// Where JSON can't be made of it.
pub(crate) fn built_file(views: &Views<'_>) -> io::Result<(&'static str, Vec<u8>)> {
    Ok((FILE, bytes(views.reader.now())?))
}

fn bytes(now: Option<i64>) -> io::Result<Vec<u8>> {
    let built = now.and_then(rfc3339);
    neutral::json::bytes(&Built { built })
}

/// A file that names the moment of the build, `from`, as a build at the moment `to` makes it that finds
/// everything else the same; the name is within its portal. Nothing where that isn't known for sure.
#[must_use]
pub(crate) fn at_a_later_moment(name: &str, former: &[u8], from: i64, to: i64) -> Option<Vec<u8>> {
    match name {
        FILE => {
            let is_known = bytes(Some(from)).is_ok_and(|own| own == former);
            is_known.then(|| bytes(Some(to)).ok())?
        }
        HOME => {
            let text = std::str::from_utf8(former).ok()?;
            let [from, to] = [foot(from)?, foot(to)?];
            let (before, after) = text.split_once(&from)?;
            let is_once = !after.contains(&from);
            is_once.then(|| [before, &to, after].concat().into_bytes())
        }
        _ => None,
    }
}

/// How the foot of the front page names it, in our own template.
fn foot(at: i64) -> Option<String> {
    let (stamp, shown) = (rfc3339(at)?, moment(at));
    Some(format!(
        "; states are as of <time datetime=\"{stamp}\">{shown}<"
    ))
}

/// How new each export is, of those that tell.
pub(super) fn input_moments(views: &Views<'_>) -> Vec<InputMoment> {
    let exports = views.reader.exports().iter();
    exports
        .filter_map(|export| {
            Some(InputMoment {
                format: export.format.as_str(),
                newest: moment(export.newest?),
                old: export.stale,
            })
        })
        .collect()
}
