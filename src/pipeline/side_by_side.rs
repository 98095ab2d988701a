//! Work done side by side, its results taken in order.

use rayon::prelude::*;

/// Does each piece of `work` in whatever order, and hands the results to `take` in the order of the
/// work. While some is done, what was done before is taken and the next is fetched, so that no more is
/// held than three rounds of a few pieces for each processor.
pub(super) fn in_order<W: Send, R: Send>(
    work: impl Iterator<Item = W>,
    once: impl Fn(W) -> R + Sync,
    mut take: impl FnMut(R),
) {
    // Without others to help, by whoever asks: nothing is held, and a profile shows who.
    if rayon::current_num_threads() == 1 {
        return work.for_each(|work| take(once(work)));
    }
    let most = 2 * rayon::current_num_threads();
    let mut work = work.fuse();
    let mut next: Vec<W> = work.by_ref().take(most).collect();
    let mut done: Vec<R> = Vec::new();
    while !next.is_empty() || !done.is_empty() {
        let now = std::mem::take(&mut next);
        let mut results = Vec::with_capacity(now.len());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                now.into_par_iter()
                    .map(&once)
                    .collect_into_vec(&mut results)
            });
            done.drain(..).for_each(&mut take);
            next.extend(work.by_ref().take(most));
        });
        done = results;
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for count in [0, 1, 1000] {
            let mut taken = Vec::new();
            in_order(0..count, |n| n * 2, |n| taken.push(n));
            assert_eq!(taken, (0..count).map(|n| n * 2).collect::<Vec<u32>>());
        }
    }
}
