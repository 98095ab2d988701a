//! What is known of a value: which columns go into it, and how to reach its fields.

use std::rc::Rc;

use super::limits::TOO_LARGE;
use super::lineage::Derivation;

/// The number of a source: a relation and a path in it. See [`super::resolution::Engine`].
pub(super) type SourceId = u32;

/// What is known of the value of an expression.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) how: Derivation,
    /// Sorted, each once.
    pub(super) sources: Vec<SourceId>,
    pub(super) shape: Shape,
    /// Why the sources aren't known.
    pub(super) unknown: Option<Rc<str>>,
}

/// What the fields of a value are. An array has the shape of its elements.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// It has no fields.
    Scalar,
    /// Its fields can't be told from it: the result of a function.
    Opaque,
    /// It is what is stored under a path, so its fields are the fields there.
    Path {
        base: SourceId,
        /// What else goes into each of its fields.
        extra: Vec<SourceId>,
    },
    /// It was built of these.
    Fields(Rc<Vec<Column>>),
    /// It is one of these: the branches of a set operation or of a condition.
    Any(Vec<Rc<Value>>),
    /// It may have fields and their sources aren't known.
    Hidden(&'static str),
}

/// A named value: a column of a relation, a field of a struct.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Empty where the text gives it none.
    pub(super) name: Rc<str>,
    pub(super) value: Rc<Value>,
}

impl Value {
    /// Something that no column goes into.
    pub(super) fn constant() -> Value {
        Value {
            how: Derivation::Constant,
            sources: Vec::new(),
            shape: Shape::Scalar,
            unknown: None,
        }
    }

    /// Something of which nothing can be said.
    pub(super) fn unknown(why: impl Into<Rc<str>>) -> Rc<Value> {
        Rc::new(Value {
            how: Derivation::Constant,
            sources: Vec::new(),
            shape: Shape::Opaque,
            unknown: Some(why.into()),
        })
    }

    /// What is stored under a path.
    pub(super) fn stored(base: SourceId) -> Rc<Value> {
        Rc::new(Value {
            how: Derivation::Identity,
            sources: vec![base],
            shape: Shape::Path {
                base,
                extra: Vec::new(),
            },
            unknown: None,
        })
    }

    /// Whether no column goes into it, for sure.
    pub(super) fn is_constant(&self) -> bool {
        self.how == Derivation::Constant && self.sources.is_empty() && self.unknown.is_none()
    }

    /// A rough measure of what it costs to copy.
    pub(super) fn size(&self) -> usize {
        1 + self.sources.len()
            + match &self.shape {
                Shape::Any(branches) => branches.len(),
                _ => 0,
            }
    }
}

/// Gathers what goes into an expression.
#[derive(Debug)]
pub(super) struct Sum {
    pub(super) how: Derivation,
    pub(super) sources: Vec<SourceId>,
    pub(super) unknown: Option<Rc<str>>,
    /// How many sources there may be until what is there twice is looked for.
    bound: usize,
}

/// So many sources are kept as they come.
const UNSETTLED: usize = 1024;
/// Steps that a value made anew is, beside what it holds.
const ANEW: usize = 8;

impl Sum {
    pub(super) fn new() -> Sum {
        Sum {
            how: Derivation::Constant,
            sources: Vec::new(),
            unknown: None,
            bound: UNSETTLED,
        }
    }

    pub(super) fn add(&mut self, value: &Value) {
        self.how = self.how.max(value.how);
        self.sources.extend_from_slice(&value.sources);
        if self.unknown.is_none() {
            self.unknown.clone_from(&value.unknown);
        }
        // The tests of 20,000 branches name the same column 20,000 times.
        if self.sources.len() > self.bound {
            self.settle();
        }
    }

    /// Keeps each source once, in order.
    pub(super) fn settle(&mut self) {
        self.sources.sort_unstable();
        self.sources.dedup();
        self.bound = 2 * self.sources.len() + UNSETTLED;
    }

    /// The value of an expression that computes something of what was added.
    pub(super) fn computed(mut self, shape: Shape) -> Rc<Value> {
        self.settle();
        let how = match self.how {
            Derivation::Constant if self.sources.is_empty() => Derivation::Constant,
            how => how.max(Derivation::Transformation),
        };
        Rc::new(Value {
            how,
            sources: self.sources,
            shape,
            unknown: self.unknown,
        })
    }

    /// The value of something that is one or the other of what was added, as it is.
    pub(super) fn either(mut self, shape: Shape) -> Rc<Value> {
        self.settle();
        Rc::new(Value {
            how: self.how,
            sources: self.sources,
            shape,
            unknown: self.unknown,
        })
    }
}

/// What is one or the other of `values`, as it is.
pub(super) fn either(values: &[Rc<Value>]) -> Rc<Value> {
    if let [one] = values {
        return Rc::clone(one);
    }
    let mut sum = Sum::new();
    let mut branches: Vec<Rc<Value>> = Vec::new();
    let mut plain = true;
    let mut scalar = true;
    for value in values {
        sum.add(value);
        match &value.shape {
            Shape::Scalar if value.is_constant() => continue,
            Shape::Scalar => {}
            Shape::Opaque => scalar = false,
            _ => plain = false,
        }
        branches.push(Rc::clone(value));
    }
    let shape = if plain && scalar {
        Shape::Scalar
    } else if plain {
        Shape::Opaque
    } else if let [one] = branches.as_slice() {
        one.shape.clone()
    } else {
        Shape::Any(branches)
    };
    sum.either(shape)
}

/// See [`super::resolution::Engine::lifted`]. `left` is how many steps it may take.
pub(super) fn lifted(
    value: &Rc<Value>,
    how: Derivation,
    extra: &Sum,
    left: &mut usize,
) -> Rc<Value> {
    lift(value, how, extra, 8, left)
}

fn lift(
    value: &Rc<Value>,
    how: Derivation,
    extra: &Sum,
    depth: usize,
    left: &mut usize,
) -> Rc<Value> {
    let parts = match &value.shape {
        Shape::Fields(fields) => fields.len(),
        Shape::Path { extra, .. } => extra.len(),
        _ => 0,
    };
    let cost = ANEW + value.size() + parts + extra.sources.len();
    if cost > *left {
        *left = 0;
        return Value::unknown(TOO_LARGE);
    }
    *left -= cost;
    let mut inner =
        |value: &Rc<Value>| lift(value, how, extra, depth.saturating_sub(1), &mut *left);
    let shape = match &value.shape {
        Shape::Fields(_) | Shape::Any(_) if depth == 0 => Shape::Hidden("nested too deep"),
        Shape::Fields(fields) => Shape::Fields(Rc::new(
            fields
                .iter()
                .map(|field| Column {
                    name: Rc::clone(&field.name),
                    value: inner(&field.value),
                })
                .collect(),
        )),
        Shape::Any(branches) => Shape::Any(branches.iter().map(&mut inner).collect()),
        Shape::Path { base, extra: old } => {
            let mut all = old.clone();
            all.extend_from_slice(&extra.sources);
            all.sort_unstable();
            all.dedup();
            Shape::Path {
                base: *base,
                extra: all,
            }
        }
        other => other.clone(),
    };
    let mut sum = Sum::new();
    sum.add(value);
    sum.how = sum.how.max(extra.how);
    sum.sources.extend_from_slice(&extra.sources);
    if sum.unknown.is_none() {
        sum.unknown.clone_from(&extra.unknown);
    }
    if how == Derivation::Aggregation {
        sum.how = Derivation::Aggregation;
    }
    sum.computed(shape)
}
