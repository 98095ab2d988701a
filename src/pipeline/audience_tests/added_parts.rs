//! What meshes drawn at random are made of, one at a time.

use super::dice::Dice;
use super::drawn_parts::{INNER, UNIFIED};
use super::random_mesh::{
    AUDIENCES, Alert, Column, Consumer, Contract, Form, Product, Prose, RandomMesh, Relation, Run,
    Test, Text,
};

const TYPES: [&str; 4] = ["INT64", "STRING", "TIMESTAMP", "NUMERIC"];

impl RandomMesh {
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

    pub(super) fn grants(dice: &mut Dice, percent: usize) -> Vec<usize> {
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
    pub(super) fn add_shards(&mut self, dme: usize, dice: &mut Dice) {
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
            tells: None,
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
            tells: dice.percent(30).then(|| self.name("seen")),
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
            about: if dice.percent(50) {
                self.some(dice)
            } else {
                Vec::new()
            },
        };
        self.texts.push(text);
    }

    pub(super) fn add_contract(&mut self, dice: &mut Dice) {
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
