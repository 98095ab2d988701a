//! Facts about what happened taken in, one at a time.

use super::folded_statements;
use super::folded_statements::New;
use super::gathered::Facts;
use super::hash::hash;
use super::operation_facts::{RawCheck, RawColumnEdge, RawIncident, RawMonitor, RawRun};
use crate::diagnostic::Pos;
use crate::export::fact::{
    Check, Incident, Monitor, Name, OperationFact, Statement, StatementKind,
};
use crate::privacy::Text;
use crate::system::{Evidence, System};

/// Takes what happened.
pub(super) fn operation(facts: &mut Facts, pos: Pos, fact: OperationFact<'_>) {
    match fact {
        OperationFact::Job {
            key,
            system,
            name,
            description,
            owners,
            schedule,
            paused,
            tags,
        } => {
            let withheld = &mut facts.withheld;
            let job = facts.operations.job(withheld, key, pos) as usize;
            let job = &mut facts.operations.jobs[job];
            job.system = system;
            job.name = withheld.legible(name, pos);
            let description = withheld.owned(description, pos);
            job.description = job.description.take().or(description);
            job.schedule = withheld.owned(schedule, pos).or(job.schedule.take());
            job.paused = paused.unwrap_or(job.paused);
            // Owners are compared with teams; what is shown of them is decided later.
            for owner in owners {
                if !owner.is_empty() && !job.owners.iter().any(|o| o == owner) {
                    job.owners.push(owner.to_owned());
                }
            }
            for tag in tags {
                let tag = withheld.shown(tag, Text::Prose, Some(pos));
                if !tag.is_empty() && !job.tags.iter().any(|t| *t == tag) {
                    job.tags.push(tag.into_owned());
                }
            }
        }
        OperationFact::Run {
            job,
            id,
            outcome,
            started,
            ended,
        } => {
            let job = facts.operations.job(&mut facts.withheld, job, pos);
            let run = RawRun {
                id: 0,
                outcome,
                started,
                ended,
            };
            facts.operations.run(job, id, run);
            facts.seen([started, ended]);
        }
        OperationFact::JobUses {
            job,
            name,
            writes,
            at,
            success,
        } => {
            let job = facts.operations.job(&mut facts.withheld, job, pos);
            let relation = facts.relation(name, pos);
            facts.operations.uses(job, relation, writes, at);
            if let (false, true, Some(at)) = (writes, success, at) {
                let last = facts.operations.reads.entry(relation).or_insert(at);
                *last = (*last).max(at);
            }
            if let (true, true, Some(at)) = (writes, success, at) {
                let by = facts.operations.jobs[job as usize].system.writes();
                facts.operations.loaded(relation, at, by);
            }
            facts.seen([at, None]);
        }
        OperationFact::JobEdge { from, to, job, at } => {
            let withheld = &mut facts.withheld;
            let job = job.map(|j| facts.operations.job(withheld, j, pos));
            let from = facts.relation(from, pos);
            let to = facts.relation(to, pos);
            facts.operations.edge((from, to, job), pos, at);
        }
        OperationFact::JobWide { job } => {
            let job = facts.operations.job(&mut facts.withheld, job, pos) as usize;
            facts.operations.jobs[job].wide = true;
        }
        OperationFact::ColumnEdge {
            from,
            from_column,
            to,
            to_column,
            how,
            job,
        } => {
            let edge = RawColumnEdge {
                to: facts.relation(to, pos),
                to_column: facts.text(to_column, pos),
                from: facts.relation(from, pos),
                from_column: facts.text(from_column, pos),
                how,
                job: job.map(|key| hash(&key)),
            };
            facts.operations.column_edges.insert(edge);
        }
        OperationFact::Loaded { name, at, by } => {
            let relation = facts.relation(name, pos);
            facts.operations.loaded(relation, at, by);
            facts.seen([Some(at), None]);
        }
        OperationFact::FreshnessObjective { name, most, by } => {
            let relation = facts.relation(name, pos);
            let slot = facts.operations.states.objectives.entry(relation);
            let slot = slot.or_insert((most, by));
            slot.0 = slot.0.min(most);
        }
        OperationFact::Check(of) => check(facts, pos, &of, None),
        OperationFact::CheckByRun { check: of, job } => check(facts, pos, &of, Some(job)),
        OperationFact::Incident(of) => incident(facts, pos, &of),
        OperationFact::Monitor(of) => monitor(facts, pos, &of),
        OperationFact::Uptime {
            name,
            day,
            permille,
        } => {
            let relation = facts.relation(name, pos);
            let day = i32::try_from(day.div_euclid(86_400)).unwrap_or(0);
            facts
                .operations
                .states
                .uptime
                .insert((relation, day), permille.min(1000));
        }
        OperationFact::Renamed { from, to, at } => {
            let from = facts.relation(from, pos);
            let to = facts.relation(to, pos);
            if from != to {
                facts.operations.renames.push((from, to, at));
            }
        }
        OperationFact::Dropped { name, gone, at } => {
            let relation = facts.relation(name, pos);
            let slot = facts.operations.gone.entry(relation).or_insert((gone, at));
            if slot.1 <= at {
                *slot = (gone, at);
            }
        }
        OperationFact::Statement(of) => statement(facts, &of, pos),
        OperationFact::Tells { project, topic } => {
            let (project, _) = facts.aliases.resolve(project, "");
            let (strings, withheld) = (&mut facts.strings, &mut facts.withheld);
            let project = withheld.intern(strings, project, Text::Prose, Some(pos));
            facts.operations.states.told.insert((project, topic));
        }
        OperationFact::Seen { at } => facts.seen([Some(at), None]),
    }
}

