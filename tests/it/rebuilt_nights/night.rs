//! What a mesh is like in one night, and what may change until the next.

use super::dice::Dice;
use super::hidden_edits::{Edit, Unseen, edit};
use super::random_mesh::{Form, RandomMesh};

/// 2026-01-21 10:00 UTC, the day after the newest moment of the mesh.
pub(super) const FIRST: u64 = 1_768_989_600;
const DAY: u64 = 86_400;

/// A guide of a folder, in the order that it says.
#[derive(Debug, Clone)]
pub(super) struct Guide {
    pub name: String,
    pub title: String,
    pub order: usize,
    pub text: String,
    pub image: Option<usize>,
}

/// How files are written that say the same.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// In how many files the rows of a kind stand.
    pub shards: usize,
    /// How an export ends: plain, `.gz`, `.zst`.
    pub packed: usize,
    /// Lines above manifests.
    pub lines: usize,
    /// Rows that stand there twice, with other words: in which order.
    pub doubled: Option<bool>,
    /// The folder that manifests are in.
    pub folder: usize,
    /// What is no JSON, at the end of an export; what is no YAML; what are no settings.
    pub broken: [bool; 3],
    /// Files that mean nothing.
    pub strays: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Night {
    pub mesh: RandomMesh,
    pub guides: Vec<Guide>,
    /// How many terms there are beside those of the mesh: a list has 100 on a page.
    pub terms: usize,
    /// What templates of its own say, where it has some: a page includes what includes it.
    pub template: Option<usize>,
    /// Numbers of settings that are made.
    pub settings: Vec<usize>,
    /// What images hold.
    pub images: usize,
    /// Whether there is what a guide points to.
    pub is_there: bool,
    pub baseline: bool,
    pub written: Written,
    /// How much time has passed since the first one.
    pub seconds: u64,
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        /// What changes from one night to the next.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Change { Mesh(Edit), $($kind),* }
        const KINDS: &[Change] = &[$(Change::$kind),*];
    };
}

kinds! {
    Back Gone LastOfAKind ToView Rename Moved Retitled Reordered GuideText NewGuide GuideGone Image NoImage
    Dangling Terms Template NoTemplate Setting NoSetting Baseline Shards Packed Lines Doubled Folder
    BrokenExport BrokenManifest BrokenSettings Mended Stray Days
}

impl Change {
    pub(super) fn drawn(dice: &mut Dice) -> Self {
        match dice.percent(30) {
            true => Self::Mesh(*dice.of(Edit::ALL).unwrap()),
            false => *dice.of(KINDS).unwrap(),
        }
    }
}

/// How many settings there are to make.
pub(super) const SETTINGS: usize = 12;

