//! Meshes drawn at random.

use super::dice::Dice;
use super::random_mesh::{Choices, Dataset, Dme, Group, RandomMesh, Remark, RowOrder};

/// What a DME may publish.
const PUBLISH: [Option<&str>; 5] = [
    None,
    None,
    Some("[]"),
    Some("[owner, state]"),
    Some("[freshness, sql, columns]"),
];
/// Numbers of the datasets; tables of a DME lie in one of its number.
pub(super) const UNIFIED: usize = 3;
pub(super) const INNER: usize = 4;

impl RandomMesh {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let mut mesh = Self {
            choices: Choices {
                is_redacted: dice.percent(30),
                includes: dice.percent(70),
                publish: dice.of(&PUBLISH).copied().flatten(),
                hidden_dataset: dice.percent(20).then(|| dice.below(INNER + 1)),
            },
            domains: Vec::new(),
            teams: Vec::new(),
            dmes: Vec::new(),
            datasets: Vec::new(),
            relations: Vec::new(),
            products: Vec::new(),
            statements: Vec::new(),
            runs: Vec::new(),
            alerts: Vec::new(),
            consumers: Vec::new(),
            tests: Vec::new(),
            texts: Vec::new(),
            contracts: Vec::new(),
            remarks: Vec::new(),
            order: RowOrder::Made,
            named: 0,
        };
        mesh.draw_groups(dice);
        for dme in 0..mesh.dmes.len() {
            for _ in 0..=dice.below(3) {
                mesh.add_table(dme, dice);
            }
            if dice.percent(25) {
                mesh.add_shards(dme, dice);
            }
        }
        for n in 0..2 + dice.below(4) {
            mesh.add_view(n > 0 && dice.percent(30), dice);
        }
        mesh.draw_datasets(dice);
        for dme in 0..mesh.dmes.len() {
            mesh.add_product(dme, dice);
            let about = dice.below(mesh.relations.len());
            mesh.dmes[dme].suppression = dice.percent(20).then_some(about);
        }
        mesh.draw_past(dice);
        mesh.draw_use(dice);
        mesh
    }

    fn draw_groups(&mut self, dice: &mut Dice) {
        for kind in ["domain", "team"] {
            let mut all: Vec<Group> = Vec::new();
            for n in 0..2 + dice.below(3) {
                all.push(Group {
                    name: self.name(kind),
                    parent: (n > 0 && dice.percent(60)).then(|| dice.below(n)),
                    text: self.name("purpose"),
                });
            }
            match kind {
                "domain" => self.domains = all,
                _ => self.teams = all,
            }
        }
        for _ in 0..3 {
            let dme = Dme {
                name: self.name("dme"),
                is_hidden: dice.percent(40),
                publish: dice.of(&PUBLISH).copied().flatten(),
                text: self.name("mission"),
                framework: dice.below(3),
                domain: dice.below(self.domains.len()),
                team: dice.below(self.teams.len()),
                suppression: None,
                is_gone: false,
            };
            self.dmes.push(dme);
        }
        for name in ["lake0", "lake1", "lake2", "unified", "inner"] {
            let dataset = Dataset {
                name: name.into(),
                text: self.name("holds"),
                is_hidden: false,
                grants: Vec::new(),
                is_shown: false,
                views: Vec::new(),
                datasets: Vec::new(),
            };
            self.datasets.push(dataset);
        }
    }

    /// Rights of whole datasets.
    fn draw_datasets(&mut self, dice: &mut Dice) {
        let views = (0..self.relations.len()).filter(|n| self.relations[*n].is_view());
        let views: Vec<usize> = views.collect();
        for n in 0..self.datasets.len() {
            let dataset = &mut self.datasets[n];
            dataset.is_hidden = dice.percent(10);
            if dice.percent(25) {
                dataset.grants = Self::grants(dice, 25);
            }
            dataset.is_shown = dice.percent(40);
            dataset.views = dice.of(&views).copied().into_iter().collect();
            if dice.percent(50) {
                dataset.datasets = vec![dice.below(INNER + 1)];
            }
        }
    }

    /// What things were called before, and what takes their place.
    fn draw_past(&mut self, dice: &mut Dice) {
        for n in 0..self.relations.len() {
            if dice.percent(10) {
                let name = self.name("once");
                let dme = dice.percent(50).then(|| dice.below(self.dmes.len()));
                self.relations[n].previous = Some((name, dme));
            }
            if dice.percent(10) {
                let name = self.name("formerly");
                let dataset = &self.datasets[self.relations[n].dataset].name;
                self.relations[n].renamed_from = Some(format!("p.{dataset}.{name}"));
            }
            if dice.percent(10) {
                let by = dice.below(self.relations.len());
                self.relations[n].replaced_by = Some(by).filter(|by| *by != n);
            }
        }
    }

    /// What is done with relations, and said of them.
    fn draw_use(&mut self, dice: &mut Dice) {
        for _ in 0..dice.below(5) {
            self.add_statement(dice);
        }
        for _ in 0..dice.below(4) {
            self.add_run(dice);
        }
        for n in 0..self.products.len() {
            let run = dice.below(self.runs.len());
            self.products[n].waits_for = Some(run).filter(|_| !self.runs.is_empty());
        }
        for _ in 0..dice.below(4) {
            self.add_alert(dice);
        }
        for _ in 0..dice.below(3) {
            self.add_consumer(dice);
        }
        for _ in 0..dice.below(4) {
            self.add_test(dice);
        }
        for _ in 0..dice.below(5) {
            self.add_text(dice);
        }
        for _ in 0..dice.below(3) {
            self.add_contract(dice);
        }
        for _ in 0..dice.below(2) {
            let remark = Remark {
                text: self.name("smells"),
                on: dice.below(self.relations.len()),
            };
            self.remarks.push(remark);
        }
    }
}
