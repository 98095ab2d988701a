//! Guides and long descriptions of a part of a catalog.

use rustc_hash::FxHashMap;

use super::documents::restricted;
use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{AssetIx, Guide, LongDescription};
use crate::diagnostic::{FileId, Pos};

/// Guides and long descriptions of what is kept. Their files are the only ones that the part has, so that
/// links among them are found.
pub(super) fn texts(part: &mut Restriction<'_>) {
    let c = part.from;
    let documents = c.documents.iter();
    let is_for_others = |asset: &AssetIx| {
        let text = c.long_descriptions.get(asset);
        text.is_some_and(|text| !c.is_for(&text.audiences, part.by.seen.of))
    };
    let documents = documents.filter(|(_, asset)| !is_for_others(asset));
    let mut shown: Vec<(FileId, AssetIx)> = documents
        .filter_map(|(file, asset)| Some((*file, part.open(*asset)?)))
        .collect();
    shown.sort_unstable_by_key(|(file, _)| c.path(*file));
    let mut files: FxHashMap<FileId, FileId> = FxHashMap::default();
    for (new, (file, asset)) in (0u32..).zip(shown) {
        files.insert(file, FileId(new));
        part.to.documents.insert(FileId(new), asset);
        let path = c.path(file).to_owned();
        part.to.inventory.registry.files.push(path);
    }
    if !part.keeps(FactRule::Positions) {
        part.to.inventory.registry.files.clone_from(&c.files);
    }
    let file_of = |old: &FileId| files.get(old).copied().unwrap_or(Pos::NOWHERE.file);
    let of_part = part.by.seen.of.0 as usize;
    let own = c
        .audiences
        .get(of_part)
        .map(|audience| audience.id.as_str());
    restricted!(part, guides, old, asset => {
        let Guide { asset: _, file, text, lines_before: _, order, audiences } = old;
        let audiences = audiences.iter();
        let audiences = audiences.filter(|id| Some(id.as_str()) == own || !part.keeps(FactRule::Audiences));
        Guide {
            asset,
            file: file_of(file),
            text: text.clone(),
            // Lines are told to the operator alone.
            lines_before: 0,
            order: *order,
            audiences: audiences.cloned().collect(),
        }
    });
    let texts = c.long_descriptions.iter();
    part.to.long_descriptions = texts
        .filter_map(|(asset, old)| {
            let LongDescription {
                file,
                text,
                lines_before: _,
                audiences,
            } = old;
            if !c.is_for(audiences, part.by.seen.of) {
                return None;
            }
            Some((
                part.open(*asset)?,
                LongDescription {
                    file: file_of(file),
                    text: text.clone(),
                    lines_before: 0,
                    audiences: Vec::new(),
                },
            ))
        })
        .collect();
}
