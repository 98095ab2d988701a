//! What `vitrina check` is about, and which gate it looks at.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rustc_hash::FxHashSet;

use super::diff::{of_mesh, of_site};
use super::outcome::Failure;
use super::version_findings;
use crate::catalog::Kind;
use crate::diagnostic::{Gate, Rule, Severity};
use crate::diff::Side;
use crate::gate::{FormerFindings, Gates, Judged, Judgement, Scope, UnknownScope};
use crate::lines::FindingLine;
use crate::mesh::Mesh;
use crate::pipeline::{self, BuildError, PreviousError};
use crate::source::BuiltSite;

#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Look only at this DME, product, team, domain, table or view, for example dme:payments; may
    /// stand several times [default: the whole mesh, or what is released].
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// This product is to be released: what a release needs and it lacks is an error. May stand
    /// several times.
    #[arg(long, value_name = "PRODUCT")]
    release: Vec<String>,
    /// Which findings decide the exit status [default: authored ones, and all that a release needs].
    #[arg(long, value_enum)]
    gate: Option<GateArg>,
    /// What was found before: a mesh root, a built portal, or a file that `--format json` wrote. A
    /// product that has another version there counts as released.
    #[arg(long, value_name = "OLD")]
    previous: Option<PathBuf>,
    /// Look only at what wasn't found in `--previous`.
    #[arg(long, requires = "previous")]
    new_only: bool,
}

/// Which findings decide the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GateArg {
    /// Those that authors of manifests, prose, SQL and grants can mend.
    Authored,
    /// What happened by itself or by the clock: incidents, freshness, age of exports.
    Operational,
    /// Both.
    All,
}

/// What was there before.
pub(super) struct Former {
    findings: FormerFindings,
    /// Its lines; nothing where only findings are known.
    side: Option<Side>,
}

impl GateArgs {
    /// What was found before, as far as an audience may see it where one is asked for. It is read before
    /// the mesh itself, so that only one of the two is held.
    pub(super) fn former(&self, audience: Option<&str>) -> Result<Option<Former>, Failure> {
        let Some(path) = &self.previous else {
            return Ok(None);
        };
        let path = &*pipeline::past_of_audience(path, audience);
        let mut side = None;
        let keep = &mut |mesh: &Mesh| side = Some(of_mesh(mesh));
        let findings = pipeline::previous_findings(path, audience, keep).map_err(|error| {
            let why = match error {
                PreviousError::Build(
                    error @ (BuildError::Audience(_) | BuildError::OtherAudience(_)),
                ) => return error.into(),
                PreviousError::Build(error) => error.to_string(),
                PreviousError::Unread(why) => why,
            };
            Failure::Said(
                format!("what `--previous {}` found can't be read: {why}", path.display()),
                "name a mesh root, the folder of a built portal, or what `vitrina check --format json` wrote".to_owned(),
            )
        })?;
        if let Some(site) = BuiltSite::in_folder(path).filter(|_| side.is_none()) {
            side = Some(of_site(path, &site)?);
        }
        Ok(Some(Former { findings, side }))
    }

    /// The findings of a mesh that the run is about, judged; and what `former` found and isn't found
    /// any more.
    pub(super) fn judge(
        &self,
        mesh: &mut Mesh,
        former: Option<Former>,
        fail_on: Option<Severity>,
    ) -> Result<(Judged, Vec<FindingLine>), Failure> {
        let mut other_versions = Vec::new();
        let mut gone = Vec::new();
        if let Some(Former { findings, side }) = former {
            if let Some(side) = side {
                version_findings::add(mesh, &side)?;
            }
            let former = findings;
            other_versions = former.released(&mesh.catalog);
            gone = former.mark(&mut mesh.findings, &mesh.catalog.files);
        }
        let catalog = &mesh.catalog;
        let released: Vec<String> = self.release.iter().map(|id| as_product(id)).collect();
        let named = if self.only.is_empty() {
            &released
        } else {
            &self.only
        };
        let scope = if named.is_empty() {
            Scope::everything(catalog)
        } else {
            Scope::of(catalog, named).map_err(|unknown| not_there(&unknown))?
        };
        // Whatever the scope is, what is released has to be there, and be a product.
        Scope::of(catalog, &released).map_err(|unknown| not_there(&unknown))?;
        if let Some(other) = released.iter().find(|id| !id.starts_with("product:")) {
            return Err(Failure::Said(
                format!("`--release {other}` names no product, so nothing was checked"),
                "products are released: name one, or all of a DME one by one".to_owned(),
            ));
        }
        let judges = |rule: &Rule| mesh.settings.severity(*rule) > Severity::Off;
        if (!named.is_empty() && scope.assets() == 0) || !Rule::ALL.iter().any(judges) {
            let help = "a gate that looks at nothing is open to everything: correct `--only`, `--root` or `[rules]`";
            return Err(Failure::Said(
                "nothing was checked".to_owned(),
                help.to_owned(),
            ));
        }
        let released = released.into_iter().chain(other_versions);
        let released: FxHashSet<String> = released.collect();
        let judgement = Judgement {
            scope: &scope,
            released: &released,
            gate: self.gate.map(|gate| match gate {
                GateArg::Authored => Gates::One(Gate::Authored),
                GateArg::Operational => Gates::One(Gate::Operational),
                GateArg::All => Gates::All,
            }),
            new_only: self.new_only,
            fail_on,
        };
        gone.retain(|line| scope.holds_line(line));
        Ok((judgement.of(&mesh.findings, &mesh.settings), gone))
    }
}

/// `product:ID`, whether or not the kind is written.
fn as_product(id: &str) -> String {
    match id.split_once(':') {
        Some((kind, _)) if Kind::parse(kind).is_some() => id.to_owned(),
        _ => format!("product:{id}"),
    }
}

fn not_there(unknown: &[UnknownScope]) -> Failure {
    let ids: Vec<String> = unknown.iter().map(|u| format!("`{}`", u.id)).collect();
    let help = unknown.first().map(|u| u.help.to_string());
    Failure::Said(
        format!(
            "{} names nothing of the mesh, or not one thing, so nothing was checked",
            ids.join(", ")
        ),
        help.unwrap_or_default(),
    )
}
