//! Which assets have their lines in one file.

use super::line_cuts::{Cuts, FileNames, IN_ONE, LineHash};
use super::line_sizes::about;
use crate::catalog::AssetIx;
use crate::view::Views;
use crate::view::asset_file::AssetFile;
use crate::view::list_order::{listed, place};
use crate::view::list_spec::ListSpec;

/// The files of a list's lines, in the order of keys; at least one.
#[must_use]
pub(crate) fn asset_files<'a>(views: &Views<'a>, spec: &ListSpec) -> &'a [AssetFile] {
    views.asset_files_once(place(spec), |views| cut(views, spec))
}

/// Whether all lines of a list stand in one file.
#[must_use]
pub(crate) fn is_one_file(views: &Views<'_>, spec: &ListSpec) -> bool {
    asset_files(views, spec).len() == 1
}

fn cut(views: &Views<'_>, spec: &ListSpec) -> Vec<AssetFile> {
    let c = views.reader;
    // Names of one kind stand in the order of their keys.
    let sorted = c.sorted(spec.kind);
    let sizes: Vec<usize> = sorted.iter().map(|ix| about(c, *ix)).collect();
    if sizes.iter().sum::<usize>() <= IN_ONE {
        let ends = sorted.first().zip(sorted.last());
        return vec![AssetFile {
            kind: spec.folder,
            file: format!("{}.ndjson", spec.folder),
            keys: ends.map(|(first, last)| (key(views, *first), key(views, *last))),
            assets: listed(views, spec).to_vec(),
        }];
    }
    let mut files: Vec<AssetFile> = Vec::new();
    let mut file_of = vec![0; c.assets().len()];
    let (mut cuts, mut names) = (Cuts::default(), FileNames::default());
    for (ix, size) in sorted.into_iter().zip(sizes) {
        let key = key(views, ix);
        let hash = LineHash::of(&[&key]);
        if cuts.before(hash, size) || files.is_empty() {
            files.push(AssetFile {
                kind: spec.folder,
                file: names.of(spec.folder, hash),
                keys: Some((key.clone(), String::new())),
                assets: Vec::new(),
            });
        }
        if let Some((_, last)) = files.last_mut().and_then(|file| file.keys.as_mut()) {
            *last = key;
        }
        if let Some(file) = file_of.get_mut(ix.ix()) {
            *file = files.len() - 1;
        }
    }
    for ix in listed(views, spec) {
        let file = file_of.get(ix.ix()).copied().unwrap_or_default();
        if let Some(file) = files.get_mut(file) {
            file.assets.push(*ix);
        }
    }
    files
}

fn key(views: &Views<'_>, ix: AssetIx) -> String {
    views.reader.key(ix).to_string()
}
