//! Lines of lineage edges.

use crate::catalog::{Catalog, Provenance, rfc3339};
use crate::lines::{EdgeLine, ProvenanceLine};

/// All lineage edges, in order of source and target; one line a pair.
pub fn edge_lines(catalog: &Catalog) -> impl Iterator<Item = EdgeLine> {
    catalog
        .graph
        .edges
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(|edges| EdgeLine {
            from: catalog.id(edges[0].from),
            to: catalog.id(edges[0].to),
            provenance: edges
                .iter()
                .map(|edge| provenance_line(catalog, edge.provenance))
                .collect(),
        })
}

/// How and where an edge is known.
pub(in crate::view) fn provenance_line(catalog: &Catalog, known: Provenance) -> ProvenanceLine {
    ProvenanceLine {
        by: known.how.as_str().to_owned(),
        at: catalog.at(known.pos),
        job: known.job.map(|job| catalog.id(job)),
        seen: known.seen.and_then(rfc3339),
    }
}
