//! Meshes drawn at random.

use super::dice::Dice;
use super::random_mesh::{
    AUDIENCES, Alert, Choices, Column, Consumer, Contract, Dataset, Dme, Form, Group, Product,
    Prose, RandomMesh, Relation, Remark, RowOrder, Run, Test, Text,
};

const TYPES: [&str; 4] = ["INT64", "STRING", "TIMESTAMP", "NUMERIC"];
/// What a DME may publish.
const PUBLISH: [Option<&str>; 5] = [
    None,
    None,
    Some("[]"),
    Some("[owner, state]"),
    Some("[freshness, sql, columns]"),
];
/// Numbers of the datasets; tables of a DME lie in one of its number.
const UNIFIED: usize = 3;
const INNER: usize = 4;

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

    fn columns(&mut self, dice: &mut Dice) -> Vec<Column> {
        (0..=dice.below(3))
            .map(|_| Column {
                name: self.name("col"),
                data_type: TYPES[dice.below(TYPES.len())],
                text: self.name("says"),
                tag: dice.percent(15).then(|| dice.below(2)),
            })
            .collect()
    }

    fn grants(dice: &mut Dice, percent: usize) -> Vec<usize> {
        let all = 0..AUDIENCES.len();
        all.filter(|_| dice.percent(percent)).collect()
    }

    /// A table of a DME; gives its number.
    pub(super) fn add_table(&mut self, dme: usize, dice: &mut Dice) -> usize {
        let table = Relation {
            dataset: dme,
            name: self.name("tab"),
            dme,
            columns: self.columns(dice),
            text: self.name("about"),
            form: Form::Table,
            reads: Vec::new(),
            is_star: false,
            is_wildcard: false,
            grants: Self::grants(dice, 15),
            services: dice.below(3),
            declared: Vec::new(),
            hidden_label: dice.percent(10),
            owner_label: dice.percent(20).then(|| dice.below(self.dmes.len())),
            rows: dice.below(90_000),
            policy: dice.percent(15).then(|| self.name("policy")),
            previous: None,
            renamed_from: None,
            replaced_by: None,
            is_dbt: dice.percent(40),
            is_gone: false,
        };
        self.relations.push(table);
        self.relations.len() - 1
    }

    /// Two tables of a row, mostly with the same rights.
    fn add_shards(&mut self, dme: usize, dice: &mut Dice) {
        let one = self.add_table(dme, dice);
        let shard = &mut self.relations[one];
        (shard.form, shard.is_dbt) = (Form::Shard, false);
        let stem = shard.name.clone();
        shard.name = format!("{stem}_1");
        let mut other = shard.clone();
        other.name = format!("{stem}_2");
        if dice.percent(30) {
            other.grants = Self::grants(dice, 30);
        }
        self.relations.push(other);
    }

    /// A view of one or two of what is there; gives its number.
    pub(super) fn add_view(&mut self, is_internal: bool, dice: &mut Dice) -> usize {
        let mut reads: Vec<usize> = (0..=dice.below(2))
            .map(|_| dice.below(self.relations.len()))
            .collect();
        reads.retain(|n| !self.relations[*n].is_gone);
        if reads.is_empty() {
            reads.push(0);
        }
        let first = &self.relations[reads[0]];
        // Its columns are made of what it reads, and listed as such.
        let columns = first.columns.clone();
        let is_materialized = dice.percent(20);
        let view = Relation {
            dataset: if is_internal { INNER } else { UNIFIED },
            dme: first.dme,
            is_wildcard: first.form == Form::Shard,
            name: self.name("view"),
            columns,
            text: self.name("about"),
            form: match is_materialized {
                true => Form::Materialized,
                false => Form::View,
            },
            is_star: reads.len() == 1 && dice.percent(30),
            reads,
            grants: Self::grants(dice, 45),
            services: dice.below(3),
            declared: match dice.percent(25) {
                true => Self::grants(dice, 50),
                false => Vec::new(),
            },
            hidden_label: dice.percent(20),
            owner_label: None,
            rows: 0,
            policy: None,
            previous: None,
            renamed_from: None,
            replaced_by: None,
            is_dbt: dice.percent(40),
            is_gone: false,
        };
        self.relations.push(view);
        self.relations.len() - 1
    }

    pub(super) fn add_product(&mut self, dme: usize, dice: &mut Dice) {
        let of = |wanted: &dyn Fn(&Relation) -> bool| -> Vec<usize> {
            let all = self.relations.iter().enumerate();
            all.filter(|(_, r)| wanted(r)).map(|(n, _)| n).collect()
        };
        let is_unified = |r: &Relation| r.dataset == UNIFIED;
        let mut ports = of(&|r| is_unified(r) && r.dme == dme);
        // A view is a port of one product.
        ports.retain(|port| !self.products.iter().any(|p| p.ports.contains(port)));
        let views = of(&is_unified);
        let tables = of(&|r| !r.is_view() && r.dme == dme);
        let inputs = dice
            .of(&views)
            .copied()
            .filter(|input| !ports.contains(input));
        let product = Product {
            is_hidden: dice.percent(20),
            text: format!("does{}", self.named),
            name: self.name("product"),
            dme,
            domain: dice.below(self.domains.len()),
            team: dice.below(self.teams.len()),
            ports,
            inputs: inputs.into_iter().collect(),
            tables: dice.of(&tables).copied().into_iter().collect(),
            waits_for: None,
            notes: self.name("released"),
        };
        self.products.push(product);
    }

    fn some(&self, dice: &mut Dice) -> Vec<usize> {
        let all = 0..=dice.below(2);
        all.map(|_| dice.below(self.relations.len())).collect()
    }

    pub(super) fn add_statement(&mut self, dice: &mut Dice) {
        let writes = dice.percent(20).then(|| dice.below(self.relations.len()));
        let run = Run {
            name: self.name("stmt"),
            reads: self.some(dice),
            writes: writes.filter(|to| !self.relations[*to].is_view()),
            day: dice.below(9),
            user: dice.below(4),
            is_scheduled: false,
        };
        self.statements.push(run);
    }

    pub(super) fn add_run(&mut self, dice: &mut Dice) {
        let run = Run {
            name: self.name("job"),
            reads: self.some(dice),
            writes: Some(dice.below(self.relations.len())),
            day: dice.below(9),
            user: dice.below(4),
            is_scheduled: dice.percent(40),
        };
        self.runs.push(run);
    }

    pub(super) fn add_alert(&mut self, dice: &mut Dice) {
        let alert = Alert {
            name: self.name("alert"),
            on: self.some(dice),
            is_open: dice.percent(60),
            is_monitor: dice.percent(40),
        };
        self.alerts.push(alert);
    }

    pub(super) fn add_consumer(&mut self, dice: &mut Dice) {
        let consumer = Consumer {
            name: self.name("reader"),
            text: self.name("learns"),
            reads: self.some(dice),
            is_model: dice.percent(50),
        };
        self.consumers.push(consumer);
    }

    pub(super) fn add_test(&mut self, dice: &mut Dice) {
        let all = (0..self.relations.len()).filter(|n| self.relations[*n].is_dbt);
        let all: Vec<usize> = all.collect();
        if let Some(on) = dice.of(&all).copied() {
            let test = Test {
                name: self.name("test"),
                on,
                to: dice.of(&all).copied().filter(|to| *to != on),
                fails: dice.percent(40),
            };
            self.tests.push(test);
        }
    }

    pub(super) fn add_text(&mut self, dice: &mut Dice) {
        let prose = match dice.below(5) {
            0 | 1 => Prose::Guide,
            2 | 3 => Prose::Term,
            _ => Prose::Long(dice.below(self.dmes.len())),
        };
        let text = Text {
            prose,
            name: self.name("text"),
            text: self.name("tells"),
            audience: dice.percent(60).then(|| dice.below(AUDIENCES.len())),
            about: dice
                .percent(50)
                .then(|| self.some(dice))
                .unwrap_or_default(),
        };
        self.texts.push(text);
    }

    fn add_contract(&mut self, dice: &mut Dice) {
        let mut of = self.some(dice);
        of.sort_unstable();
        of.dedup();
        let contract = Contract {
            name: self.name("contract"),
            text: self.name("promises"),
            of,
        };
        self.contracts.push(contract);
    }
}
