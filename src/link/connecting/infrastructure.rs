//! Which DME's infrastructure holds a table: the most specific claim wins.

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Kind, Registry};
use crate::diagnostic::{Argument, FileId, Finding, Pos, Rule, text};
use crate::document::Located;
use crate::link::full_names::Aliases;
use crate::link::glob_pattern::{fault, is_bounded, is_pattern};
use crate::manifest::Document;
use crate::manifest::kinds::DataMeshEnvironment;

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
            // What was refused below stands for nothing.
            Some(text) if !is_bounded(text) => Self::Exact(text.to_owned()),
            Some(text) if is_pattern(text) => match Glob::new(text) {
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
struct InfrastructurePattern {
    dme: AssetIx,
    pos: Pos,
    project: Part,
    dataset: Part,
    table: Part,
}

impl InfrastructurePattern {
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
pub(in crate::link) struct Infrastructure {
    patterns: Vec<InfrastructurePattern>,
    /// Claims that may match anything in a dataset, found once a dataset.
    by_dataset: FxHashMap<(String, String), Vec<usize>>,
    /// Whether there are relations whose system doesn't compare case.
    folds: bool,
}

/// Who holds a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::link) enum Holder {
    None,
    One(AssetIx, Pos),
    /// Several DMEs claim it equally.
    Tie(Vec<(AssetIx, Pos)>),
}

impl Infrastructure {
    pub(in crate::link) fn add_pattern(
        &mut self,
        dme: AssetIx,
        file: FileId,
        project: &str,
        dataset: Option<&Located<String>>,
        table: Option<&Located<String>>,
        at: &Located<String>,
    ) {
        self.patterns.push(InfrastructurePattern {
            dme,
            pos: dataset.unwrap_or(at).pos(file),
            project: Part::new(Some(project)),
            dataset: Part::new(dataset.map(Located::as_str)),
            table: Part::new(table.map(Located::as_str)),
        });
    }

    pub(in crate::link) fn holder(&mut self, project: &str, dataset: &str, table: &str) -> Holder {
        match self.exact(project, dataset, table) {
            // A manifest may spell names as people do.
            Holder::None if self.folds => {
                let lower = [project, dataset, table].map(str::to_lowercase);
                self.exact(&lower[0], &lower[1], &lower[2])
            }
            holder => holder,
        }
    }

    fn exact(&mut self, project: &str, dataset: &str, table: &str) -> Holder {
        let patterns = &self.patterns;
        let near = self
            .by_dataset
            .entry((project.to_owned(), dataset.to_owned()))
            .or_insert_with(|| {
                (0..patterns.len())
                    .filter(|i| {
                        patterns[*i].project.matches(project)
                            && patterns[*i].dataset.matches(dataset)
                    })
                    .collect()
            });
        let mut best: Vec<&InfrastructurePattern> = Vec::new();
        for held_pattern in near.iter().map(|i| &patterns[*i]) {
            if !held_pattern.table.matches(table) {
                continue;
            }
            match best
                .first()
                .map(|b| b.specificity().cmp(&held_pattern.specificity()))
            {
                None | Some(std::cmp::Ordering::Less) => best = vec![held_pattern],
                Some(std::cmp::Ordering::Equal) => best.push(held_pattern),
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

/// The claims of all DMEs.
pub(in crate::link) fn infrastructure(
    c: &Registry,
    aliases: &Aliases,
    documents: &[Document<DataMeshEnvironment>],
    findings: &mut Vec<Finding>,
) -> Infrastructure {
    let mut all = Infrastructure {
        folds: !c.folded.is_empty(),
        ..Infrastructure::default()
    };
    for document in documents {
        let dme = &document.body;
        let Some(asset) = c.find(Kind::Dme, dme.id.as_str()) else {
            continue;
        };
        if c.asset(asset).pos != Some(dme.id.pos(document.pos.file)) {
            continue; // a duplicate that is not used
        }
        for server in &dme.servers {
            let dataset = server.dataset.as_ref();
            let parts = [Some(&server.project), dataset, server.table.as_ref()];
            for part in parts.into_iter().flatten() {
                findings.extend(fault(
                    part,
                    document.pos.file,
                    "write several servers with shorter patterns",
                ));
            }
            let (project, _) =
                aliases.resolve(server.project.as_str(), dataset.map_or("", |d| d.as_str()));
            all.add_pattern(
                asset,
                document.pos.file,
                project,
                dataset,
                server.table.as_ref(),
                &server.project,
            );
        }
    }
    all
}

/// Says that several DMEs claim a relation equally.
pub(in crate::link) fn tie(c: &Registry, asset: AssetIx, dmes: &[(AssetIx, Pos)]) -> Finding {
    let mut list = dmes
        .iter()
        .take(4)
        .map(|(dme, pos)| format!("`{}` ({})", c.name(*dme), c.at(*pos)))
        .collect::<Vec<_>>()
        .join(" and ");
    if dmes.len() > 4 {
        list += &format!(" and {} more", dmes.len() - 4);
    }
    Finding::new(
            Rule::EnvironmentTie,
            text!("{list} claim `{asset}` equally", list, asset = Argument::Asset(c.subject(asset))),
        )
        .at(dmes.last().map(|(_, pos)| *pos))
        .about(c.subject(asset))
        .help("narrow one of the claims: a dataset beats a project, a table beats a dataset, an exact name beats a glob")
}
