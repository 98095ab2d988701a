//! Which packs are swept: what is still of use of them is written anew, and they go.

/// What nobody uses any more is at most this share of what is used: so much stays for who goes back to
/// what was before.
const UNUSED_SHARE: u64 = 2;
/// And so many bytes of it may always stay.
const UNUSED_FLOOR: u64 = 4 << 20;
/// So many packs are there at most.
const PACKS: usize = 24;
/// Where there are more, so many stay.
const PACKS_LEFT: usize = 12;

/// How much of a pack is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PackUse {
    /// How many packs were written before it.
    pub(super) number: u64,
    /// Which run was the last to use any of it.
    pub(super) last: u64,
    /// All of it, in bytes.
    pub(super) size: u64,
    /// What is of use.
    pub(super) used: u64,
}

impl PackUse {
    const fn unused(self) -> u64 {
        self.size.saturating_sub(self.used)
    }

    /// Whether sweeping it frees half as much as it writes, at least.
    const fn is_worth_it(self) -> bool {
        self.unused().saturating_mul(1 + UNUSED_SHARE) >= self.size
    }
}

/// Numbers of the packs that are swept where a run wrote so many bytes more. Those that were used least
/// lately go first, the oldest of them before others.
pub(super) fn to_sweep(packs: &[PackUse], written: u64) -> Vec<u64> {
    let mut packs = packs.to_vec();
    packs.sort_unstable_by_key(|pack| (pack.last, pack.number));
    let used = packs.iter().map(|pack| pack.used).sum::<u64>();
    let allowed = (used.saturating_add(written) / UNUSED_SHARE).max(UNUSED_FLOOR);
    let mut unused = packs.iter().map(|pack| pack.unused()).sum::<u64>();
    let mut swept = Vec::new();
    for pack in packs.iter().filter(|pack| pack.is_worth_it()) {
        if unused <= allowed {
            break;
        }
        unused -= pack.unused();
        swept.push(pack.number);
    }
    packs.retain(|pack| !swept.contains(&pack.number));
    if packs.len() >= PACKS {
        packs.sort_by_key(|pack| pack.used);
        let many = packs.len().saturating_sub(PACKS_LEFT - 1);
        swept.extend(packs.iter().take(many).map(|pack| pack.number));
    }
    swept
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests make what they look at")]
mod tests {
    use super::{PACKS, PACKS_LEFT, PackUse, to_sweep};

    const MIB: u64 = 1 << 20;

    fn packs(of: &[(u64, u64)]) -> Vec<PackUse> {
        let pack = |((size, used), number): (&(u64, u64), u64)| PackUse {
            number,
            last: 0,
            size: size * MIB,
            used: used * MIB,
        };
        of.iter().zip(0..).map(pack).collect()
    }

    #[test]
    fn what_is_unused_is_at_most_half_of_what_is_used() {
        // Nothing is unused, or little.
        assert_eq!(to_sweep(&packs(&[(100, 100), (50, 20)]), 0), [0_u64; 0]);
        // The oldest of which a third is unused goes, and no more than has to.
        let four = packs(&[(100, 90), (50, 20), (50, 5), (60, 10)]);
        assert_eq!(to_sweep(&four, 0), [1, 2]);
        assert_eq!(to_sweep(&four, 100 * MIB), [1]);
        let mut lately = four;
        lately[1].last = 1;
        assert_eq!(to_sweep(&lately, 100 * MIB), [2]);
        // Little as it is, all of it is unused.
        assert_eq!(to_sweep(&packs(&[(4, 0)]), 0), [0_u64; 0]);
        assert_eq!(to_sweep(&packs(&[(5, 0)]), 0), [0]);
    }

    #[test]
    fn it_never_stays_more_than_that() {
        let mut random = 7_u64;
        let mut below = |n: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (random >> 33) % n
        };
        for _ in 0..500 {
            let many = below(20);
            let all: Vec<(u64, u64)> = (0..many)
                .map(|_| {
                    let size = below(200);
                    (size, below(size + 1))
                })
                .collect();
            let all = packs(&all);
            let written = below(300) * MIB;
            let swept = to_sweep(&all, written);
            let stays = all.iter().filter(|pack| !swept.contains(&pack.number));
            let unused: u64 = stays.map(|pack| pack.unused()).sum();
            let used: u64 = all.iter().map(|pack| pack.used).sum();
            assert!(unused <= ((used + written) / 2).max(4 * MIB), "{all:?}");
        }
    }

    #[test]
    fn of_many_the_smallest_are_put_together() {
        let mut of = vec![(1, 1); PACKS - 1];
        assert_eq!(to_sweep(&packs(&of), 0), [0_u64; 0]);
        of.push((1, 1));
        of[0] = (900, 900);
        let swept = to_sweep(&packs(&of), 0);
        assert_eq!(swept.len(), PACKS + 1 - PACKS_LEFT);
        assert!(!swept.contains(&0));
    }
}
