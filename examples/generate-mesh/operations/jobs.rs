//! `JOBS`: who asked what. A few views are asked for all the time, most of them now and then, some
//! never; the same joins and filters come up again and again.

use std::io;
use std::path::Path;

use super::moment::{DAY, spaced};
use super::queries::{self, Queried, Subject};
use crate::export_file::Format;
use crate::json::Row;
use crate::mesh::Mesh;
use crate::random::{Random, hash};
use crate::rows::Export;
use crate::text::TODAY;

/// People and service accounts.
const USERS: usize = 200;
/// Every so many users is a service account.
const SERVICE: usize = 16;
/// Days that the rows go back.
const DAYS: usize = 90;
/// Passes over the views, so that jobs of one view don't stand all together.
const ROUNDS: usize = 4;

/// A view and those who ask for it.
struct Audience {
    subject: Subject,
    /// Its users are `first..first + count`, counted in a circle.
    first: usize,
    count: usize,
}

pub(super) fn write(mesh: &Mesh, folder: &Path, jobs: usize, format: Format) -> io::Result<usize> {
    // Its lists of records would be nested columns.
    let format = match format {
        Format::Parquet => Format::Ndjson,
        format => format,
    };
    let mut export = Export::whole(folder, "JOBS", mesh.seed, format);
    let total: u128 = (0..mesh.tables).map(|rank| weight(mesh, rank)).sum();
    let total = total.max(1);
    for round in 0..ROUNDS {
        // Each rank goes up to its share of the sum so far, so that rounding loses no job.
        let of_round = share(jobs, round + 1) - share(jobs, round);
        let (mut before, mut done) = (0u128, 0);
        for rank in 0..mesh.tables {
            before += weight(mesh, rank);
            let end = (of_round as u128 * before / total) as usize;
            if done == end {
                continue;
            }
            let audience = Audience::new(mesh, mesh.popularity.apply(rank));
            for number in done..end {
                audience.job(mesh, share(jobs, round) + number, &mut export)?;
            }
            done = end;
        }
    }
    export.finish()
}

/// So many of the jobs come in the rounds before this one.
fn share(jobs: usize, round: usize) -> usize {
    jobs / ROUNDS * round + jobs % ROUNDS * round / ROUNDS
}

/// How often the view of this rank is asked for.
fn weight(mesh: &Mesh, rank: usize) -> u128 {
    let unused = rank > 0 && Random::of(mesh.seed, "unused", rank).in_thousand(150);
    if unused {
        0
    } else {
        1_000_000_000_000 / (rank as u128 + 1)
    }
}

impl Audience {
    fn new(mesh: &Mesh, table: usize) -> Self {
        let mut random = Random::of(mesh.seed, "audience", table);
        let partner = mesh.popularity.apply(random.rank(mesh.tables));
        Self {
            subject: Subject::new(Queried::new(mesh, table), Queried::new(mesh, partner)),
            first: random.below(USERS),
            count: 1 + random.rank(USERS),
        }
    }

    fn job(&self, mesh: &Mesh, number: usize, export: &mut Export) -> io::Result<()> {
        let mut random = Random::of(mesh.seed, "job", number);
        let second = (TODAY - DAYS) * DAY + random.below(DAYS * DAY);
        let milli = random.below(1000);
        let took = 1 + random.rank(600);
        let user = user((self.first + random.rank(self.count)) % USERS);
        let query = queries::query(&self.subject, &mut random);
        let failed = random.in_thousand(25);
        let cached = !failed && random.in_thousand(90);
        let project = ["mesh-bi", "mesh-adhoc", "mesh-reports", "mesh-notebooks"][random.rank(4)];
        let dashboard = random.in_thousand(60).then(|| random.rank(40));
        export.row(|row| {
            let id = hash(&format!("{} {number}", mesh.seed));
            row.text("job_id", &format!("bquxjob_{id:016x}_{number:x}"));
            row.text("creation_time", &spaced(second, milli));
            row.text("start_time", &spaced(second, milli));
            row.text("end_time", &spaced(second + took, milli));
            row.text("project_id", project);
            row.text("user_email", &user);
            row.text("statement_type", "SELECT");
            row.text("state", "DONE");
            row.text("query", &query.sql);
            row.boolean("cache_hit", cached);
            if failed {
                row.object("error_result", |row| {
                    row.text("reason", "invalidQuery");
                    row.text("message", "Unrecognized name: region at [1:8]");
                });
            } else if !cached {
                self.referenced(query.joins, row);
            }
            if let Some(dashboard) = dashboard {
                row.list("labels", [dashboard], |dashboard, row| {
                    row.text("key", "dashboard");
                    row.text("value", &format!("board_{dashboard}"));
                });
            }
        })
    }

    /// Base tables, as the warehouse lists them whether or not they were read through a view.
    fn referenced(&self, joins: bool, row: &mut Row<'_>) {
        let partner = joins.then_some(&self.subject.partner);
        let all = std::iter::once(&self.subject.view).chain(partner);
        row.list("referenced_tables", all, |queried, row| {
            let [project, dataset, table] = &queried.base;
            row.text("project_id", project);
            row.text("dataset_id", dataset);
            row.text("table_id", table);
        });
    }
}

/// The address of a user.
fn user(number: usize) -> String {
    const GIVEN: &[&str] = &[
        "ana", "bruno", "carla", "diego", "emma", "felipe", "gabriela", "hugo", "ines", "joao",
    ];
    const FAMILY: &[&str] = &[
        "alves", "brown", "castro", "diaz", "evans", "ferreira", "gomez", "ibarra", "jones",
        "lima", "moreira", "nunes", "ortiz", "perez", "quiroga", "ramos", "silva", "taylor",
        "vega", "zapata",
    ];
    if number % SERVICE == SERVICE - 1 {
        return format!("reports-{number}@mesh-bi.iam.gserviceaccount.com");
    }
    let given = GIVEN[number % GIVEN.len()];
    let family = FAMILY[number / GIVEN.len() % FAMILY.len()];
    format!("{given}.{family}@example.com")
}
