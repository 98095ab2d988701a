//! Which names of different tools are names of one relation.
//!
//! A system that folds names compares them without case: a name without quotes is kept in upper case by
//! Snowflake and Oracle, in lower case by Postgres, Redshift, Databricks and Trino, so that is what it is
//! called here. Where a tool leaves open whether a name needs quotes, it is the name that another tool
//! is sure of; where there are several of these, the one spelled alike, else the folded one. BigQuery's
//! names are never folded.
//!
//! OpenLineage names the server of a dataset. Where only one is seen with a name, or only one of the
//! system of a tool that names no server, the server is left out, so that all of them meet. Names that
//! several servers hold keep theirs, `host:database.schema.table`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::super::join;
use super::gathered::Facts;
use super::merged_relations::renumber;
use super::raw_facts::RawRelation;
use crate::catalog::{Kind, Sym, small};
use crate::diagnostic::{Finding, Rule, text};
use crate::export::fact::Name;
use crate::system::{Folding, Spelling, System};

/// Project, dataset and table.
type Parts = [String; 3];

/// A relation as it is named.
struct Named<'a> {
    index: u32,
    server: Option<&'a str>,
    parts: [&'a str; 3],
    spelling: Option<Spelling>,
    system: Option<System>,
}

impl Named<'_> {
    fn folding(&self) -> Folding {
        self.system.map_or(Folding::Exact, System::folding)
    }

    /// Whether it may have another name than the one that is written.
    fn is_open(&self) -> bool {
        self.server.is_some() || self.folding() != Folding::Exact
    }

    fn written(&self) -> Parts {
        self.parts.map(str::to_owned)
    }
}

/// What comes of names that differ in case or server only.
#[derive(Default)]
struct Settled {
    names: FxHashMap<u32, Parts>,
    /// Relations that may be on one of several servers.
    unclear: Vec<(u32, Vec<String>)>,
}

/// Makes one relation of those that are one.
pub(super) fn unite(facts: &mut Facts) {
    if !facts.unsettled {
        return;
    }
    let settled = settle(facts);
    let folds: Vec<bool> = (0u32..)
        .zip(&facts.relations)
        .map(|(index, _)| {
            let spelling = facts.spelled.get(&index);
            spelling.is_some_and(|s| s.system.folding() != Folding::Exact)
        })
        .collect();
    let to = rename(facts, settled.names);
    for (index, servers) in &settled.unclear {
        let Some(relation) = to
            .get(*index as usize)
            .and_then(|index| facts.relations.get(*index as usize))
        else {
            continue;
        };
        let name = join(
            facts.strings.resolve(relation.project),
            facts.strings.resolve(relation.dataset),
            facts.strings.resolve(relation.table),
        );
        let message = text!(
            "`{name}` may be on {servers}: the export doesn't say which",
            name,
            servers = servers.join(" or ")
        );
        facts.findings.push(
            Finding::new(Rule::AmbiguousServer, message)
                .at(relation.pos)
                .about(Kind::Table.subject(&name))
                .help("give the databases of the servers names of their own, or export the runs of one server only"),
        );
    }
    facts.folding = to
        .iter()
        .zip(folds)
        .filter_map(|(to, folds)| folds.then_some(*to))
        .collect();
    facts.folding.sort_unstable();
    facts.folding.dedup();
    for (index, to) in (0u32..).zip(&to) {
        let system = facts.spelled.get(&index).map(|spelling| spelling.system);
        let Some(relation) = system.and_then(|_| facts.relations.get(*to as usize)) else {
            continue;
        };
        let project = facts.strings.resolve(relation.project).to_lowercase();
        let known = facts.systems.entry(project).or_insert(system);
        if *known != system {
            *known = None;
        }
    }
    renumber(facts, &to);
}

