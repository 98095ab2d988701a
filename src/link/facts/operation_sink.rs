//! Facts about what happened taken in, one at a time.

use super::operations::{RawCheck, RawColumnEdge, RawIncident, RawMonitor, RawRun, hash};
use super::statements::New;
use super::{Facts, drops, statements};
use crate::diagnostic::Pos;
use crate::export::fact::{Name, OperationFact, Statement};
use crate::privacy::Text;
use crate::system::Evidence;

impl Facts {
    /// Takes what happened.
    pub(super) fn operation(&mut self, pos: Pos, fact: OperationFact<'_>) {
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
                let withheld = &mut self.withheld;
                let job = self.operations.job(withheld, key, pos) as usize;
                let job = &mut self.operations.jobs[job];
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
                let job = self.operations.job(&mut self.withheld, job, pos);
                let run = RawRun {
                    id: 0,
                    outcome,
                    started,
                    ended,
                };
                self.operations.run(job, id, run);
                self.seen_all([started, ended]);
            }
            OperationFact::JobUses {
                job,
                name,
                writes,
                at,
                success,
            } => {
                let job = self.operations.job(&mut self.withheld, job, pos);
                let relation = self.relation(name, pos);
                self.operations.uses(job, relation, writes, at);
                if let (false, true, Some(at)) = (writes, success, at) {
                    let last = self.operations.reads.entry(relation).or_insert(at);
                    *last = (*last).max(at);
                }
                if let (true, true, Some(at)) = (writes, success, at) {
                    let by = self.operations.jobs[job as usize].system.writes();
                    self.operations.loaded(relation, at, by);
                }
                self.seen_all([at, None]);
            }
            OperationFact::JobEdge { from, to, job, at } => {
                let withheld = &mut self.withheld;
                let job = job.map(|j| self.operations.job(withheld, j, pos));
                let from = self.relation(from, pos);
                let to = self.relation(to, pos);
                self.operations.edge((from, to, job), pos, at);
            }
            OperationFact::JobWide { job } => {
                let job = self.operations.job(&mut self.withheld, job, pos) as usize;
                self.operations.jobs[job].wide = true;
            }
            OperationFact::ColumnEdge {
                from,
                from_column,
                to,
                to_column,
                how,
            } => {
                let edge = RawColumnEdge {
                    to: self.relation(to, pos),
                    to_column: self.text(to_column, pos),
                    from: self.relation(from, pos),
                    from_column: self.text(from_column, pos),
                    how,
                };
                self.operations.column_edges.insert(edge);
            }
            OperationFact::Loaded { name, at, by } => {
                let relation = self.relation(name, pos);
                self.operations.loaded(relation, at, by);
                self.seen_all([Some(at), None]);
            }
            OperationFact::Promise { name, most, by } => {
                let relation = self.relation(name, pos);
                let slot = self.operations.promises.entry(relation);
                let slot = slot.or_insert((most, by));
                slot.0 = slot.0.min(most);
            }
            OperationFact::Check {
                name,
                id,
                column,
                result,
                at,
                message,
                by,
            } => {
                let relation = self.relation(name, pos);
                // It may quote rows, or the statement that failed.
                let message = message.filter(|_| self.shows_run_errors());
                let withheld = &mut self.withheld;
                let check = RawCheck {
                    column: withheld.owned(column, pos),
                    result,
                    at,
                    message: withheld.owned(message, pos),
                    by,
                };
                let id = withheld.shown(id, Text::Prose, Some(pos));
                self.operations.check(relation, &id, check);
                self.seen_all([at, None]);
            }
            OperationFact::Incident(of) => {
                let relations = self.all(&of.relations, pos);
                let withheld = &mut self.withheld;
                let incident = RawIncident {
                    exporter: self.exporter,
                    title: withheld.legible(of.title, pos),
                    kind: withheld.owned(of.kind, pos),
                    severity: withheld.owned(of.severity, pos),
                    status: withheld.owned(of.status, pos),
                    open: of.open,
                    relations,
                    started: of.started,
                    ended: of.ended,
                    url: withheld.owned(of.url, pos),
                };
                let id = withheld.shown(of.id, Text::Prose, Some(pos));
                self.operations.incident(&id, incident);
                self.seen_all([of.started, of.ended]);
            }
            OperationFact::Monitor {
                id,
                title,
                kind,
                paused,
                status,
                relations,
            } => {
                let relations = self.all(&relations, pos);
                let withheld = &mut self.withheld;
                let monitor = RawMonitor {
                    title: withheld.legible(title, pos),
                    kind: withheld.owned(kind, pos),
                    paused,
                    status: withheld.owned(status, pos),
                    relations,
                };
                let id = withheld.shown(id, Text::Prose, Some(pos));
                self.operations.monitors.insert(id.into_owned(), monitor);
            }
            OperationFact::Uptime {
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
            OperationFact::Renamed { from, to, at } => {
                let from = self.relation(from, pos);
                let to = self.relation(to, pos);
                if from != to {
                    self.operations.renames.push((from, to, at));
                }
            }
            OperationFact::Dropped { name, gone, at } => {
                let relation = self.relation(name, pos);
                let slot = self.operations.gone.entry(relation).or_insert((gone, at));
                if slot.1 <= at {
                    *slot = (gone, at);
                }
            }
            OperationFact::Statement(statement) => self.statement(&statement, pos),
            OperationFact::Seen { at } => self.seen_all([Some(at), None]),
        }
    }

    fn all(&mut self, names: &[Name<'_>], pos: Pos) -> std::collections::BTreeSet<u32> {
        names.iter().map(|n| self.relation(*n, pos)).collect()
    }

    /// Whether messages of the tool at hand may be shown.
    fn shows_run_errors(&self) -> bool {
        self.withheld.allowed.run_errors(self.exporter)
    }

    pub(super) fn seen_all(&mut self, times: [Option<i64>; 2]) {
        for at in times.into_iter().flatten() {
            self.operations.seen(at);
        }
    }

    fn statement(&mut self, statement: &Statement<'_>, pos: Pos) {
        self.seen_all([statement.at, None]);
        let by = self.exporter.capabilities();
        let dialect = by.dialect();
        if !self.operations.statements.is_new(statement.id, pos) {
            return;
        }
        self.script(statement, dialect, pos);
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
            self.operations.loaded(written, at, Evidence::WarehouseJob);
        }
        let new = New {
            at: statement.at,
            user: statement.user,
            principals: by.principals,
            dialect,
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
