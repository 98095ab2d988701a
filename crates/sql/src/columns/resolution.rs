//! What all of one statement's resolution shares: names of sources, tables met, work done.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::Dialect;
use super::super::form::{Names, Query};
use super::super::path::Defaults;
use super::column_scope::{Env, Scope};
use super::known_relation::{Relation, Rest};
use super::limits::WORK;
use super::lineage::{Derivation, Source};
use super::schema::Schema;
use super::value::{self, Column, SourceId, Sum, Value};

/// How a query is resolved: the statement's state, the query, the scope that a correlated one looks out
/// to, and the common table expressions in sight.
pub(super) type Resolve<'a> =
    fn(&mut Engine<'a>, &Query, Option<&Scope<'_>>, &Env<'_>) -> Rc<Relation>;

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
    /// Expressions and FROM hold queries, which are made of them: what resolves those is given, so that
    /// the files still stand one upon the other.
    resolve: Resolve<'a>,
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
    pub(super) fn new(
        context: Context<'a>,
        schema: &'a dyn Schema,
        resolve: Resolve<'a>,
    ) -> Engine<'a> {
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
            resolve,
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

    /// The value of an element of an array.
    pub(super) fn element(&mut self, array: &Rc<Value>) -> Rc<Value> {
        self.lifted(array, Derivation::Transformation, Sum::new())
    }

    /// The columns of a query within an expression, a FROM or a pipe operator.
    pub(super) fn subquery(
        &mut self,
        query: &Query,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        (self.resolve)(self, query, parent, env)
    }

    pub(super) fn source(&mut self, relation: &Rc<str>, path: &str) -> SourceId {
        self.named_source(relation, path).0
    }

    /// A source, and its path.
    fn named_source(&mut self, relation: &Rc<str>, path: &str) -> (SourceId, Rc<str>) {
        match self.ids.entry((Rc::clone(relation), Rc::from(path))) {
            Entry::Occupied(known) => (*known.get(), Rc::clone(&known.key().1)),
            Entry::Vacant(new) => {
                let id = SourceId::try_from(self.sources.len()).unwrap_or(SourceId::MAX);
                let path = Rc::clone(&new.key().1);
                self.sources.push(new.key().clone());
                new.insert(id);
                (id, path)
            }
        }
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
            relation: String::from(&**relation),
            column: String::from(&**path),
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
                self.ids.reserve(columns.len());
                self.sources.reserve(columns.len());
                for column in columns {
                    let (id, name) = self.named_source(&full, column);
                    list.push(Column {
                        name,
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
}
