//! A mesh as it was loaded, and what a program reads of it: the lines that `vitrina list` prints.

use crate::catalog::{self, AssetIx, Kind};
use crate::config::Settings;
use crate::diagnostic;
use crate::gate::SetAside;
use crate::insight::{Insight, Score};
use crate::lines::{AssetLine, DatasetLine, EdgeLine, FindingLine, MeshLine, RelationLine};
use crate::link::Ledger;
use crate::reader::Readable;
use crate::render::Template;
use crate::view::{PreparedViews, api, list_pages};

/// A mesh, read, linked and judged.
pub struct Mesh {
    /// Its settings.
    pub(crate) settings: Settings,
    /// The catalog.
    pub(crate) catalog: catalog::Catalog,
    /// What follows from it.
    pub(crate) insight: Insight,
    /// Scores of its DMEs, in the order of the catalog.
    pub(crate) scores: Vec<Score>,
    /// Everything that there is to say, weighed and sorted.
    pub(crate) findings: Vec<diagnostic::Finding>,
    /// What came of suppressions and baselines.
    pub(crate) set_aside: SetAside,
    /// What parts of it are counted from.
    pub(crate) ledger: Ledger,
    /// Templates that it brings.
    pub(crate) templates: Vec<Template>,
    /// Whether there was nothing to read: no manifest, and no export that describes anything.
    pub(crate) is_empty: bool,
    /// How many names were replaced in texts of an audience that may not read them.
    pub(crate) replaced_names: usize,
}

impl Mesh {
    /// What is in it. This prepares what all lines need: ask once and keep it.
    #[must_use]
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog(PreparedViews::new(self.readable(), &self.settings))
    }

    /// Everything that there is to say about it: as loud as the settings have it, by file and place.
    pub fn findings(&self) -> impl Iterator<Item = FindingLine> {
        diagnostic::lines(&self.findings, &self.catalog.files)
    }

    /// The audience whose part it is; nothing where it is the whole.
    #[must_use]
    pub(crate) fn audience(&self) -> Option<&str> {
        let part = self.catalog.part.as_ref();
        part.map(|part| part.audience.as_str())
    }

    /// What pages read of it.
    #[must_use]
    pub(crate) fn readable(&self) -> Readable<'_> {
        Readable::new(&self.catalog, &self.insight, &self.scores, &self.findings)
    }
}

/// What is in a mesh, to be read: each asset as one line of its own, in the order of the portal's
/// lists. Assets name each other by their ids.
pub struct Catalog<'m>(PreparedViews<'m>);

impl Catalog<'_> {
    /// PreparedViews, unified ones first.
    pub fn views(&self) -> impl Iterator<Item = RelationLine> {
        self.relations(Kind::View)
    }

    /// Tables, those that an export describes first.
    pub fn tables(&self) -> impl Iterator<Item = RelationLine> {
        self.relations(Kind::Table)
    }

    /// What else has a name: products, DMEs, domains, contracts, jobs …
    pub fn assets(&self, kind: Kind) -> impl Iterator<Item = AssetLine> {
        let all = self.listed(kind).iter();
        all.map(|ix| api::asset_line(&self.0.views(), *ix))
    }

    /// Lineage edges.
    pub fn edges(&self) -> impl Iterator<Item = EdgeLine> {
        api::edge_lines(self.0.views().reader)
    }

    /// Datasets, by name: how far they are listed.
    pub fn datasets(&self) -> impl Iterator<Item = DatasetLine> {
        api::dataset_lines(self.0.views().reader)
    }

    /// The mesh as a whole.
    #[must_use]
    pub fn mesh(&self) -> MeshLine {
        api::mesh_line(&self.0.views())
    }

    fn relations(&self, kind: Kind) -> impl Iterator<Item = RelationLine> {
        let all = self.listed(kind).iter();
        all.filter_map(|ix| {
            let views = self.0.views();
            let relation = views.reader.relation(*ix)?;
            Some(api::relation_line(&views, relation))
        })
    }

    fn listed(&self, kind: Kind) -> &[AssetIx] {
        let spec = list_pages::ALL.iter().find(|spec| spec.kind == kind);
        spec.map_or(&[], |spec| list_pages::listed(&self.0.views(), spec))
    }
}