fn check(facts: &mut Facts, pos: Pos, of: &Check<'_>, job: Option<&str>) {
    let relation = facts.relation(of.name, pos);
    // It may quote rows, or the statement that failed.
    let message = of.message.filter(|_| shows_run_errors(facts));
    let withheld = &mut facts.withheld;
    let check = RawCheck {
        title: withheld.owned(of.title, pos),
        asserts: of.asserts,
        column: withheld.owned(of.column, pos),
        result: of.result,
        at: of.at,
        message: withheld.owned(message, pos),
        by: of.by,
        alone: of.alone,
        job: job.map(|key| hash(&key)),
    };
    let id = withheld.shown(of.id, Text::Prose, Some(pos));
    facts.operations.check(relation, &id, check);
    facts.seen([of.at, None]);
}

fn incident(facts: &mut Facts, pos: Pos, of: &Incident<'_>) {
    let relations = all(facts, &of.relations, pos);
    let withheld = &mut facts.withheld;
    withheld.look_through([of.status], pos);
    let incident = RawIncident {
        exporter: facts.exporter,
        title: withheld.legible(of.title, pos),
        kind: withheld.owned(of.kind, pos),
        severity: withheld.owned(of.severity, pos),
        open: of.open,
        relations,
        started: of.started,
        ended: of.ended,
        url: withheld.owned(of.url, pos),
    };
    let id = withheld.shown(of.id, Text::Prose, Some(pos));
    facts.operations.incident(&id, incident);
    facts.seen([of.started, of.ended]);
}

fn monitor(facts: &mut Facts, pos: Pos, of: &Monitor<'_>) {
    let relations = all(facts, &of.relations, pos);
    let withheld = &mut facts.withheld;
    let monitor = RawMonitor {
        exporter: facts.exporter,
        title: withheld.legible(of.title, pos),
        kind: withheld.owned(of.kind, pos),
        paused: of.paused,
        status: withheld.owned(of.status, pos),
        relations,
    };
    let id = withheld.shown(of.id, Text::Prose, Some(pos)).into_owned();
    facts.operations.states.monitors.insert(id, monitor);
}

fn all(facts: &mut Facts, names: &[Name<'_>], pos: Pos) -> std::collections::BTreeSet<u32> {
    names.iter().map(|n| facts.relation(*n, pos)).collect()
}

/// Whether messages of the tool at hand may be shown.
fn shows_run_errors(facts: &Facts) -> bool {
    facts.withheld.allowed.run_errors(facts.exporter)
}

fn statement(facts: &mut Facts, statement: &Statement<'_>, pos: Pos) {
    facts.seen([statement.at, None]);
    let by = facts.exporter.capabilities();
    let dialect = by.dialect();
    let system = by.warehouse.unwrap_or(System::ASSUMED);
    if !facts.operations.statements.is_new(statement.id, pos) {
        return;
    }
    let strings = &mut facts.strings;
    let scripts = &mut facts.operations.scripts;
    scripts.add(strings, statement, dialect, pos);
    if statement.kind == StatementKind::Drop {
        facts.operations.drops.note(statement);
        return;
    }
    let temporary = statement
        .destination
        .filter(|name| name.is_temporary(system));
    let destination = statement
        .destination
        .filter(|name| !name.is_temporary(system));
    if statement.parent.is_some() && statement.destination.is_none() {
        return; // what a script only looks at
    }
    let destination = destination.map(|d| facts.relation(d, pos));
    let mut referenced: Vec<u32> = Vec::with_capacity(statement.referenced.len());
    let mut reads: Vec<u64> = Vec::new();
    for name in &statement.referenced {
        match name.is_temporary(system) {
            true => reads.push(folded_statements::temporary(*name)),
            false => referenced.push(facts.relation(*name, pos)),
        }
    }
    referenced.sort_unstable();
    referenced.dedup();
    let loads = statement.success && statement.kind != StatementKind::Defines;
    if let (Some(written), Some(at), true) = (destination, statement.at, loads) {
        facts.operations.loaded(written, at, Evidence::WarehouseJob);
    }
    let defines = statement.success && statement.kind == StatementKind::Defines;
    if let (Some(defined), Some(at), true) = (destination, statement.at, defines) {
        facts.operations.defined(defined, at);
    }
    let new = New {
        at: statement.at,
        user: statement.user,
        principals: by.principals,
        dialect,
        query: statement.query,
        project: facts.strings.intern(statement.project),
        destination,
        referenced,
        success: statement.success,
        pos,
        parent: statement.parent.map(|parent| hash(&parent)),
        reads,
        makes: temporary.map(|name| (folded_statements::temporary(name), name.table)),
    };
    facts.operations.statements.add(new);
}
