//! `vitrina plan`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::arguments::{AudienceArg, RootArg};
use super::diff::of_mesh;
use super::outcome::{Failure, Outcome};
use super::progress;
use crate::diff::{self, Change, Options};
use crate::lines::MovePlan;
use crate::mesh::Mesh;
use crate::plan::{self, Asked, Refused, State};
use crate::source::{MAX_TEXT, named_file};
use crate::{neutral, pipeline};

#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(subcommand)]
    command: PlanCommand,
}

#[derive(Debug, Subcommand)]
enum PlanCommand {
    /// Say what it takes to let views point to other tables, and what that means. Nothing is changed.
    Move(PlanMove),
    /// Print a saved plan, and whether it still holds.
    Show(PlanShow),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// One JSON object, to be saved.
    Json,
    /// For a change request.
    Markdown,
}

#[derive(Debug, Args)]
struct PlanMove {
    /// The view that is to point to another table: its full name, or as much of its end as only one has.
    #[arg(required_unless_present_any = ["dme", "map"], requires = "to")]
    view: Option<String>,
    /// The table that it is to point to.
    #[arg(long, value_name = "TABLE", requires = "view")]
    to: Option<String>,
    /// The one that it points to, where there are several.
    #[arg(long, value_name = "TABLE", requires = "view")]
    from: Option<String>,
    /// Move what points to tables of this DME ...
    #[arg(long, value_name = "ID", requires = "to_dme", conflicts_with_all = ["view", "map"])]
    dme: Option<String>,
    /// ... to those of the same names of this one.
    #[arg(long, value_name = "ID", requires = "dme")]
    to_dme: Option<String>,
    /// Move what points to tables by their names: `a.x_*=b.y_*`. Can be repeated.
    #[arg(long, value_name = "FROM=TO", conflicts_with = "view")]
    map: Vec<String>,
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// How to print it.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Debug, Args)]
struct PlanShow {
    /// A plan that was saved as JSON.
    file: PathBuf,
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// How to print it.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Said(refused.message, refused.help)
    }
}

impl Plan {
    pub(super) fn run(self) -> Outcome {
        match self.command {
            PlanCommand::Move(command) => command.run(),
            PlanCommand::Show(command) => command.run(),
        }
    }
}

impl PlanMove {
    fn run(self) -> Outcome {
        let asked = match (self.view, self.to, self.dme, self.to_dme) {
            (Some(view), Some(to), ..) => Asked::View {
                view,
                to,
                from: self.from,
            },
            (_, _, Some(from), Some(to)) => Asked::Dmes {
                from: bare(&from),
                to: bare(&to),
            },
            _ => Asked::Maps(self.map),
        };
        let mesh = progress::load(&self.root.root)?;
        let mesh = pipeline::seen_by(mesh, self.audience.id())?;
        let plan = make(&mesh, &self.root.root, &asked)?;
        print(&plan, self.format)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The id of a DME that may be written with its kind.
fn bare(id: &str) -> String {
    id.strip_prefix("dme:").unwrap_or(id).to_owned()
}

fn make(mesh: &Mesh, root: &Path, asked: &Asked) -> Result<MovePlan, Failure> {
    let moves = plan::moves(&mesh.catalog, asked)?;
    let replacements = plan::replacements(&mesh.catalog, &moves);
    let replaced = replacements.iter();
    let replaced = replaced.filter_map(|of| of.to_read(&mesh.catalog));
    let after = pipeline::load_replacing(root, None, replaced.collect(), &|_| {})?;
    let mut after = pipeline::seen_by(after, mesh.audience())?;
    plan::promise_as_before(&mesh.catalog, &moves, &mut after.catalog);
    let (changes, _) = diff::changes(&of_mesh(mesh), &of_mesh(&after), &Options::default())?;
    // What the new tables promise says a step of the plan, in words that nobody has written yet.
    let new_tables = plan::new_tables(&mesh.catalog, &moves);
    let expects = changes.iter().map(Change::line);
    let expects = expects.filter(|change| !new_tables.contains(&change.asset));
    let expects = expects.collect();
    let state = state(mesh);
    Ok(plan::plan(&state, asked, &moves, &replacements, expects))
}

fn state(mesh: &Mesh) -> State<'_> {
    let lines = mesh.catalog();
    let relations = lines.views().chain(lines.tables());
    let datasets = lines.datasets();
    State {
        catalog: &mesh.catalog,
        insight: &mesh.insight,
        as_of: mesh.catalog.operations.as_of.clone(),
        relations: BTreeMap::from_iter(relations.map(|line| (line.key.clone(), line))),
        datasets: BTreeMap::from_iter(datasets.map(|line| (line.name.clone(), line))),
    }
}

impl PlanShow {
    fn run(self) -> Outcome {
        let path = self.file.display();
        let failed = |what: String| {
            let help = "save one with `vitrina plan move … --format json`".to_owned();
            Failure::Said(format!("the plan `{path}` can't be read: {what}"), help)
        };
        let text = named_file(&self.file, MAX_TEXT).map_err(|error| failed(error.to_string()))?;
        let text = text.ok_or_else(|| failed("there is no such file".to_owned()))?;
        let plan: MovePlan =
            serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
        if plan.version != 1 {
            return Err(failed(format!("its version is {}, not 1", plan.version)));
        }
        let mesh = progress::load(&self.root.root)?;
        let mesh = pipeline::seen_by(mesh, self.audience.id())?;
        let changed = plan::changed_inputs(&state(&mesh), &plan);
        print(&plan, self.format)?;
        if changed.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let mut err = anstream::stderr();
        writeln!(
            err,
            "stale: the plan was made of something else; plan anew. These changed:"
        )?;
        for key in changed {
            writeln!(err, "  {}", neutral::line(&key))?;
        }
        Ok(ExitCode::from(1))
    }
}

fn print(plan: &MovePlan, format: Format) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match format {
        Format::Human => out.write_all(plan::human(plan).as_bytes())?,
        Format::Json => neutral::json::write_pretty(&mut out, plan)?,
        Format::Markdown => out.write_all(plan::markdown(plan).as_bytes())?,
    }
    out.flush()?;
    Ok(())
}
