//! What a build sees of each asset, for the history: the fields of its page of which changes are told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::cause_text::replacement;
use super::observed_exports::{export_files, without_dates};
use super::page_parts::sla_rows;
use super::relation_sections::levels_of;
use super::{PreparedViews, Views};
use crate::catalog::{
    AssetIx, Completeness, Kind, Lifecycle, Presence, Relation, RelationKind, Sla, Status, Sym,
};
use crate::diagnostic::{Place, Rule};
use crate::history::{Counts, Facts, Field, LIST_SEPARATOR, MeshId, Observation, ObservedAsset};
use crate::reader::Record;
use crate::system::Topic;

/// Where assets come from that manifests and Markdown files describe.
const MANIFESTS: &str = "manifests";

/// What a manifest that can't be read, or not as a whole, is found by: what is missing may stand in it.
const UNREAD: [Rule; 13] = [
    Rule::Unreadable,
    Rule::SymbolicLink,
    Rule::NotUtf8,
    Rule::TooLarge,
    Rule::YamlSyntax,
    Rule::TomlSyntax,
    Rule::FrontMatter,
    Rule::AliasBomb,
    Rule::UnknownKind,
    Rule::WrongType,
    Rule::MissingField,
    Rule::DuplicateKey,
    Rule::DuplicateId,
];

/// What this build sees of the mesh.
///
/// # Errors
/// Where what is seen can't be written down.
pub(crate) fn observation(prepared: &PreparedViews<'_>) -> std::io::Result<Observation> {
    let views = &prepared.views();
    let c = views.reader;
    let count = u32::try_from(c.assets().len()).unwrap_or(u32::MAX);
    let complete = c.datasets().iter();
    let complete = complete.filter(|dataset| dataset.listed == Completeness::Complete);
    let complete: FxHashSet<(Sym, Sym)> = complete.map(|of| (of.project, of.dataset)).collect();
    let assets: Vec<Option<ObservedAsset>> = (0..count)
        .into_par_iter()
        .map(|n| observed(&prepared.views(), &complete, AssetIx(n)))
        .collect::<serde_json::Result<_>>()?;
    let mut assets: Vec<ObservedAsset> = assets.into_iter().flatten().collect();
    let mut sources: BTreeMap<String, bool> = BTreeMap::new();
    if assets.iter().any(|asset| asset.source == MANIFESTS) {
        let is_whole = !c.findings().iter().any(|f| UNREAD.contains(&f.rule));
        sources.insert(MANIFESTS.to_owned(), is_whole);
    }
    for dataset in c.datasets() {
        let name = source(c.str(dataset.project), c.str(dataset.dataset));
        sources.insert(name, dataset.listed == Completeness::Complete);
    }
    assets.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let title = views.settings.title();
    Ok(Observation {
        mesh: MeshId::new(
            views.settings.mesh_id(),
            title,
            views.settings.base_url().as_deref(),
        ),
        audience: c.part().map(|part| part.audience.clone()),
        now: moment(views),
        assets,
        sources,
        names: names_to_read(views),
        exports: export_files(views)
            .map(|(kind, _)| kind.to_owned())
            .collect(),
        files: export_files(views)
            .map(|(_, path)| without_dates(path))
            .collect(),
        told: told(views),
        unread: unread(views),
        counts: Counts {
            dmes: c.count(Kind::Dme),
            products: c.count(Kind::Product),
            tables: views.tables(),
            views: views.unified(),
        },
    })
}

/// In a part, all names that its reader may read.
fn names_to_read(views: &Views<'_>) -> FxHashSet<String> {
    let c = views.reader;
    let Some(part) = c.part() else {
        return FxHashSet::default();
    };
    let assets = (0..).map(AssetIx).take(c.assets().len());
    let names = assets.map(|ix| c.name(ix).to_owned());
    names
        .chain([part.audience.clone(), part.label.clone()])
        .collect()
}

/// The moment of the build, or the beginning of its day; 0 where its input tells neither.
fn moment(views: &Views<'_>) -> i64 {
    let day = || {
        let midnight = format!("{}T00:00:00Z", views.reader.as_of()?);
        let midnight: jiff::Timestamp = midnight.parse().ok()?;
        Some(midnight.as_second())
    };
    views.reader.now().or_else(day).unwrap_or_default()
}

