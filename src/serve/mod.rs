//! A static preview of a built site, for its owner: loopback by default, the Host header is
//! checked, nothing above the site's folder is read, and only GET and HEAD are answered.
//!
//! The way of a request: `connection` (how many, how long), `headers` (what every answer says),
//! `admission` (what is refused unread), compression, `answer` (a file, or the page for lost
//! addresses), `folder` (the one place that reads). A route for a live preview goes into `router`,
//! a source other than a folder beside `Folder`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "it reads the site that output wrote, and nothing else"
)]

mod activity;
mod admission;
mod byte_range;
mod connection;
mod headers;
mod host;
mod response;
mod site_folder;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use self::host::Ours;
use self::response::Site;

/// Ports tried, the one asked for among them.
const TRIES: u16 = 20;

/// Threads that answer; what reads files has some of its own.
const WORKERS: usize = 2;

/// Files that may be read at the same time.
const READERS: usize = 16;

/// A server of one folder.
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

impl Server {
    /// Listens on `address`, or a port shortly after where it is taken; any free one for port 0.
    /// The site is at `/`, and below `base`, the path that it will have on its host, too: the page
    /// for lost addresses links from there.
    ///
    /// # Errors
    /// Where none of them is free, or the address isn't this machine's.
    pub(crate) fn bind(address: SocketAddr, site: &Path, base: &str) -> io::Result<Self> {
        let site = Site::new(std::path::absolute(site)?, base);
        let listener = listen(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            router: router(address.ip(), site),
        })
    }

    /// Where it listens.
    #[must_use]
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is told to end, by Ctrl+C or as a service is.
    ///
    /// # Errors
    /// Where the system gives no threads, or no events of the network.
    pub(crate) fn run(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .max_blocking_threads(READERS)
            .enable_all()
            .build()?;
        let end = runtime.block_on(connection::serve(self.listener, self.router));
        // A read from a disk that hangs must not hold the end back.
        runtime.shutdown_background();
        end
    }
}

fn listen(mut address: SocketAddr) -> io::Result<TcpListener> {
    for _ in 1..TRIES {
        let error = match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => error,
        };
        // Windows says so of a port that another program keeps for itself.
        let is_taken = error.kind() == io::ErrorKind::AddrInUse
            || (cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied);
        match address.port().checked_add(1) {
            Some(next) if is_taken && address.port() != 0 => address.set_port(next),
            _ => return Err(error),
        }
    }
    TcpListener::bind(address)
}

/// The last layer is the outermost.
fn router(ip: IpAddr, site: Site) -> Router {
    // It is compressed for each reader anew, mostly on the same machine: fast before small.
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(headers::is_worth_compressing);
    Router::new()
        .fallback(response::answer)
        .with_state(site)
        .layer(compression)
        .layer(from_fn_with_state(Ours::new(ip), admission::admit))
        .layer(from_fn(headers::finish))
}
