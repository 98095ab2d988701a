//! What a portal for one audience must not hold, looked for in every file of it after writing: names of
//! hidden assets, whatever they are packed in and however they are escaped.

mod base64_runs;
mod file_kind;
mod index_text;
mod one_file;
mod own_words;
mod scanned_files;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::catalog::HiddenNames;
use file_kind::{FileKind, unpacked};
use own_words::Said;
use scanned_files::Place;

pub(crate) use one_file::is_found;
pub(crate) use scanned_files::{Hit, Written};

/// Hidden names in files, sorted, each once a file and channel. Names that other things may have are
/// passed over where vitrina's own pages say them, others where they stand in a line of vitrina's own.
///
/// # Errors
/// Where a file can't be read, or is of a kind that isn't understood.
pub(crate) fn scan(files: &dyn Written, hidden: &HiddenNames) -> io::Result<Vec<Hit>> {
    if hidden.names.is_empty() {
        return Ok(Vec::new());
    }
    let paths = files.paths();
    let look = Look {
        hidden,
        said: OnceLock::new(),
    };
    let (in_files, in_index) = rayon::join(
        || {
            let all = paths.par_iter();
            all.map(|path| look.at_file(files, path))
                .collect::<io::Result<Vec<_>>>()
        },
        || {
            index_text::read(files, &paths, |channel, text| {
                look.at(index_text::HEAD, channel, text)
            })
        },
    );
    let index = in_index?.into_iter().map(|hit| hit.of(index_text::HEAD));
    let mut hits: Vec<Hit> = in_files?.into_iter().flatten().chain(index).collect();
    hits.sort_unstable();
    hits.dedup();
    Ok(hits)
}

/// What is looked for, and what isn't.
struct Look<'h> {
    hidden: &'h HiddenNames,
    /// What vitrina's own pages say, once a name is found.
    said: OnceLock<Said<'h>>,
}

impl<'h> Look<'h> {
    fn said(&self) -> &Said<'h> {
        self.said.get_or_init(|| Said::of(self.hidden))
    }

    fn at_file(&self, files: &dyn Written, path: &str) -> io::Result<Vec<Hit>> {
        let mut places = self.at(path, "path", path.as_bytes());
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("{path}: {error}"));
        let kind = FileKind::of(path).map_err(failed)?;
        if kind != FileKind::Piece {
            let bytes = files.read(path)?;
            if files.is_vitrinas_own(&bytes) {
                return Ok(places.into_iter().map(|place| place.of(path)).collect());
            }
            let (kind, bytes) = unpacked(kind, bytes).map_err(failed)?;
            match kind {
                FileKind::Text => {
                    places.extend(self.at(path, "text", &bytes));
                    base64_runs::each(&bytes, |decoded| {
                        places.extend(self.at(path, "base64", decoded));
                    });
                }
                // Three letters stand in any image by chance.
                _ => places.extend(self.full_names(path, &bytes)),
            }
        }
        Ok(places.into_iter().map(|place| place.of(path)).collect())
    }

    fn at(&self, file: &str, channel: &'static str, text: &[u8]) -> Vec<Place> {
        let mut places = Vec::new();
        self.hidden.in_bytes(text, &mut |name, place| {
            let is_made = || channel == index_text::TERM && self.hidden.is_made_of_visible(name);
            if !self.said().is_own(name, place, file) && !is_made() {
                places.push(Place {
                    channel,
                    found: name.name.clone(),
                    id: name.id.clone(),
                });
            }
        });
        places
    }

    fn full_names(&self, file: &str, bytes: &[u8]) -> Vec<Place> {
        let mut places = Vec::new();
        self.hidden.in_bytes(bytes, &mut |name, place| {
            if !name.form.is_common() && !self.said().is_own(name, place, file) {
                places.push(Place {
                    channel: "bytes",
                    found: name.name.clone(),
                    id: name.id.clone(),
                });
            }
        });
        places
    }
}
