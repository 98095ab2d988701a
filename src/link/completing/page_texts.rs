//! Which Markdown file is shown on which page, and the images in them.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Guide, Image, Inventory, Kind, LongDescription};
use crate::diagnostic::{FileId, Finding, Rule, text};
use crate::link::naming::audiences_of_text;
use crate::manifest::{Manifests, Markdown};
use crate::markdown::{Address, ReferenceKind, path_from, survey};

/// `dme.md`, `product.md`, `<id>.md` or `README.md` beside a manifest is the long description
/// of the asset described there, where it is the only one of its kind in that folder.
pub(in crate::link) fn long_descriptions(
    c: &Inventory,
    descriptions: &[Markdown],
    findings: &mut Vec<Finding>,
) -> FxHashMap<AssetIx, LongDescription> {
    let mut long: FxHashMap<AssetIx, LongDescription> = FxHashMap::default();
    let mut found: Vec<(AssetIx, &Markdown)> = Vec::new();
    {
        let mut by_folder: FxHashMap<&str, Vec<AssetIx>> = FxHashMap::default();
        for (i, asset) in (0u32..).zip(&c.assets) {
            if let (Kind::Dme | Kind::Product | Kind::Domain | Kind::Team, Some(pos)) =
                (asset.kind, asset.pos)
            {
                // A team that a manifest only names isn't described there.
                let team = c.teams.get(asset.detail as usize);
                if asset.kind == Kind::Team && team.is_some_and(|team| !team.has_manifest) {
                    continue;
                }
                let folder = c.path(pos.file).rsplit_once('/').map_or("", |(f, _)| f);
                by_folder.entry(folder).or_default().push(AssetIx(i));
            }
        }
        for text in descriptions {
            let (folder, file) = text.path.rsplit_once('/').unwrap_or(("", &text.path));
            if folder.is_empty() {
                continue; // the README of the mesh root is for its authors
            }
            let stem = file.trim_end_matches(".md");
            let only = match stem.to_ascii_lowercase().as_str() {
                "dme" => Some(Kind::Dme),
                "product" => Some(Kind::Product),
                "domain" => Some(Kind::Domain),
                "team" => Some(Kind::Team),
                _ => None,
            };
            let here: Vec<AssetIx> = by_folder
                .get(folder)
                .into_iter()
                .flatten()
                .copied()
                .filter(|ix| only.is_none_or(|kind| c.asset(*ix).kind == kind))
                .collect();
            let named = here.iter().find(|ix| c.name(**ix) == stem);
            let target = named.or(match here.as_slice() {
                [one] => Some(one),
                _ => None,
            });
            found.extend(target.map(|ix| (*ix, text)));
        }
    }
    for (asset, text) in found {
        if long.contains_key(&asset) {
            continue; // the first one is shown
        }
        findings.extend(text.problems.iter().cloned());
        let unknown = audiences_of_text(&c.audiences, &text.front.audience, text.file);
        findings.extend(unknown.map(|finding| finding.about(c.subject(asset))));
        if let Some(key) = &text.front.first_key {
            findings.push(
                    Finding::new(
                        Rule::FrontMatter,
                        text!(
                            "`{key}` isn't used: this is the long description of {asset}, whose manifest says such things",
                            key = key.as_str(),
                            asset = c.id(asset)
                        ),
                    )
                    .at(key.pos(text.file))
                    .about(c.subject(asset))
                    .help("write it in the manifest, and remove the front matter"),
                );
        }
        long.insert(
            asset,
            LongDescription {
                file: text.file,
                text: text.text.clone(),
                lines_before: text.lines_before,
                audiences: text
                    .front
                    .audience
                    .iter()
                    .map(|a| a.value.clone())
                    .collect(),
            },
        );
    }
    long
}

/// The asset whose page shows a Markdown file.
pub(in crate::link) fn documents(
    guides: &[Guide],
    long: &FxHashMap<AssetIx, LongDescription>,
) -> FxHashMap<FileId, AssetIx> {
    let guides = guides.iter().map(|guide| (guide.file, guide.asset));
    let long = long.iter().map(|(asset, text)| (text.file, *asset));
    guides.chain(long).collect()
}

/// The images that texts of the portal show.
pub(in crate::link) fn images(
    documents: &FxHashMap<FileId, AssetIx>,
    manifests: &Manifests,
) -> Vec<Image> {
    let mut images = Vec::new();
    let shown = manifests.guides.iter().chain(&manifests.descriptions);
    let mut paths: Vec<String> = shown
        .filter(|t| documents.contains_key(&t.file))
        .flat_map(|t| t.survey.references.iter().map(move |r| (t, r)))
        .filter(|(_, r)| r.kind == ReferenceKind::Image)
        .filter_map(|(t, r)| match Address::of(&r.target) {
            Address::File(address, _) => path_from(&t.path, address),
            _ => None,
        })
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        if let Some(Ok(image)) = manifests.images.get(&path) {
            images.push(Image {
                href: format!("media/{}", image.name),
                bytes: image.bytes.clone(),
                path,
            });
        }
    }
    images
}

/// Those of some images that texts link, by the paths of the texts.
pub(in crate::link) fn shown_images<'t>(
    images: &[Image],
    texts: impl Iterator<Item = (&'t str, &'t str)>,
) -> Vec<Image> {
    let mut shown: Vec<String> = Vec::new();
    for (path, text) in texts {
        for reference in survey(text).references {
            if let (ReferenceKind::Image, Address::File(address, _)) =
                (reference.kind, Address::of(&reference.target))
            {
                shown.extend(path_from(path, address));
            }
        }
    }
    shown.sort_unstable();
    let images = images.iter();
    let kept = images.filter(|image| shown.binary_search(&image.path).is_ok());
    kept.cloned().collect()
}
