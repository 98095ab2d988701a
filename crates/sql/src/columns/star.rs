//! What stars stand for.

use std::rc::Rc;

use super::super::form::{Name, Word};
use super::column_scope::{Item, Scope, split_quoted};
use super::known_relation::same;
use super::known_relation::{Relation, Rest};
use super::limits::TOO_LARGE;
use super::lineage::Derivation;
use super::output::{Output, too_many};
use super::resolution::Engine;
use super::value::{Column, Shape, SourceId, Value};

impl Engine<'_> {
    /// What `*` stands for.
    pub(super) fn star(&mut self, scope: &Scope<'_>) -> Output {
        let mut output = Output::default();
        if let Some(why) = &scope.poison {
            output.rest.push(Rest::of_anything(Rc::clone(why)));
            return output;
        }
        let groups = scope.items.iter().map(|item| item.group + 1).max();
        for group in 0..groups.unwrap_or(0) {
            output.columns.extend(
                scope
                    .using
                    .iter()
                    .filter(|merged| merged.group == group)
                    .map(|merged| merged.column.clone()),
            );
            for item in scope.items.iter().filter(|item| item.group == group) {
                let part = self.listed(&item.relation, item.alias.as_deref().unwrap_or_default());
                output.append(&part.columns, &part.rest, &item.merged, |column| {
                    let merged = !item.merged.is_empty()
                        && item
                            .merged
                            .binary_search(&column.name.to_lowercase())
                            .is_ok();
                    (!merged).then(|| column.clone())
                });
                if output.overfull {
                    break;
                }
            }
        }
        self.spend(output.columns.len());
        if output.overfull {
            output = Output {
                rest: vec![too_many()],
                ..Output::default()
            };
        }
        output
    }

    /// All columns of a relation that goes by `alias`, to be copied once more.
    fn listed(&mut self, relation: &Relation, alias: &str) -> Output {
        if self.spend(relation.columns.len() + relation.rest.len()) {
            return Output {
                rest: vec![Rest::of_anything(TOO_LARGE)],
                ..Output::default()
            };
        }
        self.all_of(relation, alias)
    }

    /// All columns of a relation that goes by `alias`.
    pub(super) fn all_of(&mut self, relation: &Relation, alias: &str) -> Output {
        match &relation.value {
            Some(value) if relation.columns.is_empty() => {
                let value = Rc::clone(value);
                let leaf = match &value.shape {
                    Shape::Scalar => true,
                    Shape::Path { base, .. } => self.is_leaf(*base),
                    _ => false,
                };
                if leaf {
                    return Output {
                        columns: vec![Column {
                            name: alias.into(),
                            value,
                        }],
                        ..Output::default()
                    };
                }
                self.star_of_value(&value)
            }
            _ => Output {
                columns: relation.columns.as_ref().clone(),
                rest: relation.rest.clone(),
                ..Output::default()
            },
        }
    }

    fn is_leaf(&self, base: SourceId) -> bool {
        self.origin(base).is_some_and(|(relation, path)| {
            !path.is_empty()
                && self
                    .schema
                    .fields(relation, path)
                    .is_some_and(|fields| fields.is_empty())
        })
    }

    /// `name.*`
    pub(super) fn star_of_name(&mut self, name: &[Name], scope: &Scope<'_>) -> Output {
        let words = self.names.words(name);
        let words = match self.dialect.quotes_whole_names() {
            true => split_quoted(&words).unwrap_or(words),
            false => words,
        };
        let mut next = Some(scope);
        while let Some(here) = next {
            let found: Option<&Item> = match words.as_slice() {
                [one] => here.item(one.text),
                many => here
                    .items
                    .iter()
                    .chain(&here.named)
                    .find(|item| {
                        item.parts.len() == many.len()
                            && item
                                .parts
                                .iter()
                                .zip(many)
                                .all(|(part, word)| same(part, word.text))
                    })
                    .or_else(|| {
                        // Nothing is left for a column, so that one more part stands for it.
                        let mut names = many.to_vec();
                        names.push(Word::plain("*"));
                        let (item, count) = here.written_otherwise(&names, self.defaults)?;
                        (count == many.len()).then_some(item)
                    }),
            };
            if let Some(item) = found {
                let relation = Rc::clone(&item.relation);
                return self.listed(&relation, item.alias.as_deref().unwrap_or_default());
            }
            next = here.parent;
        }
        let value = self.resolve(&words, scope);
        self.star_of_value(&value)
    }

    /// The fields of a struct as columns.
    pub(super) fn star_of_value(&mut self, value: &Rc<Value>) -> Output {
        if let Some(columns) = self.fields(value) {
            return Output {
                columns,
                rest: Vec::new(),
                ..Output::default()
            };
        }
        let (relation, base) = match &value.shape {
            Shape::Path { base, extra } => {
                let kept = extra.is_empty() && value.how == Derivation::Identity;
                let relation = self
                    .origin(*base)
                    .map(|(relation, path)| match path.is_empty() {
                        true => Rc::clone(relation),
                        false => format!("{relation}:{path}").into(),
                    });
                (relation, kept.then_some(*base))
            }
            _ => (None, None),
        };
        let reason = match (&value.unknown, &relation) {
            (Some(why), _) => Rc::clone(why),
            (None, Some(relation)) => format!("the fields of `{relation}` aren't known").into(),
            (None, None) => "the fields of a value aren't known".into(),
        };
        Output {
            columns: Vec::new(),
            rest: vec![Rest {
                relation: relation.unwrap_or_else(|| "".into()),
                reason,
                base,
                except: Vec::new(),
                at: 0,
            }],
            ..Output::default()
        }
    }
}
