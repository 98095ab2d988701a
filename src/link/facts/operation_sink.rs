//! Facts about operations taken in, one at a time.

use super::operations::{
    RawCheck, RawColumnEdge, RawIncident, RawModel, RawMonitor, RawNamed, RawRun, hash,
};
use super::statements::New;
use super::{Facts, drops, statements};
use crate::diagnostic::Pos;
use crate::export::fact::{Fact, Name, Statement};

/// Text without characters that steer what shows it: controls, and those that turn the direction.
fn legible(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\t' | '\r')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace(steers, "\u{fffd}")
}

impl Facts {
    /// Takes what isn't about the shape of the warehouse.
    pub(super) fn operation(&mut self, pos: Pos, fact: Fact<'_>) {
        let owned = |t: Option<&str>| t.filter(|t| !t.is_empty()).map(legible);
        match fact {
            Fact::Job {
                key,
                system,
                name,
                description,
                owners,
                schedule,
                paused,
                tags,
            } => {
                let job = self.operations.job(key, pos) as usize;
                let job = &mut self.operations.jobs[job];
                job.system = system;
                job.name = legible(name);
                job.description = job.description.take().or(owned(description));
                job.schedule = owned(schedule).or(job.schedule.take());
                job.paused = paused.unwrap_or(job.paused);
                for (all, new) in [(&mut job.owners, owners), (&mut job.tags, tags)] {
                    for word in new {
                        if !word.is_empty() && !all.iter().any(|w| w == word) {
                            all.push(word.to_owned());
                        }
                    }
                }
            }
            Fact::Run {
                job,
                id,
                outcome,
                started,
                ended,
            } => {
                let job = self.operations.job(job, pos);
                let run = RawRun {
                    id: 0,
                    outcome,
                    started,
                    ended,
                };
                self.operations.run(job, id, run);
                self.seen_all([started, ended]);
            }
            Fact::JobUses {
                job,
                name,
                writes,
                at,
                success,
            } => {
                let job = self.operations.job(job, pos);
                let relation = self.relation(name, pos);
                self.operations.uses(job, relation, writes, at);
                if let (false, true, Some(at)) = (writes, success, at) {
                    let last = self.operations.reads.entry(relation).or_insert(at);
                    *last = (*last).max(at);
                }
                if let (true, true, Some(at)) = (writes, success, at) {
                    let by = match self.operations.jobs[job as usize].system {
                        "Airflow" => "Airflow asset event",
                        _ => "OpenLineage run",
                    };
                    self.operations.loaded(relation, at, by);
                }
                self.seen_all([at, None]);
            }
            Fact::JobEdge { from, to, job, at } => {
                let job = job.map(|j| self.operations.job(j, pos));
                let from = self.relation(from, pos);
                let to = self.relation(to, pos);
                self.operations.edge((from, to, job), pos, at);
            }
            Fact::JobWide { job } => {
                let job = self.operations.job(job, pos) as usize;
                self.operations.jobs[job].wide = true;
            }
            Fact::ColumnEdge {
                from,
                from_column,
                to,
                to_column,
                how,
            } => {
                let edge = RawColumnEdge {
                    to: self.relation(to, pos),
                    to_column: self.strings.intern(to_column),
                    from: self.relation(from, pos),
                    from_column: self.strings.intern(from_column),
                    how,
                };
                self.operations.column_edges.insert(edge);
            }
            Fact::Loaded { name, at, by } => {
                let relation = self.relation(name, pos);
                self.operations.loaded(relation, at, by);
                self.seen_all([Some(at), None]);
            }
            Fact::Promise { name, most, by } => {
                let relation = self.relation(name, pos);
                let slot = self.operations.promises.entry(relation);
                let slot = slot.or_insert((most, by));
                slot.0 = slot.0.min(most);
            }
            Fact::Check {
                name,
                id,
                column,
                result,
                at,
                message,
                by,
            } => {
                let relation = self.relation(name, pos);
                let check = RawCheck {
                    column: owned(column),
                    result,
                    at,
                    message: owned(message),
                    by,
                    pos,
                };
                self.operations.check(relation, id, check);
                self.seen_all([at, None]);
            }
            Fact::Incident(of) => {
                let incident = RawIncident {
                    title: legible(of.title),
                    kind: owned(of.kind),
                    severity: owned(of.severity),
                    status: owned(of.status),
                    open: of.open,
                    relations: self.all(&of.relations, pos),
                    started: of.started,
                    ended: of.ended,
                    url: owned(of.url),
                    pos,
                };
                self.operations.incident(of.id, incident);
                self.seen_all([of.started, of.ended]);
            }
            Fact::Monitor {
                id,
                title,
                kind,
                paused,
                status,
                relations,
            } => {
                let monitor = RawMonitor {
                    title: legible(title),
                    kind: owned(kind),
                    paused,
                    status: owned(status),
                    relations: self.all(&relations, pos),
                };
                self.operations.monitors.insert(id.to_owned(), monitor);
            }
            Fact::Uptime {
                name,
                day,
                permille,
            } => {
                let relation = self.relation(name, pos);
                let day = i32::try_from(day.div_euclid(86_400)).unwrap_or(0);
                self.operations
                    .uptime
                    .insert((relation, day), permille.min(1000));
            }
            Fact::Model {
                name,
                description,
                aliases,
                tags,
                changed,
            } => {
                let model = self.model(name, pos);
                model.description = model.description.take().or(owned(description));
                model.aliases = aliases;
                model.tags = tags;
                model.changed = model.changed.max(changed);
                model.pos = pos;
                self.seen_all([changed, None]);
            }
            Fact::ModelVersion {
                model,
                version,
                status,
                run,
                created,
            } => {
                let entry = (owned(status), owned(run), created);
                let model = self.model(model, pos);
                model.versions.insert(version.to_owned(), entry);
                self.seen_all([created, None]);
            }
            Fact::Owner { name, owner } => {
                let owner = self.strings.intern(owner);
                let relation = self.relation(name, pos);
                self.operations.owners.push((relation, owner, pos));
            }
            Fact::Renamed { from, to, at } => {
                let from = self.relation(from, pos);
                let to = self.relation(to, pos);
                if from != to {
                    self.operations.renames.push((from, to, at));
                }
            }
            Fact::Dropped { name, gone, at } => {
                let relation = self.relation(name, pos);
                let slot = self.operations.gone.entry(relation).or_insert((gone, at));
                if slot.1 <= at {
                    *slot = (gone, at);
                }
            }
            Fact::Statement(statement) => self.statement(&statement, pos),
            Fact::Team {
                id,
                title,
                description,
                parent,
            } => {
                let team = RawNamed {
                    id: id.to_owned(),
                    title: owned(title),
                    description: owned(description),
                    parent: owned(parent),
                    owner: None,
                    pos,
                };
                self.operations.teams.push(team);
            }
            Fact::Domain {
                id,
                title,
                description,
                parent,
                owner,
            } => {
                let domain = RawNamed {
                    id: id.to_owned(),
                    title: owned(title),
                    description: owned(description),
                    parent: owned(parent),
                    owner: owned(owner),
                    pos,
                };
                self.operations.domains.push(domain);
            }
            Fact::Seen { at } => self.seen_all([Some(at), None]),
            _ => {}
        }
    }

