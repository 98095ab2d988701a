//! Jobs, models, incidents, checks and loads from the exports, as parts of the catalog.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Linker;
use super::facts::RawNamed;
use crate::catalog::{
    self, AssetIx, Check, CheckKind, CheckResult, Domain, Edge, How, Incident, Job, Kind,
    Lifecycle, Model, ModelVersion, Monitor, Outcome, PreviousName, Provenance, RelationKind, Run,
    Status, Team,
};
use crate::diagnostic::Pos;
use crate::export::fact;

impl Linker<'_> {
    /// Teams that another catalog knows and no manifest describes.
    pub(super) fn outside_teams(&mut self) {
        let teams = std::mem::take(&mut self.facts.operations.teams);
        let mut parents = Vec::new();
        for team in &teams {
            if self.find_team(&team.id).is_some() {
                continue;
            }
            let added = self.outside(Kind::Team, team, self.catalog.teams.len());
            let Some(asset) = added else { continue };
            self.catalog.teams.push(Team {
                asset,
                tags: Vec::new(),
                parent: None,
                children: Vec::new(),
                members: Vec::new(),
                support: Vec::new(),
                also_known_as: Vec::new(),
                owns: Vec::new(),
            });
            parents.extend(team.parent.as_ref().map(|p| (asset, p)));
        }
        for (asset, parent) in parents {
            let Some(parent) = self.find_team(parent) else {
                continue;
            };
            if !self.is_below(parent, asset) {
                let detail = self.catalog.asset(asset).detail as usize;
                self.catalog.teams[detail].parent = Some(parent);
                let above = self.catalog.asset(parent).detail as usize;
                self.catalog.teams[above].children.push(asset);
            }
        }
    }

    /// Domains that another catalog knows and no manifest describes. The tree is made afterwards.
    pub(super) fn outside_domains(&mut self) {
        let domains = std::mem::take(&mut self.facts.operations.domains);
        let mut parents = Vec::new();
        for domain in &domains {
            if self.catalog.find(Kind::Domain, &domain.id).is_some() {
                continue;
            }
            let added = self.outside(Kind::Domain, domain, self.catalog.domains.len());
            let Some(asset) = added else { continue };
            let team = domain.owner.as_ref().and_then(|o| self.find_team(o));
            self.catalog.domains.push(Domain {
                asset,
                parent: None,
                path: domain.id.clone(),
                tags: Vec::new(),
                lifecycle: Lifecycle::default(),
                split_into: Vec::new(),
                merged_into: None,
                team,
                support: Vec::new(),
                properties: Vec::new(),
                children: Vec::new(),
                environments: Vec::new(),
                products: Vec::new(),
            });
            parents.extend(domain.parent.as_ref().map(|p| (asset, p)));
        }
        for (asset, parent) in parents {
            let parent = self.catalog.find(Kind::Domain, parent);
            let detail = self.catalog.asset(asset).detail as usize;
            self.catalog.domains[detail].parent = parent;
        }
    }

    fn outside(&mut self, kind: Kind, named: &RawNamed, detail: usize) -> Option<AssetIx> {
        let (title, text) = (named.title.as_deref(), named.description.as_deref());
        self.add(kind, &named.id, title, text, detail, named.pos)
    }

    /// ML models; edges to them come with the other edges of tools.
    pub(super) fn models(&mut self) {
        for (name, raw) in std::mem::take(&mut self.facts.operations.models) {
            let text = raw.description.as_deref();
            let detail = self.catalog.models.len();
            let Some(asset) = self.add(Kind::Model, &name, None, text, detail, raw.pos) else {
                continue;
            };
            let mut versions: Vec<ModelVersion> = raw
                .versions
                .into_iter()
                .map(|(version, (status, run, created))| ModelVersion {
                    version,
                    status,
                    run,
                    created,
                })
                .collect();
            let number = |v: &ModelVersion| v.version.parse::<u64>().unwrap_or(0);
            versions.sort_by(|a, b| {
                (number(b), b.created, &b.version).cmp(&(number(a), a.created, &a.version))
            });
            self.catalog.models.push(Model {
                asset,
                versions,
                aliases: raw.aliases,
                tags: raw.tags,
                changed: raw.changed,
            });
        }
    }

    /// Jobs with their runs, and the edges that they make.
    pub(super) fn jobs(&mut self) {
        let moved = self.renames();
        let raw = std::mem::take(&mut self.facts.operations.jobs);
        let mut assets: Vec<Option<AssetIx>> = Vec::with_capacity(raw.len());
        let mut systems = Vec::with_capacity(raw.len());
        // Jobs that lineage leads through, and where they stand.
        let mut wide: FxHashMap<u32, Pos> = FxHashMap::default();
        for (number, job) in (0u32..).zip(raw) {
            if job.wide {
                wide.insert(number, job.pos);
            }
            let detail = self.catalog.jobs.len();
            let text = job.description.as_deref();
            let added = self.add(Kind::Job, &job.key, Some(&job.name), text, detail, job.pos);
            assets.push(added);
            systems.push(job.system);
            let Some(asset) = added else { continue };
            let runs = job.runs.iter().map(|r| Run {
                outcome: outcome(r.outcome),
                started: r.started,
                ended: r.ended,
            });
            self.catalog.jobs.push(Job {
                asset,
                system: job.system,
                // Persons stay out of the portal.
                owners: job
                    .owners
                    .iter()
                    .filter_map(|owner| self.owners.shown(owner))
                    .collect(),
                schedule: job.schedule,
                paused: job.paused,
                tags: job.tags,
                reads: Vec::new(),
                writes: Vec::new(),
                runs: runs.collect(),
                succeeded: job.succeeded,
                failed: job.failed,
                last_success: job.last_success,
            });
        }
        let relation = |i: u32| AssetIx(*moved.get(&i).unwrap_or(&i));
        let job = |i: u32| assets.get(i as usize).copied().flatten();
        for ((from, to, by), (pos, seen)) in std::mem::take(&mut self.facts.operations.edges) {
            let how = match by.and_then(|j| systems.get(j as usize)) {
                Some(&"Airflow") => How::Airflow,
                _ => How::OpenLineage,
            };
            self.edges.push(Edge {
                from: relation(from),
                to: relation(to),
                provenance: Provenance {
                    how,
                    pos,
                    job: by.and_then(job),
                    seen,
                },
            });
        }
        for ((by, of, writes), seen) in std::mem::take(&mut self.facts.operations.uses) {
            let (Some(asset), of) = (job(by), relation(of)) else {
                continue;
            };
            if let Some(pos) = wide.get(&by) {
                let (from, to) = match writes {
                    true => (asset, of),
                    false => (of, asset),
                };
                self.edges.push(Edge {
                    from,
                    to,
                    provenance: Provenance {
                        how: How::OpenLineage,
                        pos: *pos,
                        job: Some(asset),
                        seen,
                    },
                });
            }
            let detail = self.catalog.asset(asset).detail as usize;
            let health = self.catalog.health.entry(of).or_default();
            let job = &mut self.catalog.jobs[detail];
            let (here, there) = if writes {
                (&mut job.writes, &mut health.writers)
            } else {
                (&mut job.reads, &mut health.readers)
            };
            here.push(of);
            // Uses come job by job.
            if there.last() != Some(&asset) {
                there.push(asset);
            }
        }
        let c = &mut self.catalog;
        for job in &mut c.jobs {
            for list in [&mut job.reads, &mut job.writes] {
                list.sort_by(|a, b| {
                    let name = |ix: &AssetIx| c.strings.resolve(c.assets[ix.ix()].name);
                    (name(a), a).cmp(&(name(b), b))
                });
                list.dedup();
            }
        }
        self.states(&moved);
    }

    /// Tables that got another name: from raw index to raw index. The last name counts.
    fn renames(&mut self) -> FxHashMap<u32, u32> {
        let mut moved: FxHashMap<u32, u32> = FxHashMap::default();
        let renames = std::mem::take(&mut self.facts.operations.renames);
        for (from, to, at) in renames {
            let described = self.catalog.relations[from as usize].is_described();
            if described || moved.get(&to) == Some(&from) {
                continue; // the warehouse still has it
            }
            moved.insert(from, to);
            let until = at.and_then(|at| jiff::Timestamp::from_second(at).ok());
            let name = self.catalog.name(AssetIx(from)).to_owned();
            let new = self.catalog.name(AssetIx(to)).to_owned();
            self.catalog.relations[to as usize]
                .previous
                .push(PreviousName {
                    name,
                    until: until.map(|u| u.strftime("%Y-%m-%d").to_string()),
                    environment: None,
                });
            self.catalog.relations[from as usize].replaced_by = Some(new);
            self.retire(from);
        }
        for (relation, (gone, _)) in std::mem::take(&mut self.facts.operations.gone) {
            if gone && !self.catalog.relations[relation as usize].is_described() {
                self.retire(relation);
            }
        }
        // A chain of names ends at its last one; a circle of them ends somewhere. What was passed on
        // the way to an end ends there too.
        let firsts: BTreeMap<u32, u32> = moved.iter().map(|(a, b)| (*a, *b)).collect();
        let mut ends: FxHashMap<u32, u32> = FxHashMap::default();
        for from in firsts.keys() {
            let mut passed = Vec::new();
            let mut on_the_way: FxHashSet<u32> = FxHashSet::default();
            let mut at = *from;
            let end = loop {
                if let Some(end) = ends.get(&at) {
                    break *end;
                }
                match firsts.get(&at) {
                    Some(next) if on_the_way.insert(at) => {
                        passed.push(at);
                        at = *next;
                    }
                    _ => break at,
                }
            };
            ends.extend(passed.into_iter().map(|p| (p, end)));
        }
        let mut moved = ends;
        moved.retain(|from, to| from != to);
        moved
    }

    fn retire(&mut self, relation: u32) {
        let relation = &mut self.catalog.relations[relation as usize];
        relation.kind = RelationKind::External;
        self.catalog.assets[relation.asset.ix()].status = Status::Retired;
        self.stated.insert(relation.asset);
    }

    /// What is known of the state of relations themselves.
    fn states(&mut self, moved: &FxHashMap<u32, u32>) {
        let relation = |i: u32| AssetIx(*moved.get(&i).unwrap_or(&i));
        let raw = &mut self.facts.operations;
        let c = &mut self.catalog;
        for (of, loads) in std::mem::take(&mut raw.loads) {
            let health = c.health.entry(relation(of)).or_default();
            // A table that got another name was loaded under both.
            health.loads.extend(loads.moments);
            health.fine_since = health.fine_since.max(loads.fine_since);
            health.loads.sort_unstable();
            health.loads.dedup();
            health.loaded = health.loaded.max(loads.last);
        }
        for (of, (most, by)) in std::mem::take(&mut raw.promises) {
            let health = c.health.entry(relation(of)).or_default();
            health.source_freshness |= by == CheckKind::DbtFreshness.as_str();
            if health.promise.as_ref().is_some_and(|p| p.most <= most) {
                continue;
            }
            health.promise = Some(catalog::Promise {
                most,
                by: by.to_owned(),
                text: catalog::span(most),
                daily: None,
            });
        }
        for ((of, id), check) in std::mem::take(&mut raw.checks) {
            let ix = u32::try_from(c.checks.len()).unwrap_or(u32::MAX);
            c.health.entry(relation(of)).or_default().checks.push(ix);
            c.checks.push(Check {
                id,
                column: check.column,
                result: match check.result {
                    fact::CheckResult::Pass => CheckResult::Pass,
                    fact::CheckResult::Warn => CheckResult::Warn,
                    fact::CheckResult::Fail => CheckResult::Fail,
                    fact::CheckResult::Unknown => CheckResult::Unknown,
                },
                at: check.at,
                message: check.message,
                by: CheckKind::parse(check.by).unwrap_or(CheckKind::Assertion),
                pos: check.pos,
            });
        }
        let mut incidents: Vec<Incident> = std::mem::take(&mut raw.incidents)
            .into_iter()
            .map(|(id, i)| Incident {
                id,
                title: i.title,
                kind: i.kind,
                severity: i.severity,
                status: i.status,
                open: i.open,
                relations: i.relations.into_iter().map(relation).collect(),
                started: i.started,
                ended: i.ended,
                url: i.url,
                pos: i.pos,
            })
            .collect();
        incidents.sort_by(|a, b| (b.started, &a.id).cmp(&(a.started, &b.id)));
        for (ix, incident) in (0u32..).zip(&incidents) {
            for of in &incident.relations {
                c.health.entry(*of).or_default().incidents.push(ix);
            }
        }
        c.incidents = incidents;
        for (id, m) in std::mem::take(&mut raw.monitors) {
            let ix = u32::try_from(c.monitors.len()).unwrap_or(u32::MAX);
            let relations: Vec<AssetIx> = m.relations.into_iter().map(relation).collect();
            for of in &relations {
                c.health.entry(*of).or_default().monitors.push(ix);
            }
            c.monitors.push(Monitor {
                id,
                title: m.title,
                kind: m.kind,
                paused: m.paused,
                status: m.status,
                relations,
            });
        }
        for ((of, day), permille) in std::mem::take(&mut raw.uptime) {
            let health = c.health.entry(relation(of)).or_default();
            health.uptime.push((day, permille));
        }
    }
}

fn outcome(outcome: fact::Outcome) -> Outcome {
    match outcome {
        fact::Outcome::Running => Outcome::Running,
        fact::Outcome::Success => Outcome::Success,
        fact::Outcome::Failed => Outcome::Failed,
        fact::Outcome::Skipped => Outcome::Skipped,
    }
}
