//! Lines of datasets.

use std::collections::BTreeMap;

use crate::catalog::{
    AuthorizedReader, Completeness, DatasetListing, DatasetProperties, PartialListing, Relation,
    Sym,
};
use crate::lines::{DatasetFact, DatasetLine, ListingCompleteness};
use crate::reader::Reader;
use crate::system::Topic;

/// All that exports list or describe something of, by name.
pub(crate) fn dataset_lines(reader: Reader<'_>) -> impl Iterator<Item = DatasetLine> {
    let mut told: BTreeMap<(Sym, Sym), Told<'_>> = BTreeMap::new();
    for relation in reader.relations().iter().filter(|r| r.is_described()) {
        let dataset = (relation.project, relation.dataset);
        let told = told.entry(dataset).or_default();
        told.add(reader, relation);
    }
    let datasets = reader.datasets().iter();
    datasets.map(move |of| line(reader, of, told.get(&(of.project, of.dataset))))
}

fn line(reader: Reader<'_>, of: &DatasetListing, told: Option<&Told<'_>>) -> DatasetLine {
    let name = match reader.str(of.project) {
        "" => reader.str(of.dataset).to_owned(),
        project => format!("{project}.{}", reader.str(of.dataset)),
    };
    let (listed, partial_why) = match of.listed {
        Completeness::Complete => (ListingCompleteness::Complete, None),
        Completeness::Partial(why) => (ListingCompleteness::Partial, Some(sentence(why))),
        Completeness::Unlisted => (ListingCompleteness::No, None),
    };
    let system = told.and_then(|told| told.system);
    let dialect = system.and_then(|relation| relation.dialect);
    let properties = reader.dataset_properties(of.project, of.dataset);
    let text = |sym: Option<Sym>| sym.map(|sym| reader.str(sym).to_owned());
    DatasetLine {
        location: text(properties.and_then(|p| p.location)),
        collation: text(properties.and_then(|p| p.collation)),
        table_expiration: properties.and_then(|p| p.table_expiration),
        partition_expiration: properties.and_then(|p| p.partition_expiration),
        options_listed: reader.tells_of(of.project, Topic::Options),
        access_listed: properties.is_some_and(|p| p.access_listed),
        authorized: properties.map_or_else(Vec::new, |p| authorized(reader, p)),
        key: format!("dataset:{name}"),
        name,
        system: system.map(|relation| relation.system.as_str().to_owned()),
        dialect: dialect.map(|dialect| dialect.as_str().to_owned()),
        listed,
        partial_why,
        tells: told.map_or_else(Vec::new, |told| told.facts(reader, of.project)),
    }
}

fn authorized(reader: Reader<'_>, of: &DatasetProperties) -> Vec<String> {
    let name = |parts: &[Sym]| {
        let parts: Vec<&str> = parts.iter().map(|part| reader.str(*part)).collect();
        parts.join(".")
    };
    let all = of.authorized.iter().map(|one| match one {
        AuthorizedReader::View(parts) => format!("view:{}", name(parts)),
        AuthorizedReader::Dataset(parts) => format!("dataset:{}", name(parts)),
        AuthorizedReader::Routine(parts) => format!("routine:{}", name(parts)),
    });
    let mut all: Vec<String> = all.collect();
    all.sort_unstable();
    all
}

fn sentence(why: PartialListing) -> String {
    match why {
        PartialListing::Unread => {
            "rows of the file that lists it couldn't be read, or were cut off".into()
        }
        PartialListing::Absent { absent, named } => {
            format!("{absent} of the {named} tables of it that are read aren't listed")
        }
        PartialListing::Seen => {
            "something that isn't listed was read or written after the export".into()
        }
    }
}

/// What is told of any table or view of a dataset.
#[derive(Default)]
struct Told<'a> {
    /// One of which a warehouse tells its system.
    system: Option<&'a Relation>,
    columns: bool,
    nullability: bool,
    descriptions: bool,
    labels: bool,
    grants: bool,
    policies: bool,
    statements: bool,
}

impl<'a> Told<'a> {
    fn add(&mut self, c: Reader<'a>, relation: &'a Relation) {
        self.system = self
            .system
            .or(Some(relation).filter(|r| r.dialect.is_some()));
        self.columns |= relation.columns_complete && !relation.columns.is_empty();
        self.descriptions |= c.description(relation.asset).is_some();
        self.labels |= !relation.labels.is_empty();
        self.grants |= !relation.grants.is_empty();
        let query = relation.query.as_ref();
        self.statements |= query.is_some_and(|query| !query.is_display_only());
        // Most datasets tell all of it in the first columns.
        for column in c.columns_of(relation) {
            if self.nullability && self.descriptions && self.policies {
                break;
            }
            self.nullability |= column.required.is_some();
            self.descriptions |= column.description.is_some();
            self.policies |= column.policy_tags.is_some();
        }
    }

    /// Of a dataset in a project: some exports have a place for what none of its relations has.
    fn facts(&self, c: Reader<'_>, project: Sym) -> Vec<DatasetFact> {
        let policies = self.policies || c.tells_of(project, Topic::Fields);
        let all = [
            (self.columns, DatasetFact::Columns),
            (self.nullability, DatasetFact::Nullability),
            (self.descriptions, DatasetFact::Descriptions),
            (self.labels, DatasetFact::Labels),
            (self.grants, DatasetFact::Grants),
            (policies, DatasetFact::Policies),
            (self.statements, DatasetFact::Statements),
        ];
        let told = all.into_iter().filter(|(is_told, _)| *is_told);
        told.map(|(_, fact)| fact).collect()
    }
}
