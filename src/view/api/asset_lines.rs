//! Lines of what isn't a table or view.

use super::choice::{criticality_tier, lifecycle_status};
use super::lifecycle_lines::asset_lifecycle;
use super::owned;
use crate::catalog::AssetIx;
use crate::lines::AssetLine;
use crate::reader::Record;
use crate::view::{Views, safe_url};

/// What isn't a relation as a program reads it.
#[must_use]
pub(crate) fn asset_line(views: &Views<'_>, ix: AssetIx) -> AssetLine {
    let c = views.reader;
    let asset = c.asset(ix);
    let name = |ix: AssetIx| c.known_name(ix).to_owned();
    let names = |all: &[AssetIx]| owned(all.iter().map(|a| c.known_name(*a)));
    let ids = |all: &[AssetIx]| all.iter().map(|a| c.id(*a)).collect::<Vec<_>>();
    let mut line = AssetLine {
        id: c.id(ix),
        key: c.key(ix).to_string(),
        name: name(ix),
        url: c.href(ix).to_owned(),
        title: c.title(ix).to_owned(),
        renamed_from: c.former_names(ix).to_vec(),
        status: lifecycle_status(asset.status),
        description: c.description(ix).map(str::to_owned),
        ..AssetLine::default()
    };
    match c.record(ix) {
        Record::Dme(dme) => {
            line.lifecycle = asset_lifecycle(views, ix, &dme.lifecycle);
            line.domains = names(&dme.domains);
            line.team = dme.team.map(name);
            line.created.clone_from(&dme.created);
            line.tables = names(&dme.tables);
            line.views = names(&dme.views);
            line.products = names(&dme.products);
        }
        Record::Product(product) => {
            line.lifecycle = asset_lifecycle(views, ix, &product.lifecycle);
            line.version = c.version_of(ix).map(str::to_owned);
            line.domains = product.domain.map(name).into_iter().collect();
            line.dme = product.environment.map(name);
            line.team = product.team.map(name);
            line.criticality = product.criticality.map(criticality_tier);
            line.master_data = Some(product.master_data);
            line.tables = names(&product.tables);
            let outputs = product.outputs.iter().flat_map(|port| &port.relations);
            line.views = owned(outputs.map(|relation| c.known_name(*relation)));
            line.reads = ids(c.upstream(ix));
        }
        Record::Domain(domain) => {
            line.lifecycle = asset_lifecycle(views, ix, &domain.lifecycle);
            line.domains = domain.parent.map(name).into_iter().collect();
            line.team = domain.team.map(name);
            line.products = names(&domain.products);
        }
        Record::Contract(contract) => {
            line.version = Some(contract.version.clone());
            let tables = contract.tables.iter().filter_map(|table| table.relation);
            line.tables = tables.map(name).collect();
        }
        Record::Exposure(exposure) => {
            line.kind = Some(exposure.kind.clone());
            line.link = exposure.url.as_deref().and_then(safe_url);
            line.reads = ids(c.upstream(ix));
        }
        Record::Model(model) => {
            let newest = model.versions.first();
            line.version = newest.map(|version| version.version.clone());
            line.reads = ids(c.upstream(ix));
        }
        Record::Job(job) => {
            line.kind = Some(job.system.as_str().to_owned());
            line.reads = ids(&job.reads);
            line.writes = names(&job.writes);
        }
        Record::Relation(_) | Record::Team(_) | Record::Term(_) | Record::Guide(_) => {}
    }
    line
}
