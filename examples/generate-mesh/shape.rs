//! The shape of the mesh: what real warehouses have and the plain mesh lacks. All parameters stand
//! here, once.
//!
//! *Counted* is said of numbers from metadata of real systems, which docs/real-data.md lists: of
//! Mozilla's BigQuery warehouse (140 tables and views, 2,652 field paths, 132 relations with 186 that
//! they read) and of the dbt project `fivetran_jira` (101 nodes). *Limit* is what BigQuery allows. The
//! rest is assumed: six datasets of one warehouse show no hub of a mesh.

use crate::mesh::Mesh;
use crate::random::Random;
use crate::text::sentence;
use crate::words::Words;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shape {
    /// Of even growth: no hubs, short chains, some sharded tables. All recorded figures are of it.
    #[default]
    Plain,
    /// Hubs, deep chains, 1,000 columns, nested records, many sharded tables, late tables, long texts
    /// and names.
    Warehouse,
}

/// For so many tables there is a hub. Which one a view reads follows 1/rank.
const TABLES_PER_HUB: usize = 2000;
/// Of a thousand views so many read a hub.
const HUB_READERS: usize = 350;

/// Of a thousand blocks of so many tables these have a chain of views. Counted: the median of chains
/// is 2 long, of a hundred ten are 6 and more, five 8, one 12; those of dbt 3, 9, 10, 11.
const CHAIN_BLOCK: usize = 64;
const CHAINS: usize = 60;
/// Views of a chain over its first one.
const CHAIN: (usize, usize) = (10, 40);

/// Columns of a table. Counted up to 60; limit 10,000.
const COLUMNS: &[(f64, f64)] = &[
    (0.0, 1.0),
    (10.0, 3.0),
    (25.0, 7.0),
    (50.0, 12.0),
    (75.0, 21.0),
    (90.0, 32.0),
    (95.0, 43.0),
    (99.0, 60.0),
    (99.5, 200.0),
    (99.9, 1000.0),
    (100.0, 1000.0),
];
/// Of a thousand tables so many have nested columns. Counted: 34 of 62.
const NESTED: usize = 550;
/// Levels below a nested column, and of a thousand fields those that have fields. Counted: 1,021 paths
/// of one name, 581 of two, 589, 381, and 80 of five.
const LEVELS: (usize, usize) = (3, 160);

/// Tables of a date-sharded family, and of a thousand runs of so many tables those that are one.
const FAMILY: (usize, usize) = (12, 60);

/// Of a thousand tables and views those with a description of so many characters. Counted: the median
/// is 103, the longest 1,321; limit 16,384.
const LONG_TEXTS: usize = 3;
const LONG_TEXT: (usize, usize) = (4000, 16_000);
/// The same of columns. Counted: the median is 58, one of a hundred 458, the longest 1,024, the limit.
const LONG_MEANINGS: usize = 10;
const LONG_MEANING: (usize, usize) = (450, 1024);

/// Of ten thousand tables those with a name of so many characters. Counted: the median is 24, the
/// longest 53; limit 1,024.
const LONGEST_NAMES: usize = 10;
const LONGEST_NAME: (usize, usize) = (900, 1000);
const LONG_NAMES: usize = 50;
const LONG_NAME: (usize, usize) = (100, 250);
/// Of ten thousand columns those with a name of so many. Counted: the median is 9, the longest 55;
/// limit 300.
const LONG_COLUMNS: usize = 5;
const LONG_COLUMN: (usize, usize) = (150, 280);

/// Of a thousand tables so many are late: no run of them ended well, no storage changed for some days.
const LATE: usize = 40;
/// Days that they are late.
pub(crate) const LATE_DAYS: (usize, usize) = (3, 20);
/// For so many tables there is an alert; every other one is about a late table, and open.
const TABLES_PER_ALERT: usize = 20;

impl Shape {
    fn is_plain(self) -> bool {
        self == Self::Plain
    }

    /// The view that the table's is over, where it is one of a deep chain.
    pub(crate) fn below(self, mesh: &Mesh, table: usize) -> Option<usize> {
        let head = table - table % CHAIN_BLOCK;
        let mut random = Random::of(mesh.seed, "chain", head);
        if self.is_plain() || !random.in_thousand(CHAINS) {
            return None;
        }
        let length = random.between(CHAIN.0, CHAIN.1);
        (1..=length).contains(&(table - head)).then(|| table - 1)
    }

