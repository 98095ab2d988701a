//! The site's folder, as the library for static files reads it: no hidden file, nothing outside,
//! whichever way leads there. Each request looks again, so that a build may replace the folder.

use std::fs::Metadata;
use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{self, Backend, File};

/// What a read will give, once it is done on a thread that may wait for the disk.
type Later<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// A folder that is served.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    site: Arc<Path>,
}

impl Folder {
    pub(super) fn new(site: PathBuf) -> Self {
        Self { site: site.into() }
    }

    /// Where a path leads, and what is there: a file or a folder within the site.
    fn find(&self, path: &Path) -> io::Result<(PathBuf, Metadata)> {
        let nothing = || io::Error::from(ErrorKind::NotFound);
        let site = std::fs::canonicalize(&self.site)?;
        let mut full = site.clone();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => {
                    let name = name.to_str().filter(|name| is_plain(name));
                    full.push(name.ok_or_else(nothing)?);
                }
                _ => return Err(nothing()),
            }
        }
        // Whatever is wrong with a name, too long, not a folder, a circle of links: nothing is there.
        let real = std::fs::canonicalize(full).map_err(|_| nothing())?;
        let within = real.strip_prefix(&site).map_err(|_| nothing())?;
        let is_hidden = within.components().any(|part| {
            part.as_os_str()
                .to_str()
                .is_none_or(|name| name.starts_with('.'))
        });
        let metadata = std::fs::metadata(&real)?;
        let is_site = within.as_os_str().is_empty();
        if is_hidden || !(metadata.is_dir() || (metadata.is_file() && !is_site)) {
            return Err(nothing());
        }
        Ok((real, metadata))
    }
}

/// Names with a meaning of their own to some system are none of ours.
fn is_plain(name: &str) -> bool {
    let stream = cfg!(windows) && name.contains(':');
    !name.starts_with('.') && !name.contains(['\\', '\0']) && !stream
}

impl Backend for Folder {
    type File = Opened;
    type Metadata = Seen;
    type OpenFuture = Later<'static, Opened>;
    type MetadataFuture = Later<'static, Seen>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let folder = self.clone();
        Box::pin(async move {
            let file = tokio::task::spawn_blocking(move || {
                let (real, metadata) = folder.find(&path)?;
                if !metadata.is_file() {
                    return Err(io::Error::from(ErrorKind::NotFound));
                }
                std::fs::File::open(real)
            })
            .await??;
            Ok(Opened(tokio::fs::File::from_std(file)))
        })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let folder = self.clone();
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || folder.find(&path)).await??;
            Ok(Seen(found.1))
        })
    }
}

/// Seconds from 1970 to the year 10000.
const LAST_DATE: u64 = 253_402_300_800;

/// What is there.
#[derive(Debug)]
pub(super) struct Seen(Metadata);

impl fs::Metadata for Seen {
    fn is_dir(&self) -> bool {
        self.0.is_dir()
    }

    /// None where the library couldn't write it as a date: it would panic.
    fn modified(&self) -> io::Result<SystemTime> {
        let time = self.0.modified()?;
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) if since.as_secs() < LAST_DATE => Ok(time),
            _ => Err(ErrorKind::Unsupported.into()),
        }
    }

    fn len(&self) -> u64 {
        self.0.len()
    }
}

/// A file that is being sent.
#[derive(Debug)]
pub(super) struct Opened(tokio::fs::File);

impl AsyncRead for Opened {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(context, buffer)
    }
}

impl AsyncSeek for Opened {
    fn start_seek(self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.get_mut().0).start_seek(position)
    }

    fn poll_complete(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.get_mut().0).poll_complete(context)
    }
}

impl File for Opened {
    type Metadata = Seen;
    type MetadataFuture<'a> = Later<'a, Seen>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        Box::pin(async move { self.0.metadata().await.map(Seen) })
    }
}
