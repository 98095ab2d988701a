//! What all of one statement's resolution shares: names of sources, tables met, work done.

use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::rc::Rc;

use super::super::form::Names;
use super::super::{Defaults, Dialect};
use super::field::Stored;
use super::relation::{Lookup, Relation, Rest};
use super::value::{self, Column, Shape, SourceId, Sum, Value};
use super::{Derivation, Schema, Source};

/// Steps after which the rest is given up. A source or a column copied is a step, which takes up to
/// 24 bytes and a few hundred nanoseconds at worst; statements of real meshes take some thousands.
const WORK: usize = 8_000_000;
/// Given up.
pub(super) const TOO_LARGE: &str =
    "the statement is too large: tracing its columns takes more than 8,000,000 steps, the limit";

/// The state of one statement's resolution.
pub(super) struct Engine<'a> {
    pub(super) schema: &'a dyn Schema,
    pub(super) dialect: Dialect,
    pub(super) defaults: Defaults<'a>,
    /// Temporary tables of the script, in lower case, sorted.
    pub(super) temporary: &'a [Box<str>],
    /// Some set operation pairs columns by name, in a way that the form doesn't show.
    pub(super) by_name: bool,
    /// The texts of the statement's names.
    pub(super) names: &'a Names,
    /// Relation and path of each source.
    sources: Vec<(Rc<str>, Rc<str>)>,
    ids: FxHashMap<(Rc<str>, Rc<str>), SourceId>,
    tables: FxHashMap<String, Rc<Relation>>,
    /// Stored tables of which only some columns are known.
    partial: FxHashSet<SourceId>,
    /// Whether the name that is looked up stands in quotes, so that its case may count.
    pub(super) exact: bool,
    work: usize,
}

/// What is known of a statement beside its form.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) names: &'a Names,
    pub(crate) dialect: Dialect,
    pub(crate) defaults: Defaults<'a>,
    pub(crate) temporary: &'a [Box<str>],
    pub(crate) by_name: bool,
}