    /// The hub that the table's view reads too.
    pub(crate) fn hub(self, mesh: &Mesh, table: usize) -> Option<usize> {
        let mut random = Random::of(mesh.seed, "hub", table);
        if self.is_plain() || !random.in_thousand(HUB_READERS) {
            return None;
        }
        let hubs = (mesh.tables / TABLES_PER_HUB).clamp(3, mesh.tables.max(3));
        let hub = mesh.popularity.apply(random.rank(hubs));
        (hub != table).then_some(hub)
    }

    pub(crate) fn columns(self) -> Option<&'static [(f64, f64)]> {
        (!self.is_plain()).then_some(COLUMNS)
    }

    /// Of a thousand tables those with nested columns; levels, and fields that have fields.
    pub(crate) fn nesting(self) -> (usize, usize, usize) {
        match self {
            Self::Plain => (150, 2, 90),
            Self::Warehouse => (NESTED, LEVELS.0, LEVELS.1),
        }
    }

    /// Tables of a date-sharded family, and of a thousand those that are one.
    pub(crate) fn family(self) -> (usize, usize) {
        match self {
            Self::Plain => (4, 5),
            Self::Warehouse => FAMILY,
        }
    }

    /// What ends the name of the table of this number in a family: the first of a month, or a day.
    pub(crate) fn shard(self, number: usize) -> String {
        match self {
            Self::Plain => format!("2026{:02}01", 1 + number),
            Self::Warehouse => format!("202601{:02}", 1 + number),
        }
    }

    /// The name of a table, now and then near what is allowed.
    pub(crate) fn name(self, mesh: &Mesh, table: usize, mut name: String) -> String {
        if self.is_plain() {
            return name;
        }
        let mut random = Random::of(mesh.seed, "long name", table);
        let length = match random.below(10_000) {
            found if found < LONGEST_NAMES => random.between(LONGEST_NAME.0, LONGEST_NAME.1),
            found if found < LONGEST_NAMES + LONG_NAMES => random.between(LONG_NAME.0, LONG_NAME.1),
            _ => return name,
        };
        let words = mesh.words_of(table);
        prolong(&mut name, "_by_", length, || {
            crate::text::identifier(random.pick(words.things))
        });
        name
    }

    /// The name of a column.
    pub(crate) fn column_name(self, name: &mut String, words: &Words, random: &mut Random) {
        if !self.is_plain() && random.below(10_000) < LONG_COLUMNS {
            let length = random.between(LONG_COLUMN.0, LONG_COLUMN.1);
            prolong(name, "_", length, || {
                crate::text::identifier(random.pick(words.things))
            });
        }
    }

    /// The description of a table or view.
    pub(crate) fn description(self, text: String, words: &Words, random: &mut Random) -> String {
        self.text(text, (LONG_TEXTS, LONG_TEXT), words, random)
    }

    /// The description of a column.
    pub(crate) fn meaning(self, text: String, words: &Words, random: &mut Random) -> String {
        self.text(text, (LONG_MEANINGS, LONG_MEANING), words, random)
    }

    fn text(
        self,
        mut text: String,
        (share, (low, high)): (usize, (usize, usize)),
        words: &Words,
        random: &mut Random,
    ) -> String {
        if !self.is_plain() && random.in_thousand(share) {
            let length = random.between(low, high);
            prolong(&mut text, " ", length, || {
                sentence(random.pick(words.remarks), words, None, random)
            });
        }
        text
    }

    /// Whether nothing loaded the table lately.
    pub(crate) fn is_late(self, mesh: &Mesh, table: usize) -> bool {
        !self.is_plain() && Random::of(mesh.seed, "late", table).in_thousand(LATE)
    }

    pub(crate) fn tables_per_alert(self) -> usize {
        match self {
            Self::Plain => 50,
            Self::Warehouse => TABLES_PER_ALERT,
        }
    }

    /// The late table that the alert of this number is about.
    pub(crate) fn late_table(self, mesh: &Mesh, alert: usize) -> Option<usize> {
        if self.is_plain() || alert % 2 == 1 {
            return None;
        }
        let start = Random::of(mesh.seed, "late alert", alert).below(mesh.tables);
        (start..mesh.tables)
            .take(20 * 1000 / LATE)
            .find(|table| self.is_late(mesh, *table))
    }
}

/// Adds parts until the text has almost so many characters, and no more.
fn prolong(text: &mut String, between: &str, length: usize, mut part: impl FnMut() -> String) {
    let mut characters = text.chars().count();
    loop {
        let part = part();
        characters += between.len() + part.chars().count();
        if characters > length {
            return;
        }
        text.push_str(between);
        text.push_str(&part);
    }
}
