//! The names of tables: drawn one after another, each unlike those before it. None is kept: a name is
//! drawn again from where the stream of random numbers stood, which takes three bytes a table.

use std::collections::HashSet;

use crate::mesh::{Dme, language_words};
use crate::organization::unique;
use crate::random::Random;
use crate::text::{identifier, object_name};
use crate::words::Words;

/// Of so many names the place of the first is known, the others are counted from there.
const BLOCK: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The stream before the first name.
    stream: Random,
    /// Numbers drawn before the first name of each block.
    blocks: Vec<u64>,
    /// Numbers drawn from the place of the name before to that of this one, and the attempt that
    /// gave a name that nobody has.
    steps: Vec<(u16, u8)>,
}

impl Names {
    pub(crate) fn draw(dmes: &[Dme], tables: usize, random: &mut Random) -> Self {
        let mut names = Self {
            stream: random.clone(),
            blocks: Vec::with_capacity(tables.div_ceil(BLOCK)),
            steps: Vec::with_capacity(tables),
        };
        let mut taken = HashSet::with_capacity(tables);
        let mut before = 0;
        for dme in dmes {
            let words = language_words(dme.language);
            for table in dme.tables.clone() {
                let (mut place, mut last) = (0, 0);
                unique(&mut taken, |attempt| {
                    place = random.drawn_since(&names.stream);
                    last = attempt;
                    name(words, dme.topic, attempt, random)
                });
                if table % BLOCK == 0 {
                    names.blocks.push(place);
                }
                // Hundreds of attempts would be needed for more.
                let step = u16::try_from(place - before).unwrap_or(u16::MAX);
                names.steps.push((step, last.min(8) as u8));
                before = place;
            }
        }
        names
    }

    /// The name of a table of such a DME.
    pub(crate) fn get(&self, table: usize, dme: &Dme) -> String {
        let first = table - table % BLOCK;
        let steps = self.steps[first + 1..=table].iter();
        let place =
            self.blocks[table / BLOCK] + steps.map(|(step, _)| u64::from(*step)).sum::<u64>();
        let attempt = usize::from(self.steps[table].1);
        let mut random = self.stream.after(place);
        name(
            language_words(dme.language),
            dme.topic,
            attempt,
            &mut random,
        )
    }
}

fn name(words: &Words, topic: &str, attempt: usize, random: &mut Random) -> String {
    let name = object_name(words, topic, random);
    match attempt {
        0..3 => name,
        3..8 => format!("{name}_{}", identifier(random.pick(words.things))),
        _ => format!("{name}_{}", random.between(2, 99_999)),
    }
}
