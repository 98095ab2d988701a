//! Table uptime. Values are shares (0 to 1) or percentages (0 to 100); nothing in an export says
//! which. A value with `%` is a percentage; the others are taken as percentages where any value of
//! their file is above 1, and as shares where none is: a file in which no table was up for more
//! than 1 % of any day isn't to be expected.
//!
//! There is a metric each for freshness, volume and other monitors, by day or by hour. A day counts
//! as good as its worst metric; the hours of a day are averaged.

use std::collections::BTreeMap;

use crate::diagnostic::Pos;
use crate::export::fact::{Fact, FactSink, OperationFact};
use crate::export::repeated_rows::Repeated;
use crate::export::row_problems::Unusable;
use crate::export::table_name::TableName;
use crate::export::time::Seconds;

/// Shares a little above 1 come from sums of floating point.
const MOST_SHARE: f64 = 1.01;
const DAY: Seconds = 86_400;

/// Table, moment, metric.
type Key = (usize, Seconds, usize);

/// Values of all files.
#[derive(Debug, Default)]
pub(super) struct Uptimes {
    tables: BTreeMap<TableName, usize>,
    names: Vec<TableName>,
    metrics: BTreeMap<String, usize>,
    /// In ‰.
    values: BTreeMap<Key, (u16, Pos)>,
    /// Values of this file, whose scale shows at its end.
    pending: Vec<(Key, Value, Pos)>,
}

#[derive(Debug, Clone, Copy)]
enum Value {
    Percent(f64),
    Number(f64),
}

impl Uptimes {
    /// Takes a value.
    pub(super) fn add(
        &mut self,
        table: &TableName,
        metric: &str,
        at: Seconds,
        text: &str,
        pos: Pos,
    ) -> Result<(), Box<Unusable>> {
        let (number, percent) = match text.trim().strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (text.trim(), false),
        };
        let value = match number.parse::<f64>() {
            Ok(value) if (0.0..=100.0).contains(&value) => value,
            _ => {
                return Err(Unusable::value(
                    "the uptime isn't a share from 0 to 1 or a percentage from 0 to 100".into(),
                    text,
                    0,
                    "export it as the metric has it, with `.` before the decimals",
                ));
            }
        };
        let table = match self.tables.get(table) {
            Some(index) => *index,
            None => {
                self.names.push(table.clone());
                self.tables.insert(table.clone(), self.names.len() - 1);
                self.names.len() - 1
            }
        };
        let metric = match self.metrics.get(metric) {
            Some(index) => *index,
            None => {
                let index = self.metrics.len();
                self.metrics.insert(metric.to_owned(), index);
                index
            }
        };
        let value = if percent {
            Value::Percent(value)
        } else {
            Value::Number(value)
        };
        self.pending.push(((table, at, metric), value, pos));
        Ok(())
    }

    /// Settles the values of a file. The same one told twice counts once; of two for the same
    /// moment the later one is used.
    pub(super) fn end_file(&mut self, repeated: &mut Repeated) {
        let percent = self
            .pending
            .iter()
            .any(|(_, value, _)| matches!(value, Value::Number(n) if *n > MOST_SHARE));
        for (key, value, pos) in std::mem::take(&mut self.pending) {
            let permille = match value {
                Value::Percent(n) => n * 10.0,
                Value::Number(n) if percent => n * 10.0,
                Value::Number(n) => n * 1000.0,
            };
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 1000"
            )]
            let permille = permille.round().clamp(0.0, 1000.0) as u16;
            let before = self.values.insert(key, (permille, pos));
            if before.is_some_and(|(value, _)| value == permille) {
                repeated.note(pos);
            }
        }
    }

    /// Hands each day of each table to the sink.
    pub(super) fn finish(self, sink: &mut dyn FactSink) {
        let mut day: Option<((usize, Seconds), Pos)> = None;
        // By metric: sum and number of its values.
        let mut sums: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        for ((table, at, metric), (permille, pos)) in self.values {
            let this = (table, at.div_euclid(DAY));
            if let Some((known, place)) = day
                && known != this
            {
                emit(&self.names, known, place, &sums, sink);
                sums.clear();
                day = None;
            }
            day = day.or(Some((this, pos)));
            let (sum, count) = sums.entry(metric).or_default();
            *sum = sum.saturating_add(u32::from(permille));
            *count = count.saturating_add(1);
        }
        if let Some((known, place)) = day {
            emit(&self.names, known, place, &sums, sink);
        }
    }
}

fn emit(
    names: &[TableName],
    (table, day): (usize, Seconds),
    pos: Pos,
    sums: &BTreeMap<usize, (u32, u32)>,
    sink: &mut dyn FactSink,
) {
    let worst = sums
        .values()
        .map(|(sum, count)| sum / (*count).max(1))
        .min();
    if let Some(name) = names.get(table)
        && let Some(permille) = worst.and_then(|w| u16::try_from(w).ok())
    {
        sink.fact(
            pos,
            Fact::Operation(OperationFact::Uptime {
                name: name.name(),
                day: day.saturating_mul(DAY),
                permille,
            }),
        );
    }
}
