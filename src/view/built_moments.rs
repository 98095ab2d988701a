//! Of when what a portal shows is: told once, at the foot of the front page and in a small file that the
//! script fetches where a rebuild is promised. Everywhere else is a link: pages stay the same while nothing but time passes.

use std::io;

use serde::Serialize;

use super::Views;
use super::model::InputMoment;
use crate::catalog::{moment, rfc3339};
use crate::neutral;

/// The file that the script fetches.
const FILE: &str = "built.json";

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
    let built = Built {
        built: views.reader.now().and_then(rfc3339),
    };
    Ok((FILE, neutral::json::bytes(&built)?))
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