/// Projects with what their exports have a place for.
fn told(views: &Views<'_>) -> BTreeSet<(String, Field)> {
    let c = views.reader;
    let projects: BTreeSet<(&str, Sym)> = c
        .datasets()
        .iter()
        .map(|of| (c.str(of.project), of.project))
        .collect();
    let fields = [
        (Topic::Options, Field::Description),
        (Topic::ColumnDescriptions, Field::ColumnDescription),
        (Topic::Fields, Field::PolicyTag),
    ];
    let mut told = BTreeSet::new();
    for (name, project) in projects {
        let has = fields
            .iter()
            .filter(|(topic, _)| c.tells_of(project, *topic));
        told.extend(has.map(|(_, field)| (name.to_owned(), *field)));
    }
    told
}

/// Files that aren't exports and can't be read, or not as a whole.
fn unread(views: &Views<'_>) -> BTreeSet<String> {
    let c = views.reader;
    let found = c.findings().iter().filter(|f| UNREAD.contains(&f.rule));
    let paths = found.filter_map(|finding| match &finding.place {
        Some(Place::In(pos)) => c.files().get(pos.file.0 as usize).cloned(),
        Some(Place::At(path)) => Some(path.clone()),
        None => None,
    });
    paths
        .filter(|path| !views.is_part() && !views.settings.is_export(path))
        .collect()
}

/// Where the tables and views of a dataset come from.
fn source(project: &str, dataset: &str) -> String {
    match project {
        "" => format!("dataset:{dataset}"),
        project => format!("dataset:{project}.{dataset}"),
    }
}

/// What is seen of an asset; `complete` are the datasets that are listed as a whole.
fn observed(
    views: &Views<'_>,
    complete: &FxHashSet<(Sym, Sym)>,
    ix: AssetIx,
) -> serde_json::Result<Option<ObservedAsset>> {
    let c = views.reader;
    let asset = c.asset(ix);
    let mut facts = Facts::default();
    let mut from = Cow::Borrowed(MANIFESTS);
    match c.record(ix) {
        // What a tool describes and its warehouse doesn't list has left.
        Record::Relation(relation)
            if relation.dialect.is_none()
                && complete.contains(&(relation.project, relation.dataset)) =>
        {
            return Ok(None);
        }
        Record::Relation(relation) if c.is_listed(ix) => {
            from = source(c.str(relation.project), c.str(relation.dataset)).into();
            facts.set(Field::Level, "listed");
            facts.set(Field::Kind, kind(relation.kind));
            name(views, Field::Owner, c.owner(relation), &mut facts);
        }
        Record::Relation(relation) if relation.is_described() => {
            from = source(c.str(relation.project), c.str(relation.dataset)).into();
            relation_facts(views, relation, &mut facts);
        }
        Record::Product(product) => {
            name(views, Field::Owner, product.environment, &mut facts);
            name(views, Field::Team, product.team, &mut facts);
            domains(views, product.domain, &mut facts);
            lifecycle(&product.lifecycle, &mut facts);
            levels(&product.sla, &mut facts);
            if let Some(version) = &product.version {
                facts.set(Field::Version, version);
            }
            for release in &product.releases {
                let date = release.date.as_deref().unwrap_or_default();
                facts.add(Field::Release, &release.version, date);
            }
        }
        Record::Dme(dme) => {
            name(views, Field::Team, dme.team, &mut facts);
            domains(views, dme.domains.iter().copied(), &mut facts);
            lifecycle(&dme.lifecycle, &mut facts);
        }
        Record::Domain(domain) => {
            name(views, Field::Team, domain.team, &mut facts);
            domains(views, domain.parent, &mut facts);
            lifecycle(&domain.lifecycle, &mut facts);
        }
        Record::Contract(contract) => {
            facts.set(Field::Version, &contract.version);
            levels(&contract.sla, &mut facts);
        }
        Record::Team(_) | Record::Term(_) | Record::Guide(_) => {}
        // What exports of runs tell comes and goes with the runs; what no export describes, with what
        // names it.
        Record::Relation(_) | Record::Job(_) | Record::Model(_) | Record::Exposure(_) => {
            return Ok(None);
        }
    }
    if let Some(title) = asset.title {
        facts.set(Field::Title, c.str(title));
    }
    if let Some(text) = c.description(ix) {
        facts.add_text(Field::Description, "", text);
    }
    let long = match c.record(ix) {
        Record::Guide(guide) => Some(guide.text.as_str()),
        _ => c.long_description(ix).map(|long| long.text.as_str()),
    };
    facts.add_text(Field::Text, "", long.unwrap_or_default());
    facts.set(Field::Status, asset.status.as_str());
    let key = c.key(ix).to_string();
    let former_names = c.former_names(ix).to_vec();
    ObservedAsset::new(key, from.into_owned(), former_names, &facts).map(Some)
}

