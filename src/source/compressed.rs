//! `.gz` and `.zst` undone, within bounds: a few kilobytes must not become the reader's whole memory
//! or its whole night.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::refusal::Refusal;
use crate::diagnostic::{Rule, text};

/// Most bytes that one compressed file may expand to.
const MAX_TOTAL: u64 = 16 << 30;
/// How often over a file may expand, once it has given so many bytes.
type Ratios = [(u64, u64); 2];
/// What is read row by row: rows of one text alone come to about 200, blanks to 1,000 (gzip) and 30,000
/// (zstd), exports as they are to 20 or 40.
pub(super) const IN_ROWS: Ratios = [(16 << 20, 400), (512 << 20, 250)];
/// What is held in memory as a whole, which takes two or three times its size.
pub(super) const AS_A_WHOLE: Ratios = [(16 << 20, 400), (64 << 20, 40)];
/// Largest window of zstd, as a power of two; what it takes is held in memory.
const MAX_WINDOW: u32 = 27;

/// How a file is compressed, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Gzip,
    Zstd,
    Plain,
}

fn method(path: &str) -> Method {
    match path.rsplit_once('.') {
        Some((_, e)) if e.eq_ignore_ascii_case("gz") => Method::Gzip,
        Some((_, e)) if e.eq_ignore_ascii_case("zst") => Method::Zstd,
        _ => Method::Plain,
    }
}

/// The path without the ending that says how it is compressed.
pub(super) fn inner(path: &str) -> &str {
    match (method(path), path.rsplit_once('.')) {
        (Method::Gzip | Method::Zstd, Some((inner, _))) => inner,
        _ => path,
    }
}

/// A stream of a file's bytes, with `.gz` and `.zst` undone.
pub(super) fn undone(
    path: &str,
    raw: impl Read + Send + 'static,
    ratios: Ratios,
) -> io::Result<Box<dyn BufRead + Send>> {
    let method = method(path);
    if method == Method::Plain {
        return Ok(Box::new(BufReader::with_capacity(1 << 18, raw)));
    }
    let taken = Arc::new(AtomicU64::new(0));
    let raw = Counted {
        raw,
        taken: Arc::clone(&taken),
    };
    let decoder: Box<dyn Read + Send> = if method == Method::Gzip {
        Box::new(flate2::read::MultiGzDecoder::new(raw))
    } else {
        let mut decoder = zstd::stream::read::Decoder::new(raw)?;
        decoder.window_log_max(MAX_WINDOW)?;
        Box::new(decoder)
    };
    let bounded = Bounded {
        decoder,
        taken,
        given: 0,
        ratios,
    };
    Ok(Box::new(BufReader::with_capacity(1 << 16, bounded)))
}

/// Counts the compressed bytes.
struct Counted<R> {
    raw: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops where the expanded bytes pass a limit.
struct Bounded {
    decoder: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
    given: u64,
    ratios: Ratios,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(buffer).map_err(window)?;
        self.given += n as u64;
        if self.given > self.ratios[0].0 {
            let taken = self.taken.load(Ordering::Relaxed);
            if let Some(refusal) = too_much(taken, self.given, self.ratios) {
                return Err(refusal.error());
            }
        }
        Ok(n)
    }
}

/// What is too much about `given` bytes out of `taken`.
fn too_much(taken: u64, given: u64, ratios: Ratios) -> Option<Refusal> {
    for (from, ratio) in ratios {
        if given > from && given / ratio > taken {
            return Some(Refusal::new(
                Rule::TooLarge,
                text!(
                    "expands to more than {ratio} times its size, the limit beyond {limit} MiB",
                    ratio,
                    limit = from >> 20
                ),
                "look at what is in it: no export repeats itself that often; export it again, or give it without compression",
            ));
        }
    }
    (given > MAX_TOTAL).then(|| {
        Refusal::new(
            Rule::TooLarge,
            text!(
                "expands to more than {limit} GiB, the limit of a file",
                limit = MAX_TOTAL >> 30
            ),
            "export it in several files",
        )
    })
}

/// zstd tells in words alone that a frame asks for more memory than allowed.
fn window(error: io::Error) -> io::Error {
    if error.to_string().contains("too much memory") {
        Refusal::new(
            Rule::TooLarge,
            text!(
                "asks for a window of more than {limit} MiB, the limit, to be decompressed",
                limit = (1_u64 << MAX_WINDOW) >> 20
            ),
            "compress it without --long, or with --long=27",
        )
        .error()
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gz(text: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(text).unwrap();
        gz.finish().unwrap()
    }

    #[test]
    fn what_expands_too_far_is_stopped() {
        let blanks = vec![b' '; 1 << 20];
        let bytes = [
            ("a.gz", gz(&blanks).repeat(140)),
            (
                "a.ZST",
                zstd::encode_all(&blanks[..], 3).unwrap().repeat(140),
            ),
        ];
        for (path, bytes) in bytes {
            let mut reader = undone(path, io::Cursor::new(bytes), IN_ROWS).unwrap();
            let error = io::copy(&mut reader, &mut io::sink()).unwrap_err();
            let refusal = Refusal::of(&error).expect("a refusal");
            assert_eq!(refusal.rule, Rule::TooLarge);
            assert!(
                refusal
                    .message
                    .to_string()
                    .contains("400 times its size, the limit beyond 16 MiB"),
                "{path}: {refusal}"
            );
        }
    }

    #[test]
    fn several_members_are_one_file() {
        let mut bytes = gz(b"a\n");
        bytes.extend(gz(b"b\n"));
        let mut text = String::new();
        undone("x.ndjson.GZ", io::Cursor::new(bytes), IN_ROWS)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "a\nb\n");
    }

    #[test]
    fn limits() {
        assert!(too_much(1, 16 << 20, IN_ROWS).is_none());
        assert!(too_much(1 << 10, 40 << 20, IN_ROWS).is_some());
        assert!(too_much(1 << 20, 200 << 20, IN_ROWS).is_none());
        assert!(too_much(1 << 18, 200 << 20, IN_ROWS).is_some());
        assert!(too_much(2 << 20, 600 << 20, IN_ROWS).is_some());
        assert!(too_much(1 << 30, 15 << 30, IN_ROWS).is_none());
        assert!(too_much(2 << 20, 70 << 20, AS_A_WHOLE).is_none());
        assert!(too_much(1 << 20, 70 << 20, AS_A_WHOLE).is_some());
        let total = too_much(1 << 30, 17 << 30, IN_ROWS).expect("a refusal");
        assert!(total.message.to_string().contains("16 GiB"));
        assert_eq!(inner("a/b.csv.gz"), "a/b.csv");
        assert_eq!(inner("a/b.csv"), "a/b.csv");
    }

    #[test]
    fn a_window_beyond_the_limit_names_it() {
        // A frame's header alone: a window of 2 GiB (exponent 21), no content size, no checksum.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 0x01, 0x00, 0x00];
        let mut reader = undone("x.zst", io::Cursor::new(frame.to_vec()), IN_ROWS).unwrap();
        let error = io::copy(&mut reader, &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("more than 128 MiB"), "{error}");
    }
}
