//! About how long lines are, before any is made: which of them stand in one file follows from it.

use crate::catalog::{AssetIx, Column};
use crate::reader::{Reader, Record};

/// What every line has: names, owner, promises, counts.
const TABLE: usize = 2_200;
const OTHER: usize = 700;
/// What every column has.
const COLUMN: usize = 270;
/// A name in a list.
const NAME: usize = 56;

/// About how many bytes the line of an asset has. Two builds of one mesh have the same answer.
pub(super) fn about(reader: Reader<'_>, ix: AssetIx) -> usize {
    let text = reader.description(ix).map_or(0, str::len);
    text + match reader.record(ix) {
        Record::Relation(relation) => {
            let columns = reader.columns_of(relation).iter();
            let told =
                |column: &Column| column.description.map_or(0, |text| reader.str(text).len());
            TABLE + columns.map(|column| COLUMN + told(column)).sum::<usize>()
        }
        Record::Dme(dme) => {
            OTHER + NAME * (dme.tables.len() + dme.views.len() + dme.products.len())
        }
        Record::Product(product) => {
            let outputs = product.outputs.iter().map(|port| port.relations.len());
            let reads = reader.upstream(ix).len();
            OTHER + NAME * (product.tables.len() + outputs.sum::<usize>() + reads)
        }
        Record::Domain(domain) => OTHER + NAME * domain.products.len(),
        Record::Contract(contract) => OTHER + NAME * contract.tables.len(),
        Record::Job(job) => OTHER + NAME * (job.reads.len() + job.writes.len()),
        Record::Exposure(_) | Record::Model(_) => OTHER + NAME * reader.upstream(ix).len(),
        Record::Team(_) | Record::Term(_) | Record::Guide(_) => OTHER,
    }
}
