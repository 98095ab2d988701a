//! Random numbers that depend on nothing but a seed. Only integer arithmetic and `+ - * /` on
//! floats are used, so that every platform draws the same mesh.

/// `SplitMix64`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Random(u64);

/// What the state grows by with each number. It is odd, so that no two states are alike.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// Its inverse: `STEP * BACK` is 1.
const BACK: u64 = 0xf1de_83e1_9937_733d;

/// Mixes the bits of one word.
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// FNV-1a, for seeds made from a name.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Random {
    /// A stream of its own for each topic and number, so that the content of one table can be
    /// made again without that of the others.
    pub(crate) fn of(seed: u64, topic: &str, number: usize) -> Self {
        let start = mix(seed ^ hash(topic));
        Self(mix(start.wrapping_add(number as u64)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// How many numbers were drawn since the stream was as it is there.
    pub(crate) fn drawn_since(&self, start: &Self) -> u64 {
        self.0.wrapping_sub(start.0).wrapping_mul(BACK)
    }

    /// The stream once so many more numbers are drawn.
    pub(crate) fn after(&self, drawn: u64) -> Self {
        Self(self.0.wrapping_add(STEP.wrapping_mul(drawn)))
    }

    /// A random identifier, as version 4 writes it.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            ((low >> 48) & 0x3fff) | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }

    /// A number in `0..bound`; 0 where the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in so many of a thousand cases.
    pub(crate) fn in_thousand(&mut self, share: usize) -> bool {
        self.below(1000) < share
    }

    /// An element of a list that isn't empty, all equally likely.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// A rank in `0..count`, low ranks more likely: octaves are equally likely, numbers within
    /// an octave too, which follows 1/rank without any logarithm.
    pub(crate) fn rank(&mut self, count: usize) -> usize {
        let octaves = (usize::BITS - count.leading_zeros()) as usize;
        for _ in 0..16 {
            let octave = self.below(octaves);
            let value = (1usize << octave) + self.below(1usize << octave);
            if value <= count {
                return value - 1;
            }
        }
        0
    }

    /// A rank of the list, drawn with [`Random::rank`].
    pub(crate) fn pick_ranked<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.rank(list.len())]
    }

    /// A value from a distribution given by its quantiles, `(percent, value)`, straight lines
    /// between them.
    pub(crate) fn quantile(&mut self, knots: &[(f64, f64)]) -> usize {
        let percent = self.below(1_000_000) as f64 / 10_000.0;
        for pair in knots.windows(2) {
            let ((from, low), (to, high)) = (pair[0], pair[1]);
            if percent < to {
                return (low + (high - low) * (percent - from) / (to - from)) as usize;
            }
        }
        knots.last().map_or(0, |knot| knot.1 as usize)
    }

    /// Puts a list into another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}

/// A one-to-one map of `0..count` onto itself that looks unordered and needs no memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Permutation {
    count: u128,
    factor: u128,
    offset: u128,
}

impl Permutation {
    pub(crate) fn new(count: usize, random: &mut Random) -> Self {
        let mut factor = (count / 2 + random.below(count / 2 + 1)).max(1) | 1;
        while gcd(factor, count) != 1 {
            factor += 2;
        }
        Self {
            count: count.max(1) as u128,
            factor: factor as u128,
            offset: random.below(count) as u128,
        }
    }

    pub(crate) fn apply(self, index: usize) -> usize {
        ((index as u128 * self.factor + self.offset) % self.count) as usize
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
