//! Which connections are open, and how long each has been quiet. Readers that hold connections
//! without using them must not keep others out, so the quietest one makes room.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Connections that are open at the same time, where the system allows so many files.
pub(super) const MOST: usize = 512;

/// A connection on which no byte moves for so long is closed; its reader doesn't read.
const STALLED: Duration = Duration::from_secs(30);

/// When a connection was last active.
#[derive(Debug)]
pub(super) struct Activity {
    began: Instant,
    /// Microseconds after `began`.
    last: AtomicU64,
    leave: Notify,
}

impl Activity {
    fn new(began: Instant) -> Self {
        let activity = Self {
            began,
            last: AtomicU64::new(0),
            leave: Notify::new(),
        };
        activity.mark();
        activity
    }

    fn mark(&self) {
        self.last.store(micros(self.began), Ordering::Relaxed);
    }

    fn quiet(&self) -> Duration {
        let last = self.last.load(Ordering::Relaxed);
        Duration::from_micros(micros(self.began).saturating_sub(last))
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The open connections.
#[derive(Debug)]
pub(super) struct Connections {
    began: Instant,
    most: usize,
    next: AtomicU64,
    open: Mutex<BTreeMap<u64, Arc<Activity>>>,
}

impl Connections {
    pub(super) fn new(most: usize) -> Self {
        Self {
            began: Instant::now(),
            most,
            next: AtomicU64::new(0),
            open: Mutex::new(BTreeMap::new()),
        }
    }

    /// Lets a connection in; the quietest one goes where there are too many.
    pub(super) fn enter(self: &Arc<Self>) -> Guest {
        let activity = Arc::new(Activity::new(self.began));
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut open = self.lock();
        if open.len() >= self.most {
            close_quietest(&mut open);
        }
        open.insert(id, Arc::clone(&activity));
        drop(open);
        Guest {
            id,
            activity,
            among: Arc::clone(self),
        }
    }

    /// Makes room where the system has none left.
    pub(super) fn close_quietest(&self) {
        close_quietest(&mut self.lock());
    }

    /// Nothing that is done under the lock can leave the map half changed.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Activity>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_quietest(open: &mut BTreeMap<u64, Arc<Activity>>) {
    let quietest = open
        .iter()
        .min_by_key(|(_, activity)| activity.last.load(Ordering::Relaxed))
        .map(|(id, _)| *id);
    if let Some(activity) = quietest.and_then(|id| open.remove(&id)) {
        activity.leave.notify_one();
    }
}

/// An open connection's place; it is given back when this is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    id: u64,
    activity: Arc<Activity>,
    among: Arc<Connections>,
}

impl Guest {
    /// The connection's stream, watched from now on.
    pub(super) fn watch(&self, stream: TcpStream) -> Watched {
        Watched {
            stream,
            activity: Arc::clone(&self.activity),
        }
    }

    /// Waits until it has to go: for another one, or since nothing moves on it.
    pub(super) async fn has_to_go(&self) {
        while let Some(rest) = STALLED.checked_sub(self.activity.quiet()) {
            let rest = rest.max(Duration::from_millis(1));
            let leave = self.activity.leave.notified();
            if tokio::time::timeout(rest, leave).await.is_ok() {
                return;
            }
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.among.lock().remove(&self.id);
    }
}

/// A stream that remembers when bytes last moved.
#[derive(Debug)]
pub(super) struct Watched {
    stream: TcpStream,
    activity: Arc<Activity>,
}

impl Watched {
    fn written(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(result, Poll::Ready(Ok(1..))) {
            self.activity.mark();
        }
        result
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let result = Pin::new(&mut this.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            this.activity.mark();
        }
        result
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.written(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
