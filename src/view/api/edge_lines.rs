//! Lines of lineage edges.

use super::choice::edge_source;
use crate::catalog::{Provenance, rfc3339};
use crate::lines::{EdgeLine, ProvenanceLine};
use crate::reader::Reader;

/// All lineage edges, in order of source and target; one line a pair.
pub(crate) fn edge_lines(reader: Reader<'_>) -> impl Iterator<Item = EdgeLine> {
    reader
        .edges()
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(move |edges| {
            let known = edges.iter().map(|edge| {
                let at = reader.at(edge.to, edge.provenance.pos);
                provenance_line(reader, edge.provenance, at)
            });
            let mut provenance: Vec<ProvenanceLine> = known.collect();
            // Rows of one export may say the same.
            provenance.dedup();
            EdgeLine {
                from: reader.id(edges[0].from),
                to: reader.id(edges[0].to),
                provenance,
            }
        })
}

/// How an edge is known, and where.
pub(in crate::view) fn provenance_line(
    reader: Reader<'_>,
    known: Provenance,
    at: String,
) -> ProvenanceLine {
    ProvenanceLine {
        by: edge_source(known.how),
        at,
        job: known.job.map(|job| reader.id(job)),
        seen: known.seen.and_then(rfc3339),
    }
}
