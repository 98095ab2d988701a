//! `vitrina serve`.

use std::io::{ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg};
use super::cache_argument::{Cache, CacheArg};
use super::outcome::{Failure, Outcome};
use super::progress::Progress;
use super::told_build::ToldBuild;
use crate::pipeline::{Asked, Begun, Stage};
use crate::{pipeline, serve};

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    out: OutArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// Port; the next free one is taken where it is in use.
    #[arg(long, short, default_value_t = 4747)]
    port: u16,
    /// Address to listen on; only this machine can reach the default.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    #[command(flatten)]
    all: AllArg,
    #[command(flatten)]
    cache: CacheArg,
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let cache = self.cache.of_output(&self.out.out)?;
        let cache = cache.as_ref().map(Cache::used);
        let out = &self.out.out;
        let progress = Progress::new();
        let stage = |step| progress.step(step);
        let begun = pipeline::begin(&self.root.root, Some(out), cache.as_ref(), &stage)?;
        let url = begun.settings().base_url().unwrap_or_default();
        let told = self.up_to_date(begun, &stage)?;
        drop(progress);
        told.print_findings()?;
        let address = SocketAddr::new(self.bind, self.port);
        let server =
            serve::Server::bind(address, &self.out.out, &base_path(&url)).map_err(|error| {
                let help = match error.kind() {
                    ErrorKind::AddrInUse | ErrorKind::PermissionDenied => {
                        "choose another port with --port"
                    }
                    _ => "give an address of this machine with --bind, such as 127.0.0.1 or ::1",
                };
                Failure::Said(format!("can't listen on {address}: {error}"), help.into())
            })?;
        let mut err = anstream::stderr();
        writeln!(err, "{} files; {}", told.files, told.counts)?;
        writeln!(
            err,
            "serving on http://{}/ (stop with Ctrl+C)",
            server.address()
        )?;
        server
            .run()
            .map_err(|error| Failure::Said(format!("can't serve: {error}"), String::new()))?;
        Ok(ExitCode::SUCCESS)
    }

    /// What is said of the portal, which is built unless it is as it would be.
    fn up_to_date(&self, begun: Begun, stage: Stage<'_>) -> Result<ToldBuild, Failure> {
        let asked = Asked {
            out: &self.out.out,
            previous: None,
            audience: self.audience.id(),
            durability: pipeline::Durability::Memory,
        };
        let made = begun.made_of(&asked, false);
        let same = made.as_ref();
        let same =
            same.and_then(|made| ToldBuild::of_former(&begun, &asked, made, false, self.all));
        if let Some((told, _)) = same {
            return Ok(told);
        }
        let (mesh, built, ended) = pipeline::build_begun(begun, &asked, stage)?;
        let told = ToldBuild::of(&mesh, &built, Vec::new(), self.all, ended.keeps())?;
        ended.keep(
            &mesh.settings,
            &asked,
            false,
            made.as_ref(),
            told.to_bytes(),
        );
        Ok(told)
    }
}

/// `/catalog/` of `https://data.example.com/catalog/`.
fn base_path(url: &str) -> String {
    format!("/{}", url.splitn(4, '/').nth(3).unwrap_or_default())
}
