//! Many files are removed by several threads. Some file systems tell the disk of each file that loses its
//! last name, and wait for its answer (ext4 with `discard` and no journal: two milliseconds and more). Who
//! waits needs no core.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::output_error::FileError;

/// So few aren't worth another thread; neighbours are mostly in one folder.
const FEW: usize = 64;
/// How many wait at a time.
const THREADS: usize = 16;

/// Does something with all of them, some neighbours at a time, in any order. Where it fails with one,
/// others may be done or not.
pub(super) fn in_parts<T: Sync>(
    all: &[T],
    some: impl Fn(&[T]) -> Result<(), FileError> + Sync + Send,
) -> Result<(), FileError> {
    let pool = (all.len() > FEW).then(|| ThreadPoolBuilder::new().num_threads(THREADS).build());
    match pool {
        Some(Ok(pool)) => pool.install(|| all.par_chunks(FEW).try_for_each(some)),
        // Where there are no more threads, this one will do.
        Some(Err(_)) | None => some(all),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{FEW, FileError, in_parts};

    #[test]
    fn each_is_done_once_and_what_fails_is_told() {
        for count in [0, 1, FEW, FEW + 1, 1000] {
            let all: Vec<usize> = (0..count).collect();
            let done = Mutex::new(Vec::new());
            let result = in_parts(&all, |some| {
                done.lock().unwrap().extend_from_slice(some);
                Ok(())
            });
            assert!(result.is_ok());
            let mut done = done.into_inner().unwrap();
            done.sort_unstable();
            assert_eq!(done, all);
            let result = in_parts(&all, |some| match some.iter().any(|n| n + 1 == count) {
                true => Err(FileError::new("x", std::io::ErrorKind::Other.into())),
                false => Ok(()),
            });
            assert_eq!(result.is_err(), count > 0, "{count}");
        }
    }
}
