//! Lineage of an asset for programs: JSON, DOT, Mermaid, CSV.

use std::io;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::unseen::{UNSEEN, UNSEEN_ID, names_of};
use super::column_graph::Columns;
use super::diagram::{Diagram, Language, Line};
use super::walk::{Ask, walked};
use super::{Views, described_as, known_briefly, lineage_owner, reach};
use crate::catalog::AssetIx;
use crate::lines::{
    ColumnLineageLine, ColumnOf, EdgeLine, LineageAnswer, LineageKind, NodeLine, ProvenanceLine,
};
use crate::neutral::csv::cell;
use crate::view::api::{lineage_kind, provenance_line};

fn node_line(views: &Views<'_>, ix: AssetIx, step: i64) -> NodeLine {
    NodeLine {
        id: views.reader.id(ix),
        key: views.reader.key(ix).to_string(),
        title: views.reader.title(ix).to_owned(),
        kind: lineage_kind(views.reader, ix),
        owner: lineage_owner(views, ix).map(|dme| views.reader.name(dme).to_owned()),
        step,
    }
}

fn column_lines(views: &Views<'_>, ask: Ask) -> Vec<ColumnLineageLine> {
    let columns = Columns::new(views.reader);
    let mut lines = Vec::new();
    let mut seen = FxHashSet::default();
    for (wanted, down) in [(ask.up, false), (ask.down, true)] {
        if wanted {
            for line in columns.lines(ask.asset, down, ask.depth) {
                // In a circle what is upstream is downstream too.
                if seen.insert((line.id.clone(), line.column.clone())) {
                    lines.push(line);
                }
            }
        }
    }
    lines
}

/// Of the assets found, those whose SQL names what the reader may not see, with their steps, as far as
/// one more step upstream is asked for.
fn unseen_readers(views: &Views<'_>, ask: Ask, nodes: &[(AssetIx, i64)]) -> Vec<(AssetIx, i64)> {
    let depth = i64::try_from(ask.depth).unwrap_or(i64::MAX);
    let reads = |(ix, step): &&(AssetIx, i64)| {
        *step <= 0 && -*step < depth && views.reader.stub_of(*ix).is_some()
    };
    match ask.up {
        true => nodes.iter().filter(reads).copied().collect(),
        false => Vec::new(),
    }
}

/// What all of it together is called: by the names that its owners publish, where there are any.
fn unseen_title(views: &Views<'_>, readers: &[(AssetIx, i64)]) -> String {
    let c = views.reader;
    let stubs = readers.iter().filter_map(|(ix, _)| c.stub_of(*ix));
    let mut names: Vec<&str> = stubs.flat_map(|stub| names_of(c, stub)).collect();
    names.sort_unstable();
    names.dedup();
    match names.is_empty() {
        true => UNSEEN.to_owned(),
        false => names.join(", "),
    }
}

/// Its node, nearest to the asset.
fn unseen_line(views: &Views<'_>, readers: &[(AssetIx, i64)]) -> Option<NodeLine> {
    let nearest = readers.iter().map(|(_, step)| *step).max()?;
    Some(NodeLine {
        id: UNSEEN_ID.to_owned(),
        key: UNSEEN_ID.to_owned(),
        title: unseen_title(views, readers),
        kind: LineageKind::Hidden,
        owner: None,
        step: nearest - 1,
    })
}

/// Lineage for programs.
#[must_use]
pub(crate) fn lineage_answer(views: &Views<'_>, ask: Ask) -> LineageAnswer {
    let c = views.reader;
    let (nodes, edges) = walked(views, ask);
    let (upstream, downstream) = reach(views, ask.asset);
    let unseen = unseen_readers(views, ask, &nodes);
    let unseen_node = unseen_line(views, &unseen);
    let unseen_edges = unseen.iter().map(|(to, _)| EdgeLine {
        from: UNSEEN_ID.to_owned(),
        to: c.id(*to),
        provenance: Vec::new(),
    });
    LineageAnswer {
        asset: c.id(ask.asset),
        upstream,
        downstream,
        nodes: nodes
            .into_iter()
            .map(|(ix, step)| node_line(views, ix, step))
            .chain(unseen_node)
            .collect(),
        edges: edges
            .into_iter()
            .map(|(from, to)| EdgeLine {
                from: c.id(from),
                to: c.id(to),
                provenance: provenance_lines(views, from, to),
            })
            .chain(unseen_edges)
            .collect(),
        columns: if ask.columns {
            column_lines(views, ask)
        } else {
            Vec::new()
        },
    }
}

fn provenance_lines(views: &Views<'_>, from: AssetIx, to: AssetIx) -> Vec<ProvenanceLine> {
    views
        .reader
        .provenances(from, to)
        .map(|known| provenance_line(views.reader, known, views.reader.row_at(known.pos)))
        .collect()
}

