//! Accepts connections and speaks HTTP/1 on each, within bounds of number, time and size.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use super::activity::Connections;

/// Time for the head of a request, counted from the end of the one before.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Bytes of the longest head of a request.
const LONGEST_HEAD: usize = 32 * 1024;

/// Bytes that are held for a connection on its way in or out.
const HELD: usize = 64 * 1024;

/// Time that the system gets to find resources for one more connection.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Time that answers get to be finished when the server ends.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers until the process is told to end.
pub(super) async fn serve(listener: std::net::TcpListener, router: Router) -> io::Result<()> {
    #[cfg(unix)]
    allow_files();
    let listener = TcpListener::from_std(listener)?;
    let connections = Arc::new(Connections::new());
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_header_size(LONGEST_HEAD)
        .max_buf_size(HELD);
    let mut end = std::pin::pin!(told_to_end());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) if is_of_one_client(&error) => continue,
            Err(_) => {
                connections.close_quietest();
                tokio::time::sleep(BACK_OFF).await;
                continue;
            }
        };
        // Else a small answer waits for the reader's acknowledgement of the one before, 40 ms.
        if stream.set_nodelay(true).is_err() {
            continue; // it went away
        }
        let guest = connections.enter();
        let stream = TokioIo::new(guest.watch(stream));
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            tokio::select! {
                // How a reader goes away is no concern of ours.
                _ = connection => {}
                () = guest.has_to_go() => {}
            }
        });
    }
    drop(listener);
    #[allow(
        clippy::let_underscore_must_use,
        reason = "whoever still reads after that is left; the process ends either way"
    )]
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

/// Whether accepting failed for one client alone, so that the next one can be accepted at once.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// Ctrl+C, or what ends a service.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                () = interrupted() => {}
            }
            return;
        }
    }
    interrupted().await;
}

async fn interrupted() {
    // Where it can't be waited for, the system's own way of ending a process is left as it is.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Some systems let a process have 256 files open until it asks for more; each connection is one,
/// and one more while it is answered.
#[cfg(unix)]
fn allow_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const ENOUGH: u64 = 2048;
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = Rlimit {
            current: Some(wanted),
            maximum: limit.maximum,
        };
        #[allow(
            clippy::let_underscore_must_use,
            reason = "where that isn't allowed, fewer connections are open at the same time"
        )]
        let _ = setrlimit(Resource::Nofile, raised);
    }
}
