//! `vitrina serve`.

use std::io::{ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg};
use super::outcome::{Failure, Outcome, counts, report};
use super::progress::Progress;
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
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let progress = Progress::new();
        let (mesh, built) = pipeline::build_after(
            &self.root.root,
            &self.out.out,
            None,
            self.audience.id(),
            pipeline::Durability::Memory,
            &|step| progress.step(step),
        )?;
        drop(progress);
        report(&mesh, self.all)?;
        let address = SocketAddr::new(self.bind, self.port);
        let url = mesh.settings.base_url().unwrap_or_default();
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
        writeln!(err, "{} files; {}", built.files, counts(&mesh.findings))?;
        writeln!(
            err,
            "serving on http://{}/ (stop with Ctrl+C)",
            server.address()
        )?;
        drop(mesh);
        server
            .run()
            .map_err(|error| Failure::Said(format!("can't serve: {error}"), String::new()))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// `/catalog/` of `https://data.example.com/catalog/`.
fn base_path(url: &str) -> String {
    format!("/{}", url.splitn(4, '/').nth(3).unwrap_or_default())
}