impl<'a> Engine<'a> {
    pub(super) fn new(context: Context<'a>, schema: &'a dyn Schema) -> Engine<'a> {
        Engine {
            schema,
            dialect: context.dialect,
            defaults: context.defaults,
            temporary: context.temporary,
            by_name: context.by_name,
            names: context.names,
            sources: Vec::new(),
            ids: FxHashMap::default(),
            tables: FxHashMap::default(),
            partial: FxHashSet::default(),
            exact: false,
            work: 0,
        }
    }

    /// Counts work; true if there was too much of it.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.work = self.work.saturating_add(steps);
        self.work > WORK
    }

    /// Whether something was given up.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work > WORK
    }

    /// `value` after something was done to it as a whole that keeps its fields, with `extra`
    /// going into each part of it.
    pub(super) fn lifted(
        &mut self,
        value: &Rc<Value>,
        how: Derivation,
        mut extra: Sum,
    ) -> Rc<Value> {
        extra.settle();
        // What is shared by several parts is made anew for each of them: a few levels of conditions
        // of structs come to any size.
        let before = (WORK + 1).saturating_sub(self.work);
        let mut left = before;
        let lifted = value::lifted(value, how, &extra, &mut left);
        self.spend(before - left);
        lifted
    }

    pub(super) fn source(&mut self, relation: &Rc<str>, path: &str) -> SourceId {
        let key: (Rc<str>, Rc<str>) = (Rc::clone(relation), Rc::from(path));
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let id = SourceId::try_from(self.sources.len()).unwrap_or(SourceId::MAX);
        self.sources.push(key.clone());
        self.ids.insert(key, id);
        id
    }

    /// The relation and the path of a source.
    pub(super) fn origin(&self, id: SourceId) -> Option<(&Rc<str>, &Rc<str>)> {
        self.sources
            .get(id as usize)
            .map(|(relation, path)| (relation, path))
    }

    /// What a source is called outside; `None` where it stands for whole rows.
    pub(super) fn published(&self, id: SourceId) -> Option<Source> {
        let (relation, path) = self.origin(id)?;
        (!path.is_empty()).then(|| Source {
            relation: relation.to_string(),
            column: path.to_string(),
        })
    }

    /// The columns of a stored table.
    pub(super) fn table(&mut self, name: &str) -> Rc<Relation> {
        if let Some(known) = self.tables.get(name) {
            return Rc::clone(known);
        }
        let full: Rc<str> = name.into();
        let base = self.source(&full, "");
        let schema = self.schema;
        let mut relation = match schema.columns(name) {
            Some(columns) => {
                let mut list = Vec::with_capacity(columns.len());
                for column in columns {
                    let id = self.source(&full, column);
                    list.push(Column {
                        name: column.into(),
                        value: Value::stored(id),
                    });
                }
                let mut rest = Vec::new();
                if !schema.is_complete(name) {
                    self.partial.insert(base);
                    rest.push(Rest {
                        reason: format!("not all columns of `{name}` are known").into(),
                        relation: full,
                        base: Some(base),
                        except: Vec::new(),
                        at: 0,
                    });
                }
                Relation::of(list, rest)
            }
            None => Relation::of(
                Vec::new(),
                vec![Rest {
                    reason: format!("the columns of `{name}` aren't known").into(),
                    relation: full,
                    base: Some(base),
                    except: Vec::new(),
                    at: 0,
                }],
            ),
        };
        relation.table = Some(base);
        let relation = Rc::new(relation);
        self.tables.insert(name.to_owned(), Rc::clone(&relation));
        relation
    }

    /// Whether some columns of a relation are known, and the rest is that of stored tables.
    pub(super) fn is_partial(&self, relation: &Relation) -> bool {
        let of_table = |rest: &Rest| rest.base.is_some_and(|base| self.partial.contains(&base));
        !relation.rest.is_empty() && relation.rest.iter().all(of_table)
    }

    /// A name as its system keeps it, where case tells columns apart.
    fn folded<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.dialect {
            _ if self.exact => name.into(),
            Dialect::Snowflake => name.to_uppercase().into(),
            Dialect::Postgres | Dialect::Redshift => name.to_lowercase().into(),
            _ => name.into(),
        }
    }

    /// Whether a relation has a column `name`.
    pub(super) fn lookup(&mut self, relation: &Relation, name: &str) -> Lookup {
        if self.spend(1) {
            return Lookup::Yes(Value::unknown(TOO_LARGE));
        }
        let lower = name.to_lowercase();
        match relation.find(&lower) {
            Some(Ok(column)) => return Lookup::Yes(Rc::clone(&column.value)),
            Some(Err(())) => {
                if let Some(column) = relation.spelled(&self.folded(name)) {
                    return Lookup::Yes(Rc::clone(&column.value));
                }
                return Lookup::Yes(Value::unknown(format!("several columns `{name}`")));
            }
            None => {}
        }
        if let Some(value) = &relation.value {
            // Elements of an array show their fields as columns, but not what is in JSON.
            return match &value.shape {
                Shape::Path { base, .. } if matches!(self.stored(*base, name), Stored::Leaf) => {
                    Lookup::No
                }
                _ => self.has(value, name),
            };
        }
        let mut rests = relation
            .rest
            .iter()
            .filter(|rest| !rest.except.contains(&lower));
        match (rests.next(), rests.next()) {
            (None, _) => Lookup::No,
            (Some(rest), None) => Lookup::Maybe(match rest.base {
                Some(base) => {
                    let path = self.joined_path(base, name);
                    match self.below(base, &path) {
                        Some(id) => Value::stored(id),
                        None => Value::unknown(Rc::clone(&rest.reason)),
                    }
                }
                None => Value::unknown(Rc::clone(&rest.reason)),
            }),
            (Some(one), Some(_)) if one.relation.is_empty() => {
                Lookup::Maybe(Value::unknown(Rc::clone(&one.reason)))
            }
            (Some(one), Some(other)) => Lookup::Maybe(Value::unknown(format!(
                "`{name}` could come from `{}` or `{}`, whose columns aren't known",
                one.relation, other.relation
            ))),
        }
    }
}

/// Whether two names are the same; case never matters.
pub(super) fn same(one: &str, other: &str) -> bool {
    !one.is_empty()
        && (one.eq_ignore_ascii_case(other)
            || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase()))
}