    fn all(&mut self, names: &[Name<'_>], pos: Pos) -> std::collections::BTreeSet<u32> {
        names.iter().map(|n| self.relation(*n, pos)).collect()
    }

    fn model(&mut self, name: &str, pos: Pos) -> &mut RawModel {
        self.operations
            .models
            .entry(name.to_owned())
            .or_insert_with(|| RawModel {
                description: None,
                aliases: Vec::new(),
                tags: Vec::new(),
                changed: None,
                versions: std::collections::BTreeMap::new(),
                pos,
            })
    }

    fn seen_all(&mut self, times: [Option<i64>; 2]) {
        for at in times.into_iter().flatten() {
            self.operations.seen(at);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, pos: Pos) {
        self.seen_all([statement.at, None]);
        if !self.operations.statements.is_new(statement.id, pos) {
            return;
        }
        self.script(statement, pos);
        if drops::is_drop(statement) {
            self.operations.drops.note(statement);
            return;
        }
        let temporary = statement.destination.filter(Name::is_temporary);
        let destination = statement.destination.filter(|name| !name.is_temporary());
        if statement.parent.is_some() && statement.destination.is_none() {
            return; // what a script only looks at
        }
        let destination = destination.map(|d| self.relation(d, pos));
        let mut referenced: Vec<u32> = Vec::with_capacity(statement.referenced.len());
        let mut reads: Vec<u64> = Vec::new();
        for name in &statement.referenced {
            match name.is_temporary() {
                true => reads.push(statements::temporary(*name)),
                false => referenced.push(self.relation(*name, pos)),
            }
        }
        referenced.sort_unstable();
        referenced.dedup();
        let loads = statement.success && drops::may_load(statement);
        if let (Some(written), Some(at), true) = (destination, statement.at, loads) {
            self.operations.loaded(written, at, "warehouse job");
        }
        let new = New {
            at: statement.at,
            user: statement.user,
            query: statement.query,
            project: self.strings.intern(statement.project),
            destination,
            referenced,
            success: statement.success,
            pos,
            parent: statement.parent.map(|parent| hash(&parent)),
            reads,
            makes: temporary.map(|name| (statements::temporary(name), name.table)),
        };
        self.operations.statements.add(new);
    }
}
