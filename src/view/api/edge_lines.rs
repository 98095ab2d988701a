//! Lines of lineage edges.

use super::choice::edge_source;
use crate::catalog::{AssetIx, Provenance, rfc3339};
use crate::lines::{EdgeLine, ProvenanceLine};
use crate::reader::Reader;

/// All lineage edges, in order of source and target; one line a pair.
pub(crate) fn edge_lines(reader: Reader<'_>) -> impl Iterator<Item = EdgeLine> {
    reader
        .edges()
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(move |edges| EdgeLine {
            from: reader.id(edges[0].from),
            to: reader.id(edges[0].to),
            provenance: edges
                .iter()
                .map(|edge| provenance_line(reader, edge.to, edge.provenance))
                .collect(),
        })
}

/// How and where an edge that leads to an asset is known.
pub(in crate::view) fn provenance_line(
    reader: Reader<'_>,
    to: AssetIx,
    known: Provenance,
) -> ProvenanceLine {
    ProvenanceLine {
        by: edge_source(known.how),
        at: reader.at(to, known.pos),
        job: known.job.map(|job| reader.id(job)),
        seen: known.seen.and_then(rfc3339),
    }
}