fn named<'f>(facts: &'f Facts, index: u32, relation: &RawRelation) -> Named<'f> {
    let text = |sym: Sym| facts.strings.resolve(sym);
    let project = text(relation.project);
    let (server, project) = match project.split_once(Name::SERVER_END) {
        Some((server, project)) => (Some(server), project),
        None => (None, project),
    };
    let spelling = facts.spelled.get(&index).copied();
    Named {
        index,
        server,
        parts: [project, text(relation.dataset), text(relation.table)],
        spelling,
        system: relation.system.or(spelling.map(|s| s.system)),
    }
}

/// The names that relations have in truth, where these aren't those that are written.
fn settle(facts: &Facts) -> Settled {
    let mut all: Vec<Named<'_>> = (0u32..)
        .zip(&facts.relations)
        .map(|(index, relation)| named(facts, index, relation))
        .collect();
    leave_places_out(&mut all);
    let mut groups: BTreeMap<String, Vec<&Named<'_>>> = BTreeMap::new();
    for one in &all {
        let key = one.parts.join(".").to_lowercase();
        groups.entry(key).or_default().push(one);
    }
    let mut settled = Settled::default();
    for group in groups.values() {
        if group.iter().any(|one| one.is_open()) {
            place(group, &mut settled);
        }
    }
    settled
}

/// Gives relations their names and merges those of one name; tells where each went.
fn rename(facts: &mut Facts, mut names: FxHashMap<u32, Parts>) -> Vec<u32> {
    let before = std::mem::take(&mut facts.relations);
    let mut to = Vec::with_capacity(before.len());
    facts.by_name.clear();
    for (index, mut relation) in (0u32..).zip(before) {
        if let Some([project, dataset, table]) = names.remove(&index) {
            let (project, dataset) = facts.aliases.resolve(&project, &dataset);
            relation.project = facts.strings.intern(project);
            relation.dataset = facts.strings.intern(dataset);
            relation.table = facts.strings.intern(&table);
        }
        let key = [relation.project, relation.dataset, relation.table];
        let next = small(facts.relations.len());
        let index = *facts.by_name.entry(key).or_insert(next);
        to.push(index);
        match facts.relations.get_mut(index as usize) {
            Some(known) => known.absorb(relation),
            None => facts.relations.push(relation),
        }
    }
    to
}

/// MySQL, Hive and their like have nothing above a schema, and dbt leaves out what Oracle has there;
/// OpenLineage names the host or the service. Where a schema is named without one, and all others name
/// the same one, it is left out, so that both meet.
fn leave_places_out<'a>(all: &mut [Named<'a>]) {
    /// Server and project.
    type Place<'a> = (Option<&'a str>, String);
    let mut places: BTreeMap<(System, String), BTreeSet<Place<'a>>> = BTreeMap::new();
    let of = |one: &Named<'a>| {
        let system = one.system?;
        Some((system, one.parts[1].to_lowercase()))
    };
    let is_bare = |one: &&Named<'a>| one.server.is_none() && one.parts[0].is_empty();
    for key in all.iter().filter(is_bare).filter_map(of) {
        places.entry(key).or_default();
    }
    if places.is_empty() {
        return;
    }
    for one in all.iter().filter(|one| !one.parts[0].is_empty()) {
        if let Some(key) = of(one)
            && let Some(places) = places.get_mut(&key)
        {
            places.insert((one.server, one.parts[0].to_lowercase()));
        }
    }
    for one in all.iter_mut().filter(|one| one.server.is_some()) {
        let places = of(one).and_then(|key| places.get(&key));
        if places.is_some_and(|places| places.len() == 1) {
            one.parts[0] = "";
        }
    }
}