fn relation_facts<'v>(views: &'v Views<'_>, relation: &'v Relation, facts: &mut Facts<'v>) {
    let c = views.reader;
    facts.set(Field::Kind, kind(relation.kind));
    if let Some(dialect) = relation.dialect {
        facts.set(Field::Dialect, dialect.as_str());
    }
    if relation.unified {
        facts.set(Field::EntryPoint, "");
    }
    if relation.columns_complete {
        facts.set(Field::ColumnsComplete, "");
    }
    let columns = c.columns_of(relation);
    facts.reserve_columns(columns.len());
    for column in columns {
        // What documentation or a run names, and the warehouse lacks, isn't one of its columns.
        if column.presence != Presence::Listed {
            continue;
        }
        facts.column(
            c.str(column.path),
            c.str(column.data_type),
            column.required == Some(true),
            column.description.map_or("", |text| c.str(text)),
        );
        if column.policy_tags.is_some() {
            let tags = c.policy_tags(column.policy_tags).join(LIST_SEPARATOR);
            facts.add(Field::PolicyTag, c.str(column.path), tags);
        }
    }
    let owner = c.owner(relation);
    name(views, Field::Owner, owner, facts);
    let product = relation.product.and_then(|p| c.product(p));
    let team = product.and_then(|p| p.team);
    let team = team.or_else(|| c.environment(owner?)?.team);
    name(views, Field::Team, team, facts);
    for audience in c.audiences_of(relation).0 {
        facts.add(Field::Audience, audience, "");
    }
    let is_read = relation
        .query
        .as_ref()
        .is_some_and(|q| !q.is_display_only());
    if relation.is_view() && is_read && c.sql_problem(relation).is_none() {
        facts.set(Field::Targets, names(views, c.targets_of(relation)));
        facts.set(Field::TargetDmes, names(views, c.dmes_of(relation)));
    }
    levels(
        levels_of(views, relation)
            .into_iter()
            .flat_map(|(_, of)| of),
        facts,
    );
    for (contract, _) in c.contracts_of(relation) {
        let contract = c.contract(*contract);
        facts.add(Field::Contract, &contract.id, &contract.version);
    }
    // Its page speaks of an end where there is one ahead.
    if c.asset(relation.asset).status == Status::Deprecated {
        let mut stated = c.lifecycles_of(relation);
        if let Some(end) = stated.find_map(|of| of.end_of_life.as_deref()) {
            facts.set(Field::EndOfLife, end);
        }
        if let Some(by) = replacement(views, relation.asset) {
            let by = by.map_or_else(|name| name, |ix| c.name(ix).to_owned());
            facts.set(Field::Replacement, by);
        }
    }
}

const fn kind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::Table => "table",
        RelationKind::ExternalTable => "external table",
        RelationKind::Clone => "clone",
        RelationKind::Snapshot => "snapshot",
        RelationKind::External => "external asset",
        RelationKind::Missing => "missing table",
    }
}

fn names(views: &Views<'_>, all: &[AssetIx]) -> String {
    let names: Vec<&str> = all.iter().map(|ix| views.reader.name(*ix)).collect();
    names.join(LIST_SEPARATOR)
}

fn name<'v>(views: &Views<'v>, field: Field, ix: Option<AssetIx>, facts: &mut Facts<'v>) {
    if let Some(ix) = ix {
        facts.set(field, views.reader.name(ix));
    }
}

fn domains<'v>(views: &Views<'v>, all: impl IntoIterator<Item = AssetIx>, facts: &mut Facts<'v>) {
    for domain in all {
        facts.add(Field::Domain, views.reader.name(domain), "");
    }
}

fn lifecycle<'v>(of: &'v Lifecycle, facts: &mut Facts<'v>) {
    for (field, day) in [
        (Field::DeprecationDate, &of.deprecation_date),
        (Field::EndOfLife, &of.end_of_life),
    ] {
        if let Some(day) = day {
            facts.set(field, day);
        }
    }
    if let Some((by, _)) = &of.replaced_by {
        facts.set(Field::Replacement, by);
    }
}

fn levels<'v>(all: impl IntoIterator<Item = &'v Sla>, facts: &mut Facts<'v>) {
    for row in sla_rows(all, None) {
        let member = match row.element {
            Some(element) => format!("{} of {element}", row.property),
            None => row.property,
        };
        facts.add(Field::ServiceLevel, member, row.value);
    }
}
