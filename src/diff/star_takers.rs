//! Who takes all columns of a relation by `*` where their number and order count: there a new column, or
//! another order, isn't harmless.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::change::Change;
use super::change_rule::ChangeRule;
use super::relation_kinds::{is_there, is_view, star_of_view};
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::{ChangeClass, RelationLine, StarPlace};
use crate::system::StarOfView;

/// How many views are named.
const NAMED: usize = 5;

/// A view or table whose SQL takes `*` of another relation.
struct Taker {
    name: String,
    place: StarPlace,
    is_facing: bool,
    is_view: bool,
}

/// What takes the columns of a relation in their order, however many `*` are between.
#[derive(Default)]
struct Taken {
    insert: u32,
    set_operation: u32,
    header: u32,
    /// Statements that may do anything with it.
    unparsed: u32,
    views: BTreeSet<String>,
    /// Whether consumers enter by one of the views.
    is_facing: bool,
}

/// Raises new columns and other orders of columns by who takes them in their order. `is_facing` says
/// whether consumers enter by a relation.
pub(super) fn raise(
    sides: &Sides<'_>,
    is_facing: impl Fn(&RelationLine) -> bool,
    changes: &mut [Change],
) -> Result<(), UnreadableLine> {
    let matters = |change: &Change| {
        let rules = [ChangeRule::ColumnAdded, ChangeRule::ColumnReordered];
        rules.contains(&change.rule)
    };
    if !changes.iter().any(matters) || !sides.new.tells("RelationLine.stars") {
        return Ok(());
    }
    let takers = takers(sides, &is_facing)?;
    for change in changes.iter_mut().filter(|change| matters(change)) {
        let taken = taken(sides, &takers, &change.name)?;
        let line = sides.new.relations.get(&change.key)?;
        let is_facing = taken.is_facing || line.is_some_and(|line| is_facing(&line));
        if let Some(who) = taken.text() {
            change
                .class(match is_facing {
                    true => ChangeClass::Breaking,
                    false => ChangeClass::Risky,
                })
                .note(format!("all its columns are taken in their order {who}"));
            change.note(match change.rule {
                ChangeRule::ColumnAdded => "one column more is an error there",
                _ => "values go to other columns there, without an error where types agree",
            });
        } else if taken.unparsed > 0
            && change.rule == ChangeRule::ColumnReordered
            && change.class == ChangeClass::Safe
        {
            let n = taken.unparsed;
            let (s, it) = if n == 1 { ("", "s") } else { ("s", "") };
            change.class(ChangeClass::Unknown).note(format!(
                "{n} statement{s} that name{it} it can't be read, and may take its columns in their order"
            ));
        }
    }
    Ok(())
}

/// What takes `*`, by the relation that it takes it of.
fn takers(
    sides: &Sides<'_>,
    is_facing: &impl Fn(&RelationLine) -> bool,
) -> Result<BTreeMap<String, Vec<Taker>>, UnreadableLine> {
    let mut out: BTreeMap<String, Vec<Taker>> = BTreeMap::new();
    for line in sides.new.relations.all() {
        let line = line?;
        // A view that keeps its columns takes no others; a table is made anew each time.
        let gives = star_of_view(&line);
        let keeps = [StarOfView::AsCreated, StarOfView::Refused].contains(&gives);
        if (is_view(line.kind) && keeps) || !is_there(&line) {
            continue;
        }
        for star in &line.stars {
            out.entry(star.relation.clone()).or_default().push(Taker {
                name: line.name.clone(),
                place: star.place,
                is_facing: is_facing(&line),
                is_view: is_view(line.kind),
            });
        }
    }
    Ok(out)
}

/// Who takes the columns of the relation that is or was called `name`.
fn taken(
    sides: &Sides<'_>,
    takers: &BTreeMap<String, Vec<Taker>>,
    name: &str,
) -> Result<Taken, UnreadableLine> {
    let mut taken = Taken::default();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let now = sides.renamed.get(name).map(String::as_str);
    let mut next: VecDeque<&str> = [Some(name), now].into_iter().flatten().collect();
    while let Some(name) = next.pop_front() {
        if !seen.insert(name) {
            continue;
        }
        let line = sides.new.relations.get(&format!("relation:{name}"))?;
        if let Some(line) = line {
            taken.unparsed += line.unparsed;
            if let Some(uses) = &line.star_uses {
                taken.insert += uses.insert;
                taken.set_operation += uses.set_operation;
                taken.header += uses.header;
            }
        }
        for taker in takers.get(name).into_iter().flatten() {
            if taker.place != StarPlace::Output {
                taken.views.insert(taker.name.clone());
                taken.is_facing |= taker.is_facing;
            } else if taker.is_view {
                next.push_back(&taker.name);
            }
        }
    }
    Ok(taken)
}

impl Taken {
    /// By whom, in words; nothing where by nobody.
    fn text(&self) -> Option<String> {
        let statements = |n: u32, what: &str| {
            let s = if n == 1 { "" } else { "s" };
            (n > 0).then(|| format!("by {n} statement{s} that {what}"))
        };
        let insert = statements(self.insert, "INSERT them");
        let set_operation = statements(self.set_operation, "put them into a set operation");
        let header = statements(self.header, "give them other names");
        let mut parts: Vec<String> = [insert, set_operation, header]
            .into_iter()
            .flatten()
            .collect();
        if !self.views.is_empty() {
            let named = self.views.iter().take(NAMED);
            let mut names = named.cloned().collect::<Vec<_>>().join(", ");
            if self.views.len() > NAMED {
                append!(names, " and {} more", self.views.len() - NAMED);
            }
            parts.push(format!("by the SQL of {names}"));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