/// Lineage as a graph in DOT.
///
/// # Errors
/// As `line` says.
pub(crate) fn lineage_dot(views: &Views<'_>, ask: Ask, line: Line<'_>) -> io::Result<()> {
    diagram(views, ask).write(Language::Dot, line)
}

/// Lineage as a flowchart in Mermaid.
///
/// # Errors
/// As `line` says.
pub(crate) fn lineage_mermaid(views: &Views<'_>, ask: Ask, line: Line<'_>) -> io::Result<()> {
    diagram(views, ask).write(Language::Mermaid, line)
}

fn diagram(views: &Views<'_>, ask: Ask) -> Diagram {
    if ask.columns {
        return column_diagram(&column_lines(views, ask));
    }
    let (nodes, edges) = walked(views, ask);
    let places: FxHashMap<AssetIx, usize> =
        (0..).zip(&nodes).map(|(at, (ix, _))| (*ix, at)).collect();
    let unseen = unseen_readers(views, ask, &nodes);
    let unseen_node = (!unseen.is_empty()).then(|| {
        let title = unseen_title(views, &unseen);
        (title, UNSEEN_ID.to_owned())
    });
    let unseen_arrows = unseen
        .iter()
        .filter_map(|(to, _)| Some((nodes.len(), *places.get(to)?, String::new())));
    Diagram {
        arrows: edges
            .into_iter()
            .filter_map(|(from, to)| {
                let by = known_briefly(views, from, to);
                Some((*places.get(&from)?, *places.get(&to)?, by))
            })
            .chain(unseen_arrows)
            .collect(),
        nodes: nodes
            .iter()
            .map(|(ix, _)| (views.reader.name(*ix).to_owned(), described_as(views, *ix)))
            .chain(unseen_node)
            .collect(),
    }
}

/// Lineage as CSV, a line for each provenance of an edge, or for each source of a column.
///
/// # Errors
/// As `line` says.
pub(crate) fn lineage_csv(views: &Views<'_>, ask: Ask, line: Line<'_>) -> io::Result<()> {
    if ask.columns {
        record(
            &["from", "from_column", "to", "to_column", "how", "by", "why"],
            line,
        )?;
        for column in column_lines(views, ask) {
            let why = column.why.as_deref().unwrap_or_default();
            let rest: [&str; 5] = [
                &column.id,
                &column.column,
                column.how.as_str(),
                column.by.as_str(),
                why,
            ];
            let none = [ColumnOf {
                id: String::new(),
                column: String::new(),
            }];
            let sources = if column.sources.is_empty() {
                &none[..]
            } else {
                &column.sources[..]
            };
            for source in sources {
                let mut cells = vec![source.id.as_str(), source.column.as_str()];
                cells.extend(rest);
                record(&cells, line)?;
            }
        }
        return Ok(());
    }
    record(&["from", "to", "by", "job", "at", "seen"], line)?;
    let (nodes, edges) = walked(views, ask);
    for (from, to) in edges {
        let (from_id, to_id) = (views.reader.id(from), views.reader.id(to));
        for known in provenance_lines(views, from, to) {
            let job = known.job.as_deref().unwrap_or_default();
            let seen = known.seen.as_deref().unwrap_or_default();
            record(
                &[&from_id, &to_id, known.by.as_str(), job, &known.at, seen],
                line,
            )?;
        }
    }
    for (to, _) in unseen_readers(views, ask, &nodes) {
        record(&[UNSEEN_ID, &views.reader.id(to), "", "", "", ""], line)?;
    }
    Ok(())
}

fn record(cells: &[&str], line: Line<'_>) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cells.iter().map(|text| cell(text).into_owned()))?;
    let bytes = csv
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    line(String::from_utf8_lossy(&bytes).trim_end_matches('\n'))
}

fn column_diagram(lines: &[ColumnLineageLine]) -> Diagram {
    let mut diagram = Diagram {
        nodes: Vec::new(),
        arrows: Vec::new(),
    };
    let mut places: FxHashMap<ColumnOf, usize> = FxHashMap::default();
    let mut place = |column: ColumnOf, nodes: &mut Vec<(String, String)>| {
        *places.entry(column).or_insert_with_key(|column| {
            nodes.push((column.column.clone(), column.id.clone()));
            nodes.len() - 1
        })
    };
    for line in lines {
        let column = ColumnOf {
            id: line.id.clone(),
            column: line.column.clone(),
        };
        let to = place(column, &mut diagram.nodes);
        for source in &line.sources {
            let from = place(source.clone(), &mut diagram.nodes);
            diagram
                .arrows
                .push((from, to, line.how.as_str().to_owned()));
        }
    }
    diagram
}