impl Night {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let mesh = RandomMesh::new(dice);
        let guides = (0..dice.below(4)).map(|n| Guide::new(n, dice)).collect();
        Self {
            mesh,
            guides,
            terms: if dice.percent(12) { 98 } else { 0 },
            template: dice.percent(15).then_some(0),
            settings: Vec::new(),
            images: 0,
            is_there: dice.percent(50),
            baseline: dice.percent(20),
            written: Written {
                shards: 1 + dice.below(2),
                packed: 0,
                lines: 0,
                doubled: None,
                folder: 0,
                broken: [false; 3],
                strays: 0,
            },
            seconds: 0,
        }
    }

    /// How many seconds are left of the day.
    pub(super) fn to_midnight(&self) -> u64 {
        DAY - (FIRST + self.seconds) % DAY
    }

    /// Changes one thing.
    pub(super) fn change(&mut self, change: Change, dice: &mut Dice) {
        match change {
            Change::Mesh(kind) => {
                let anything = anything(&self.mesh);
                edit(&mut self.mesh, &anything, kind, dice);
            }
            Change::Back => {}
            Change::Gone | Change::ToView | Change::Rename | Change::LastOfAKind => {
                self.change_mesh(change, dice);
            }
            Change::Moved
            | Change::Retitled
            | Change::Reordered
            | Change::GuideText
            | Change::NewGuide
            | Change::GuideGone
            | Change::Image
            | Change::NoImage => self.change_guides(change, dice),
            Change::Dangling => self.is_there = !self.is_there,
            Change::Terms => {
                if self.terms > 0 {
                    self.terms = 97 + dice.below(6);
                }
            }
            Change::Template => self.template = Some(self.template.map_or(0, |n| n + 1)),
            Change::NoTemplate => self.template = None,
            Change::Setting => self.settings.push(dice.below(SETTINGS)),
            Change::NoSetting => {
                let at = dice.below(self.settings.len());
                self.settings.drain(at.min(self.settings.len())..);
            }
            Change::Baseline => self.baseline = !self.baseline,
            Change::Days => self.seconds += DAY * [1, 1, 7, 40, 400][dice.below(5)],
            _ => self.change_form(change, dice),
        }
    }

    fn change_mesh(&mut self, change: Change, dice: &mut Dice) {
        let mesh = &mut self.mesh;
        let n = dice.below(mesh.relations.len());
        match change {
            Change::Gone => mesh.relations[n].is_gone = !mesh.relations[n].is_gone,
            Change::Rename => mesh.relations[n].name = mesh.name("renamed"),
            Change::ToView => {
                let other = dice.below(mesh.relations.len());
                let relation = &mut mesh.relations[n];
                match relation.is_view() {
                    true => (relation.form, relation.reads) = (Form::Table, Vec::new()),
                    false if other != n => {
                        (relation.form, relation.reads) = (Form::View, vec![other]);
                    }
                    false => {}
                }
            }
            _ => match dice.below(7) {
                0 => mesh.consumers.clear(),
                1 => mesh.texts.clear(),
                2 => mesh.contracts.clear(),
                3 => mesh.alerts.clear(),
                4 => mesh.remarks.clear(),
                5 => mesh.tests.clear(),
                _ => mesh.runs.retain(|_| false),
            },
        }
        // What a product waits for is a run.
        let runs = mesh.runs.len();
        for product in &mut mesh.products {
            product.waits_for = product.waits_for.filter(|run| *run < runs);
        }
    }

    fn change_guides(&mut self, change: Change, dice: &mut Dice) {
        if change == Change::NewGuide {
            let number = 10 + self.mesh.named;
            self.mesh.named += 1;
            self.guides.push(Guide::new(number, dice));
        }
        if change == Change::Image {
            self.images += 1;
        }
        let word = self.mesh.name("said");
        let at = dice.below(self.guides.len());
        let Some(guide) = self.guides.get_mut(at) else {
            return;
        };
        match change {
            Change::Moved => guide.name = format!("{}-{word}", guide.name),
            Change::Retitled => guide.title = format!("About {word}"),
            Change::Reordered => guide.order = dice.below(9),
            Change::GuideText => guide.text = word,
            Change::Image => guide.image = Some(dice.below(2)),
            Change::NoImage => guide.image = None,
            Change::GuideGone => drop(self.guides.remove(at)),
            _ => {}
        }
    }

    fn change_form(&mut self, change: Change, dice: &mut Dice) {
        let written = &mut self.written;
        match change {
            Change::Shards => written.shards = 1 + dice.below(4),
            Change::Packed => written.packed = (written.packed + 1 + dice.below(2)) % 3,
            Change::Lines => written.lines = (written.lines + 1 + dice.below(3)) % 7,
            Change::Doubled => written.doubled = Some(!written.doubled.unwrap_or(false)),
            Change::Folder => written.folder += 1,
            Change::BrokenExport => written.broken[0] = true,
            Change::BrokenManifest => written.broken[1] = true,
            Change::BrokenSettings => written.broken[2] = true,
            Change::Mended => written.broken = [false; 3],
            _ => written.strays += 1,
        }
    }
}

impl Guide {
    fn new(number: usize, dice: &mut Dice) -> Self {
        Self {
            name: format!("guide{number}"),
            title: format!("Guide {number}"),
            order: dice.below(9),
            text: format!("text {number}"),
            image: dice.percent(30).then(|| dice.below(2)),
        }
    }
}

/// Everything of a mesh can be edited.
fn anything(mesh: &RandomMesh) -> Unseen {
    let all = |n: usize| (0..n).collect::<Vec<usize>>();
    let columns = mesh.relations.iter().enumerate();
    let columns = columns.flat_map(|(n, of)| (0..of.columns.len()).map(move |column| (n, column)));
    Unseen {
        relations: all(mesh.relations.len()),
        dmes: all(mesh.dmes.len()),
        products: all(mesh.products.len()),
        domains: all(mesh.domains.len()),
        teams: all(mesh.teams.len()),
        apart: all(mesh.relations.len()),
        columns: columns.collect(),
    }
}
