//! Facts taken in, one at a time: each goes to those of what it speaks of.

use super::gathered::Facts;
use super::{asset_sink, column_sink, foreign_sink, operation_sink, property_sink, prose_sink};
use crate::diagnostic::{Finding, Pos};
use crate::export::fact::{Fact, FactSink, KnownTexts, Name, NumberedColumn};
use crate::privacy::Text;
use crate::system::{Folding, Spelling};

impl FactSink for Facts {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        match fact {
            Fact::Asset(fact) => asset_sink::asset(self, pos, fact),
            Fact::Operation(fact) => operation_sink::operation(self, pos, fact),
            Fact::Prose(fact) => prose_sink::prose(self, pos, fact),
            Fact::Property(fact) => property_sink::property(self, pos, fact),
            Fact::Finding(fact) => foreign_sink::finding(self, pos, *fact),
        }
    }

    fn column(&mut self, pos: Pos, column: NumberedColumn<'_>, known: &mut KnownTexts) {
        column_sink::of_batch(self, pos, column, known);
    }

    fn problem(&mut self, mut finding: Finding) {
        self.withheld.finding(&mut finding);
        self.findings.push(finding);
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        if !self.exporter.capabilities().lists_datasets {
            return;
        }
        let (project, dataset) = self.aliases.resolve(project, dataset);
        let (strings, withheld) = (&mut self.strings, &mut self.withheld);
        let project = withheld.intern(strings, project, Text::Prose, None);
        let dataset = withheld.intern(strings, dataset, Text::Prose, None);
        self.listed.insert((project, dataset));
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        let relation = self.relation(name, pos);
        self.unsettled |= spelling.system.folding() != Folding::Exact;
        if self.exporter.capabilities().is_warehouse() {
            self.relations[relation as usize].system = Some(spelling.system);
        }
        self.relations[relation as usize].named_in = Some(spelling.system);
        let known = self.spelled.entry(relation).or_insert(spelling);
        if spelling.is_sure() && !known.is_sure() {
            *known = spelling;
        }
    }
}
