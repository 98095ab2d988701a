//! The lists that a reader can browse.

use super::model::{Link, Nav};
use crate::catalog::Kind;

/// A browsable list.
#[derive(Debug)]
pub(crate) struct ListSpec {
    /// Kind of its assets.
    pub kind: Kind,
    /// Folder of its pages.
    pub folder: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// One sentence.
    pub intro: &'static str,
    /// Heading of the figure column; empty where there is none.
    pub figure: &'static str,
    /// How the first is added, in a sentence; empty where it comes by itself.
    pub(super) to_add: &'static str,
    /// Whether rows have an owner DME.
    pub has_dme: bool,
    /// Whether its lines are published.
    pub api: bool,
    /// The entry of the navigation that stands for it.
    pub(super) nav: Nav,
}

macro_rules! list {
    ($kind:ident $folder:literal $heading:literal $intro:literal $figure:literal $to_add:literal $dme:literal $api:expr, $nav:ident) => {
        ListSpec {
            kind: Kind::$kind,
            folder: $folder,
            heading: $heading,
            intro: $intro,
            figure: $figure,
            to_add: $to_add,
            has_dme: $dme,
            api: $api,
            nav: Nav::$nav,
        }
    };
}

/// All of them, in the order in which they are offered.
pub(crate) const ALL: [ListSpec; 12] = [
    list!(View "views" "Views" "What consumers query: unified views first, then the views inside DMEs." "Columns" "Name the entry-point datasets under `[entry_points]` in `vitrina.toml`, and export their `VIEWS`." true true, Views),
    list!(Product "products" "Data products" "What the DMEs publish: tables, the unified views over them, service levels." "Ports" "Add a manifest of `kind: DataProduct`." true true, Products),
    list!(Dme "dmes" "Data Mesh Environments" "What the business domains inhabit: infrastructure, access, SDKs, incident management, training, rules." "Unified views" "Add a manifest of `kind: DataMeshEnvironment`." false true, Dmes),
    list!(Domain "domains" "Domains" "The business, from the top down." "DMEs" "Add a manifest of `kind: Domain`." false true, Domains),
    list!(Table "tables" "Tables" "Productive tables and what lies outside. Consumers reach them through unified views only." "Columns" "" true true, Tables),
    list!(Contract "contracts" "Data contracts" "What is promised about tables: schema, quality, service levels." "Tables" "" false true, Nothing),
    list!(Exposure "exposures" "Exposures" "Dashboards, notebooks and applications that read the mesh." "Reads" "" false false, Nothing),
    list!(Job "jobs" "Jobs" "What reads and writes tables: pipelines and their runs." "Writes" "" false true, Nothing),
    list!(Model "models" "ML models" "Registered models and the tables that their runs read." "Reads" "" false true, Nothing),
    list!(Team "teams" "Teams" "Who answers for what." "Owns" "" false true, Teams),
    list!(Term "glossary" "Glossary" "Words with one meaning across the mesh." "" "Add a manifest of `kind: GlossaryTerm`." false false, Glossary),
    list!(Guide "guides" "Guides" "How to find, use and publish data." "" "Add Markdown files to the folder `guides`." false false, Guides),
];

/// The crumb that leads to the list of a kind.
pub(super) fn crumb(kind: Kind) -> Link {
    ALL.iter()
        .find(|l| l.kind == kind)
        .map_or_else(Link::default, ListSpec::link)
}

/// How the first of a kind is added, in a sentence.
pub(super) fn to_add(kind: Kind) -> &'static str {
    ALL.iter().find(|l| l.kind == kind).map_or("", |l| l.to_add)
}

impl ListSpec {
    /// A link to the list.
    pub(super) fn link(&self) -> Link {
        Link::to(self.heading, format!("{}/index.html", self.folder))
    }
}
