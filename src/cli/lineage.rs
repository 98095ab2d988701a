//! `vitrina lineage`: where an asset comes from and what depends on it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::arguments::{AudienceArg, RootArg};
use super::outcome::{Failure, Outcome};
use super::progress;
use crate::catalog::{AssetIx, Catalog, Kind};
use crate::diagnostic::nearest;
use crate::view::PreparedViews;
use crate::view::lineage::{
    Ask, lineage_answer, lineage_csv, lineage_dot, lineage_mermaid, lineage_text,
};
use crate::{neutral, pipeline};

/// Most names that an error lists.
const NAMES: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A tree for people.
    Text,
    /// One JSON object.
    Json,
    /// For Graphviz.
    Dot,
    /// A Mermaid flowchart.
    Mermaid,
    /// A line for each edge and what it is known by.
    Csv,
}

#[derive(Debug, Args)]
pub(super) struct Lineage {
    /// The asset: `kind:id`, or an id, a full name or `dataset.table` that only one asset has.
    #[arg(value_name = "ASSET")]
    asset: String,
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// Only where it comes from.
    #[arg(long)]
    up: bool,
    /// Only what depends on it.
    #[arg(long)]
    down: bool,
    /// How many steps to follow; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 3)]
    depth: usize,
    /// Columns instead of assets.
    #[arg(long)]
    columns: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Lineage {
    pub(super) fn run(self) -> Outcome {
        let mesh = progress::load(&self.root.root)?;
        let mesh = pipeline::seen_by(mesh, self.audience.id())?;
        let asset = find(&mesh.catalog, &self.asset)?;
        let prepared = PreparedViews::new(mesh.readable(), &mesh.settings);
        let views = prepared.views();
        // Neither means both.
        let both = self.up == self.down;
        let ask = Ask {
            asset,
            up: self.up || both,
            down: self.down || both,
            depth: if self.depth == 0 {
                usize::MAX
            } else {
                self.depth
            },
            columns: self.columns,
        };
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.format == Format::Json {
            let answer = lineage_answer(&views, ask);
            neutral::json::write_pretty(&mut out, &answer)?;
        } else {
            let mut line = |text: &str| writeln!(out, "{}", neutral::line(text));
            match self.format {
                Format::Text | Format::Json => lineage_text(&views, ask, &mut line)?,
                Format::Dot => lineage_dot(&views, ask, &mut line)?,
                Format::Mermaid => lineage_mermaid(&views, ask, &mut line)?,
                Format::Csv => lineage_csv(&views, ask, &mut line)?,
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The asset that a person means.
fn find(catalog: &Catalog, name: &str) -> Result<AssetIx, Failure> {
    let name = name.trim();
    let known = matches(catalog, name);
    match known.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Said(
            format!("no asset is called `{name}`"),
            match similar(catalog, name) {
                names if names.is_empty() => {
                    "`vitrina search` finds assets by words, `vitrina list views` lists them".into()
                }
                names => format!("similar: {}", names.join(", ")),
            },
        )),
        several => {
            let mut ids: Vec<String> = several.iter().map(|ix| catalog.id(*ix)).collect();
            ids.sort_unstable();
            let more = match ids.len().saturating_sub(NAMES) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            ids.truncate(NAMES);
            Err(Failure::Said(
                format!("`{name}` may be one of {} assets", several.len()),
                format!("write which of them: {}{more}", ids.join(", ")),
            ))
        }
    }
}

fn matches(catalog: &Catalog, name: &str) -> Vec<AssetIx> {
    if let Some((kind, id)) = name.split_once(':')
        && let Some(kind) = Kind::parse(kind)
    {
        let found = match kind {
            Kind::View | Kind::Table => catalog.find_relation(id),
            kind => catalog.find(kind, id),
        };
        if let Some(found) = found {
            return vec![found];
        }
    }
    let (dataset, table) = match name.rsplit_once('.') {
        Some((dataset, table)) => (Some(dataset), table),
        None => (None, name),
    };
    let named: Vec<AssetIx> = Kind::ALL
        .into_iter()
        .filter_map(|kind| catalog.find(kind, name))
        .collect();
    if named.is_empty()
        && let Some(found) = catalog.find_relation(name)
    {
        return vec![found];
    }
    let relations = catalog.relations.iter().filter(|r| {
        catalog.str(r.table) == table && dataset.is_none_or(|d| catalog.str(r.dataset) == d)
    });
    // What consumers query goes first: a unified view stands for the tables and products of its name.
    let unified: Vec<AssetIx> = relations
        .clone()
        .filter(|r| r.unified)
        .map(|r| r.asset)
        .collect();
    if dataset.is_none()
        && let ([one], true) = (
            unified.as_slice(),
            named.iter().all(|ix| catalog.relation(*ix).is_none()),
        )
    {
        return vec![*one];
    }
    if !named.is_empty() && dataset.is_some() {
        return named;
    }
    let mut all: Vec<AssetIx> = named
        .into_iter()
        .chain(relations.map(|r| r.asset))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Ids of assets whose names are near to a name, or hold it.
fn similar(catalog: &Catalog, name: &str) -> Vec<String> {
    let bare = match name.split_once(':') {
        Some((kind, rest)) if Kind::parse(kind).is_some() => rest,
        _ => name,
    };
    let lower = bare.to_lowercase();
    if lower.is_empty() {
        return Vec::new();
    }
    let all = || (0u32..).zip(&catalog.assets).map(|(ix, _)| AssetIx(ix));
    let mut found: Vec<AssetIx> = all()
        .filter(|ix| catalog.name(*ix).to_lowercase().contains(&lower))
        .collect();
    if found.is_empty() {
        let near = nearest(bare, all().map(|ix| catalog.name(ix)));
        found.extend(all().filter(|ix| Some(catalog.name(*ix)) == near));
    }
    if found.is_empty() {
        // `dataset.table` of a full name.
        let short = |ix: AssetIx| {
            let r = catalog.relation(ix)?;
            Some(format!(
                "{}.{}",
                catalog.str(r.dataset),
                catalog.str(r.table)
            ))
        };
        let names: Vec<String> = all().filter_map(short).collect();
        let near = nearest(bare, names.iter().map(String::as_str));
        found.extend(all().filter(|ix| near.is_some() && short(*ix).as_deref() == near));
    }
    // The shortest say the most about what was meant.
    found.sort_by_key(|ix| (catalog.name(*ix).len(), catalog.name(*ix)));
    found.truncate(NAMES);
    found.into_iter().map(|ix| catalog.id(ix)).collect()
}
