//! Guides and long descriptions: which file is shown on which page.

use rustc_hash::FxHashMap;

use super::Linker;
use crate::catalog::{AssetIx, Guide, Image, Kind, LongDescription};
use crate::diagnostic::{Finding, Pos, Rule, nearest};
use crate::document::Located;
use crate::manifest::Markdown;
use crate::markdown::{Address, ReferenceKind, path_from};

impl Linker<'_> {
    /// `guides/**/*.md`; the title is that of the front matter, or the first heading.
    pub(super) fn guides(&mut self) {
        let manifests = self.manifests;
        for guide in &manifests.guides {
            self.findings.extend(guide.problems.iter().cloned());
            let path = guide.path.strip_prefix("guides/").unwrap_or(&guide.path);
            let name = path.strip_suffix(".md").unwrap_or(path);
            let front = &guide.front;
            let title = front.title.as_deref().or(guide.survey.title.as_deref());
            let added = self.add(
                Kind::Guide,
                name,
                title,
                front.description.as_deref(),
                self.catalog.guides.len(),
                Pos::start(guide.file),
            );
            let Some(asset) = added else { continue };
            for audience in &front.audience {
                self.known_audience(audience, guide, asset);
            }
            self.catalog.guides.push(Guide {
                asset,
                file: guide.file,
                text: guide.text.clone(),
                order: front.order,
                audiences: front.audience.iter().map(|a| a.value.clone()).collect(),
            });
            self.catalog.documents.insert(guide.file, asset);
        }
    }

    fn known_audience(&mut self, audience: &Located<String>, guide: &Markdown, asset: AssetIx) {
        let known = self.catalog.audiences.iter().map(|a| a.id.as_str());
        if known.clone().any(|id| id == audience.as_str()) {
            return;
        }
        let help = match nearest(audience.as_str(), known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it under [[audiences]] in vitrina.toml, or correct it".to_owned(),
        };
        self.findings.push(
            Finding::new(
                Rule::UnknownId,
                format!(
                    "`audience` names `{}`, which no [[audiences]] of the settings describes",
                    audience.as_str()
                ),
            )
            .at(audience.pos(guide.file))
            .asset(self.catalog.id(asset))
            .help(help),
        );
    }

    /// `dme.md`, `product.md`, `<id>.md` or `README.md` beside a manifest is the long description
    /// of the asset described there, where it is the only one of its kind in that folder.
    pub(super) fn long_descriptions(&mut self) {
        let manifests = self.manifests;
        let mut found: Vec<(AssetIx, &Markdown)> = Vec::new();
        {
            let c = &self.catalog;
            let mut by_folder: FxHashMap<&str, Vec<AssetIx>> = FxHashMap::default();
            for (i, asset) in (0u32..).zip(&c.assets) {
                if let (Kind::Dme | Kind::Product | Kind::Domain | Kind::Team, Some(pos)) =
                    (asset.kind, asset.pos)
                {
                    let folder = c.path(pos.file).rsplit_once('/').map_or("", |(f, _)| f);
                    by_folder.entry(folder).or_default().push(AssetIx(i));
                }
            }
            for text in &manifests.descriptions {
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
            if self.catalog.long_descriptions.contains_key(&asset) {
                continue; // the first one is shown
            }
            self.findings.extend(text.problems.iter().cloned());
            if let Some(key) = &text.front.first_key {
                self.findings.push(
                    Finding::new(
                        Rule::FrontMatter,
                        format!(
                            "`{}` isn't used: this is the long description of {}, whose manifest says such things",
                            key.as_str(),
                            self.catalog.id(asset)
                        ),
                    )
                    .at(key.pos(text.file))
                    .asset(self.catalog.id(asset))
                    .help("write it in the manifest, and remove the front matter"),
                );
            }
            self.catalog.long_descriptions.insert(
                asset,
                LongDescription {
                    file: text.file,
                    text: text.text.clone(),
                },
            );
            self.catalog.documents.insert(text.file, asset);
        }
    }

    /// The images that texts of the portal show.
    pub(super) fn images(&mut self) {
        let manifests = self.manifests;
        let documents = &self.catalog.documents;
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
                self.catalog.images.push(Image {
                    href: format!("media/{}", image.name),
                    bytes: image.bytes.clone(),
                    path,
                });
            }
        }
    }
}
