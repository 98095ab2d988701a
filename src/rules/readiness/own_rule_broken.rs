//! `dme-rule-broken`: a table or view breaks a rule of the DME that owns it, one that a machine can
//! check: of names, labels, tags or columns. As loud as the rule.
//!
//! Passes: what the rule excepts; a label or tag of which no export could tell. Fails: `orders_x` where
//! names are `fct_*`.

use globset::{GlobBuilder, GlobMatcher};

use super::own_rule_scope::{covered, severity};
use crate::catalog::{
    Catalog, Environment, EnvironmentRule, Presence, Relation, RuleCheck, type_fields,
};
use crate::diagnostic::{Argument, Finding, Rule, Text, text};
use crate::rules::context::Context;
use crate::system::{Folding, Topic};

/// Columns that a finding names; the rest is counted.
const NAMES: usize = 3;

/// What stands in place of a label's value that may be a person.
const A_PERSON: &str = "(a person)";

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for dme in &context.catalog.environments {
        if dme.rules.is_empty() || !context.is_on(Rule::OwnRuleBroken, Some(dme.asset)) {
            continue;
        }
        for rule in &dme.rules {
            let check = rule.check.as_ref().and_then(Check::of);
            if let Some(check) = check.filter(|check| check.can_tell(context.catalog)) {
                broken(context.catalog, dme, rule, &check, findings);
            }
        }
    }
}

fn broken(
    catalog: &Catalog,
    dme: &Environment,
    rule: &EnvironmentRule,
    check: &Check<'_>,
    findings: &mut Vec<Finding>,
) {
    for relation in covered(catalog, dme, rule) {
        let Some(how) = check.broken_by(catalog, relation) else {
            continue;
        };
        let mut finding = Finding::new(
            Rule::OwnRuleBroken,
            text!(
                "`{relation}` breaks rule `{rule}` of DME `{dme}`: {how}",
                relation = Argument::Asset(catalog.subject(relation.asset)),
                rule = rule.id,
                dme = Argument::Asset(catalog.subject(dme.asset)),
                how
            ),
        )
        .at(rule.pos.0)
        .about(catalog.subject(relation.asset))
        .detail(&rule.id)
        .help("change it as the rule says, or list it under the rule's `except`");
        finding.severity = severity(rule);
        findings.push(finding);
    }
}

