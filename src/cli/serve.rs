//! `vitrina serve`.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Args;

use super::{AllArg, Failure, OutArg, Outcome, RootArg, report, tally};
use crate::{pipeline, serve};

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    out: OutArg,
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
        let (mesh, built) = pipeline::build(&self.root.root, &self.out.out, &|_| {})?;
        report(&mesh, self.all)?;
        let server = serve::Server::bind(SocketAddr::new(self.bind, self.port), &self.out.out)
            .map_err(|error| {
                Failure::Said(
                    format!("can't listen on {}:{}: {error}", self.bind, self.port),
                    "choose another port with --port".into(),
                )
            })?;
        let mut err = anstream::stderr();
        writeln!(err, "{} files; {}", built.files, tally(&mesh.findings))?;
        writeln!(
            err,
            "serving on http://{}/ (stop with Ctrl+C)",
            server.address()
        )?;
        drop(mesh);
        server.run();
        Ok(ExitCode::SUCCESS)
    }
}