/// Tells apart the servers of names that differ in case only.
fn place(group: &[&Named<'_>], settled: &mut Settled) {
    let servers: BTreeSet<&str> = group.iter().filter_map(|one| one.server).collect();
    let system_of = |server: &str| {
        let of = group.iter().find(|one| one.server == Some(server));
        of.and_then(|one| one.system)
    };
    // By server; under none those that are on none of them, or it isn't clear on which.
    let mut places: BTreeMap<Option<&str>, Vec<&Named<'_>>> = BTreeMap::new();
    let mut shared: BTreeSet<&str> = BTreeSet::new();
    for one in group {
        if let Some(server) = one.server {
            places.entry(Some(server)).or_default().push(one);
            continue;
        }
        let fitting: Vec<&str> = servers
            .iter()
            .copied()
            .filter(|server| match (one.system, system_of(server)) {
                (Some(own), Some(of)) => own == of,
                _ => true,
            })
            .collect();
        match fitting.as_slice() {
            [server] => {
                shared.insert(*server);
                places.entry(Some(*server)).or_default().push(one);
            }
            several => {
                if !several.is_empty() {
                    let several = several.iter().map(|s| format!("`{s}`")).collect();
                    settled.unclear.push((one.index, several));
                }
                places.entry(None).or_default().push(one);
            }
        }
    }
    let alone = servers.len() == 1 && !places.contains_key(&None);
    for (server, members) in &places {
        for (index, mut parts) in spell(members) {
            if let Some(server) = server.filter(|server| !alone && !shared.contains(server)) {
                parts[0] = qualified(server, &parts[0]);
            }
            settled.names.insert(index, parts);
        }
    }
}

/// The project of a name that several servers hold: `host:database`.
fn qualified(server: &str, project: &str) -> String {
    let host = server.split_once("://").map_or(server, |(_, host)| host);
    let bare = host.split(':').next().unwrap_or(host);
    let host = match host.is_empty() {
        true => server,
        false => host,
    };
    match project.is_empty() || project == bare {
        true => host.to_owned(),
        false => format!("{host}:{project}"),
    }
}

/// The names of relations on one server, by their system's folding.
fn spell(members: &[&Named<'_>]) -> Vec<(u32, Parts)> {
    let Some(system) = members
        .iter()
        .filter(|one| one.folding() != Folding::Exact)
        .find_map(|one| one.system)
    else {
        return members.iter().map(|m| (m.index, m.written())).collect();
    };
    let of = |one: &Named<'_>| match one.spelling {
        Some(spelling) if spelling.system == system => spelling,
        _ => Spelling::unsure(system),
    };
    // Names of other systems aren't compared with these.
    let (members, others): (Vec<&Named<'_>>, Vec<&Named<'_>>) = members
        .iter()
        .copied()
        .partition(|one| one.system.is_none_or(|own| own == system));
    let mut names: Vec<(u32, Parts)> = others
        .iter()
        .map(|one| {
            let as_stored = one.spelling.map(|own| own.as_stored(one.parts));
            (one.index, as_stored.unwrap_or_else(|| one.written()))
        })
        .collect();
    let firm: BTreeSet<Parts> = members
        .iter()
        .filter(|one| one.spelling.is_some() && of(one).is_sure())
        .map(|one| of(one).as_stored(one.parts))
        .collect();
    if system.folding() == Folding::Ignored {
        // All of them are one; the name is what a tool that writes SQL writes.
        let first = firm.into_iter().next();
        let name = first.or_else(|| members.iter().map(|one| one.written()).min());
        let name = name.unwrap_or_default();
        names.extend(members.iter().map(|one| (one.index, name.clone())));
        return names;
    }
    let as_stored: BTreeSet<Parts> = members.iter().map(|m| of(m).as_stored(m.parts)).collect();
    let name = |one: &Named<'_>| -> Parts {
        let spelling = of(one);
        let own = spelling.as_stored(one.parts);
        let folded = one.parts.map(|part| spelling.folded(part));
        let sure = one.spelling.is_some() && spelling.is_sure();
        let written = one.written();
        match firm.len() {
            _ if sure => own,
            _ if firm.contains(&written) => written,
            1 => firm.iter().next().cloned().unwrap_or(own),
            0 if as_stored.len() > 1 => folded,
            0 => own,
            _ if firm.contains(&folded) => folded,
            _ => own,
        }
    };
    names.extend(members.iter().map(|one| (one.index, name(one))));
    names
}
