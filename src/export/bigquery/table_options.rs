//! Options of tables and datasets, whose values are SQL literals.

use std::borrow::Cow;

use super::option_literal::{self, Literal};
use crate::diagnostic::text;
use crate::export::row_problems::Unusable;
use crate::export::rows::yes;
use crate::export::time::Seconds;

const LITERAL_HELP: &str =
    "option_value is the SQL literal that the view holds; export it without changing it";

fn option_literal<'a>(option: &str, value: Option<&'a str>) -> Result<Literal<'a>, Box<Unusable>> {
    let text = value.unwrap_or("NULL");
    option_literal::parse(text).map_err(|e| {
        Unusable::value(
            text!(
                "the option `{option}` isn't a SQL literal: {error}",
                option,
                error = e.message
            ),
            text,
            e.offset,
            LITERAL_HELP,
        )
    })
}

/// A text; nothing where it is NULL or empty.
pub(super) fn option_text<'a>(
    option: &str,
    value: Option<&'a str>,
) -> Result<Option<Cow<'a, str>>, Box<Unusable>> {
    match option_literal(option, value)? {
        Literal::Text(text) => Ok(Some(text).filter(|t| !t.is_empty())),
        Literal::Null => Ok(None),
        other => Err(Unusable::value(
            text!(
                "the option `{option}` is {found}, not a string",
                option,
                found = other.kind()
            ),
            value.unwrap_or_default(),
            0,
            LITERAL_HELP,
        )),
    }
}

/// A whole number of seconds, of an option that counts days; nothing where it is NULL.
pub(super) fn option_days(
    option: &str,
    value: Option<&str>,
) -> Result<Option<Seconds>, Box<Unusable>> {
    const DAY: f64 = 86_400.0;
    let days = match option_literal(option, value)? {
        Literal::Null => return Ok(None),
        Literal::Word(word) => word.parse::<f64>().ok(),
        _ => None,
    };
    match days.filter(|days| (0.0..1e9).contains(days)) {
        // Below 1e9 days, so that it is exact and in range.
        #[expect(clippy::cast_possible_truncation, reason = "it is in range")]
        Some(days) => Ok(Some((days * DAY).round() as Seconds)),
        None => Err(Unusable::value(
            text!("the option `{option}` isn't a number of days", option),
            value.unwrap_or_default(),
            0,
            LITERAL_HELP,
        )),
    }
}

/// Yes or no; nothing where it is NULL.
pub(super) fn option_flag(
    option: &str,
    value: Option<&str>,
) -> Result<Option<bool>, Box<Unusable>> {
    match option_literal(option, value)? {
        Literal::Null => Ok(None),
        Literal::Word(word) if yes(word).is_some() => Ok(yes(word)),
        other => Err(Unusable::value(
            text!(
                "the option `{option}` is {found}, not true or false",
                option,
                found = other.kind()
            ),
            value.unwrap_or_default(),
            0,
            LITERAL_HELP,
        )),
    }
}

type Labels<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The pairs of key and value.
pub(super) fn option_labels(value: Option<&str>) -> Result<Labels<'_>, Box<Unusable>> {
    let wrong = |found: &Literal<'_>| {
        Unusable::value(
            text!(
                "the option `labels` holds {found} where pairs of strings were expected",
                found = found.kind()
            ),
            value.unwrap_or_default(),
            0,
            LITERAL_HELP,
        )
    };
    let items = match option_literal("labels", value)? {
        Literal::Null => return Ok(Vec::new()),
        Literal::Array(items) => items,
        other => return Err(wrong(&other)),
    };
    items
        .into_iter()
        .map(|item| match item {
            Literal::Struct(mut pair) => match (pair.pop(), pair.pop(), pair.is_empty()) {
                (Some(Literal::Text(value)), Some(Literal::Text(key)), true) => Ok((key, value)),
                (Some(Literal::Null), Some(Literal::Text(key)), true) => Ok((key, "".into())),
                _ => Err(wrong(&Literal::Struct(pair))),
            },
            other => Err(wrong(&other)),
        })
        .collect()
}
