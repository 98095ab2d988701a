//! Which DME's infrastructure holds a table: the most specific claim wins.

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap;

use crate::catalog::AssetIx;
use crate::diagnostic::{FileId, Pos};
use crate::document::Located;

/// A pattern for one part of a name.
#[derive(Debug)]
enum Part {
    Any,
    Exact(String),
    Glob(GlobMatcher, usize),
}

impl Part {
    fn new(pattern: Option<&str>) -> Self {
        match pattern {
            None | Some("*") => Self::Any,
            Some(text) if text.contains(['*', '?', '[', '{']) => match Glob::new(text) {
                Ok(glob) => {
                    let literal = text.chars().filter(|c| !"*?[]{}".contains(*c)).count();
                    Self::Glob(glob.compile_matcher(), literal)
                }
                Err(_) => Self::Exact(text.to_owned()),
            },
            Some(text) => Self::Exact(text.to_owned()),
        }
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == text,
            Self::Glob(glob, _) => glob.is_match(text),
        }
    }

    /// Larger is more specific: exact above globs, globs by their literal characters.
    fn weight(&self) -> usize {
        match self {
            Self::Any => 0,
            Self::Glob(_, literal) => 1 + literal,
            Self::Exact(_) => usize::MAX,
        }
    }
}

#[derive(Debug)]
struct Claim {
    dme: AssetIx,
    pos: Pos,
    project: Part,
    dataset: Part,
    table: Part,
}

impl Claim {
    fn specificity(&self) -> (usize, usize, usize) {
        (
            self.table.weight(),
            self.dataset.weight(),
            self.project.weight(),
        )
    }
}

/// All claims of all DMEs.
#[derive(Debug, Default)]
pub(super) struct Infrastructure {
    claims: Vec<Claim>,
    /// Claims that may match anything in a dataset, found once a dataset.
    by_dataset: FxHashMap<(String, String), Vec<usize>>,
}

/// Who holds a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holder {
    None,
    One(AssetIx, Pos),
    /// Several DMEs claim it equally.
    Tie(Vec<(AssetIx, Pos)>),
}

impl Infrastructure {
    pub(super) fn claim(
        &mut self,
        dme: AssetIx,
        file: FileId,
        project: &str,
        dataset: Option<&Located<String>>,
        table: Option<&Located<String>>,
        at: &Located<String>,
    ) {
        self.claims.push(Claim {
            dme,
            pos: dataset.unwrap_or(at).pos(file),
            project: Part::new(Some(project)),
            dataset: Part::new(dataset.map(Located::as_str)),
            table: Part::new(table.map(Located::as_str)),
        });
    }

    pub(super) fn holder(&mut self, project: &str, dataset: &str, table: &str) -> Holder {
        let claims = &self.claims;
        let near = self
            .by_dataset
            .entry((project.to_owned(), dataset.to_owned()))
            .or_insert_with(|| {
                (0..claims.len())
                    .filter(|i| {
                        claims[*i].project.matches(project) && claims[*i].dataset.matches(dataset)
                    })
                    .collect()
            });
        let mut best: Vec<&Claim> = Vec::new();
        for claim in near.iter().map(|i| &claims[*i]) {
            if !claim.table.matches(table) {
                continue;
            }
            match best
                .first()
                .map(|b| b.specificity().cmp(&claim.specificity()))
            {
                None | Some(std::cmp::Ordering::Less) => best = vec![claim],
                Some(std::cmp::Ordering::Equal) => best.push(claim),
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
        let mut dmes: Vec<(AssetIx, Pos)> = best.iter().map(|c| (c.dme, c.pos)).collect();
        dmes.sort_unstable();
        dmes.dedup_by_key(|(dme, _)| *dme);
        match dmes.as_slice() {
            [] => Holder::None,
            [(dme, pos)] => Holder::One(*dme, *pos),
            _ => Holder::Tie(dmes),
        }
    }
}