/// What is looked at, with its patterns ready.
enum Check<'a> {
    /// The pattern as written, for names whose case counts and for the others.
    Name(&'a str, [GlobMatcher; 2]),
    Label(&'a str, Option<&'a str>),
    Tag(&'a str),
    Column(Option<GlobMatcher>, Option<GlobMatcher>),
}

impl<'a> Check<'a> {
    /// Nothing for an age, which isn't a matter of how something is made.
    fn of(check: &'a RuleCheck) -> Option<Self> {
        // Neither columns nor types are told apart by case.
        let of_column = |pattern: &Option<String>| match pattern {
            Some(pattern) => glob(pattern, true).map(Some),
            None => Some(None),
        };
        Some(match check {
            RuleCheck::NamePattern(pattern) => {
                Self::Name(pattern, [glob(pattern, false)?, glob(pattern, true)?])
            }
            RuleCheck::RequiredLabel { key, value } => Self::Label(key, value.as_deref()),
            RuleCheck::RequiredTag(tag) => Self::Tag(tag),
            RuleCheck::ForbiddenColumn { name, data_type } => {
                Self::Column(of_column(name)?, of_column(data_type)?)
            }
            RuleCheck::MaxAge(_) => return None,
        })
    }

    /// Whether a catalog has what it looks at: a part may lack labels and tags that name what is hidden.
    fn can_tell(&self, catalog: &Catalog) -> bool {
        catalog.part.is_none() || !matches!(self, Self::Label(..) | Self::Tag(_))
    }

    /// How a table or view breaks it; nothing where it doesn't, and where no export could tell.
    fn broken_by(&self, catalog: &Catalog, relation: &Relation) -> Option<Text> {
        match self {
            Self::Name(pattern, [exact, any_case]) => {
                let is_exact = relation.system.folding() == Folding::Exact;
                let glob = if is_exact { exact } else { any_case };
                let fits = glob.is_match(catalog.str(relation.table));
                (!fits).then(|| text!("its name isn't of the form `{pattern}`", pattern))
            }
            Self::Label(key, value) => label(catalog, relation, key, *value),
            Self::Tag(tag) => {
                // dbt alone tells tags.
                let has = relation.tags.iter().any(|own| catalog.str(*own) == *tag);
                (relation.dbt.is_some() && !has).then(|| text!("it hasn't the tag `{tag}`", tag))
            }
            Self::Column(name, data_type) => {
                columns(catalog, relation, name.as_ref(), data_type.as_ref())
            }
        }
    }
}

fn glob(pattern: &str, any_case: bool) -> Option<GlobMatcher> {
    let built = GlobBuilder::new(pattern).case_insensitive(any_case).build();
    Some(built.ok()?.compile_matcher())
}

/// Labels that aren't published count as well, and are never named: the rule's own words are.
fn label(catalog: &Catalog, relation: &Relation, key: &str, value: Option<&str>) -> Option<Text> {
    if relation.dbt.is_none() && !catalog.tells.of(relation.project, Topic::Labels) {
        return None;
    }
    let mut own = catalog.all_labels_of(relation).iter();
    let has = own.any(|label| {
        let told = catalog.str(label.value);
        catalog.str(label.key) == key && value.is_none_or(|value| told == value || told == A_PERSON)
    });
    (!has).then(|| match value {
        Some(value) => text!(
            "it hasn't the label `{key}` with value `{value}`",
            key,
            value
        ),
        None => text!("it hasn't the label `{key}`", key),
    })
}

/// Columns that the warehouse has, fields included, of that name and of that type.
fn columns(
    catalog: &Catalog,
    relation: &Relation,
    name: Option<&GlobMatcher>,
    data_type: Option<&GlobMatcher>,
) -> Option<Text> {
    let is_named = |path: &str| {
        let last = path.rsplit('.').next().unwrap_or(path);
        name.is_none_or(|glob| glob.is_match(path) || glob.is_match(last))
    };
    let columns = catalog.columns_of(relation);
    let mut forbidden: Vec<String> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        if column.presence != Presence::Listed {
            continue;
        }
        let (path, own_type) = (catalog.str(column.path), catalog.str(column.data_type));
        if is_named(path) && data_type.is_none_or(|glob| is_of(glob, own_type)) {
            forbidden.push(path.to_owned());
        }
        // Fields that are listed follow their column. The types of others aren't looked at.
        let next = columns.get(at + 1);
        if data_type.is_none() && next.is_none_or(|next| next.depth <= column.depth) {
            let fields = unlisted_fields(path, own_type).into_iter();
            forbidden.extend(fields.filter(|field| is_named(field)));
        }
    }
    let names = forbidden.iter().take(NAMES).cloned();
    let columns = Argument::Names(names.collect());
    match forbidden.len() {
        0 => None,
        1 => Some(text!("it has the column {columns}", columns)),
        n if n <= NAMES => Some(text!("it has the columns {columns}", columns)),
        n => Some(text!(
            "it has the columns {columns} and {more} more",
            columns,
            more = n - NAMES
        )),
    }
}

/// Paths of the fields that the type of a column alone tells of.
fn unlisted_fields(column: &str, data_type: &str) -> Vec<String> {
    let mut way = vec![column];
    let fields = type_fields(data_type).into_iter();
    fields
        .map(|(depth, field)| {
            way.truncate(depth);
            way.push(field);
            way.join(".")
        })
        .collect()
}

/// Whether a type, or what of it stands before its parameters, is of a pattern.
fn is_of(glob: &GlobMatcher, data_type: &str) -> bool {
    let plain = data_type.split(['(', '<']).next().unwrap_or(data_type);
    !data_type.is_empty() && (glob.is_match(data_type) || glob.is_match(plain.trim_end()))
}
