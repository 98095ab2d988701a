//! The expressions that an expression is made of.

use sqlparser::ast::{Expr, JsonPathElem, Query};

/// What became of an expression.
pub(super) enum Parts<'e> {
    /// Its parts were added: all of them go into it, and there is no more to it.
    Pushed,
    /// It tests an expression against a subquery.
    Query(&'e Expr, &'e Query),
    /// It is to be resolved as a whole.
    Whole,
    /// Its parts can't be told.
    Unclear,
}

/// Adds the parts of `expr` to `pending`.
pub(super) fn parts<'e>(expr: &'e Expr, pending: &mut Vec<&'e Expr>) -> Parts<'e> {
    match expr {
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::CompoundFieldAccess { .. }
        | Expr::Struct { .. }
        | Expr::Subquery(_)
        | Expr::Exists { .. }
        | Expr::Function(_)
        | Expr::Case { .. }
        | Expr::Array(_)
        | Expr::Lambda(_)
        | Expr::Value(_)
        | Expr::TypedString(_) => return Parts::Whole,
        Expr::InSubquery { expr, subquery, .. } => return Parts::Query(expr, subquery),
        Expr::JsonAccess { value, path } => {
            pending.push(value);
            keys(&path.path, pending);
        }
        Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::Nested(inner)
        | Expr::OuterJoin(inner)
        | Expr::Prior(inner)
        | Expr::IsJson { expr: inner, .. }
        | Expr::IsNormalized { expr: inner, .. }
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Cast { expr: inner, .. }
        | Expr::Extract { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::Named { expr: inner, .. }
        | Expr::Prefixed { value: inner, .. } => pending.push(inner),
        Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right)
        | Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. } => pending.extend([left.as_ref(), right.as_ref()]),
        Expr::InList { expr, list, .. } => {
            pending.push(expr);
            pending.extend(list);
        }
        Expr::InUnnest {
            expr, array_expr, ..
        } => pending.extend([expr.as_ref(), array_expr.as_ref()]),
        Expr::Between {
            expr, low, high, ..
        } => pending.extend([expr.as_ref(), low.as_ref(), high.as_ref()]),
        Expr::Like { expr, pattern, .. }
        | Expr::ILike { expr, pattern, .. }
        | Expr::SimilarTo { expr, pattern, .. }
        | Expr::RLike { expr, pattern, .. } => {
            pending.extend([expr.as_ref(), pattern.as_ref()]);
        }
        Expr::Convert { expr, styles, .. } => {
            pending.push(expr);
            pending.extend(styles);
        }
        Expr::AtTimeZone {
            timestamp,
            time_zone,
        } => pending.extend([timestamp.as_ref(), time_zone.as_ref()]),
        Expr::Position { expr, r#in } => pending.extend([expr.as_ref(), r#in.as_ref()]),
        Expr::Substring {
            expr,
            substring_from,
            substring_for,
            ..
        } => {
            pending.push(expr);
            pending.extend(
                substring_from
                    .iter()
                    .chain(substring_for)
                    .map(|inner| &**inner),
            );
        }
        Expr::Trim {
            trim_what,
            expr,
            trim_characters,
            ..
        } => {
            pending.push(expr);
            pending.extend(trim_what.iter().map(|inner| &**inner));
            pending.extend(trim_characters.iter().flatten());
        }
        Expr::Overlay {
            expr,
            overlay_what,
            overlay_from,
            overlay_for,
        } => {
            pending.extend([expr.as_ref(), overlay_what.as_ref(), overlay_from.as_ref()]);
            pending.extend(overlay_for.iter().map(|inner| &**inner));
        }
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
            pending.extend(sets.iter().flatten());
        }
        Expr::Tuple(list) => pending.extend(list),
        Expr::Dictionary(fields) => {
            pending.extend(fields.iter().map(|field| field.value.as_ref()));
        }
        Expr::Map(map) => {
            for entry in &map.entries {
                pending.extend([entry.key.as_ref(), entry.value.as_ref()]);
            }
        }
        Expr::Interval(interval) => pending.push(&interval.value),
        Expr::MemberOf(member) => {
            pending.extend([member.value.as_ref(), member.array.as_ref()]);
        }
        Expr::MatchAgainst { .. } | Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => {
            return Parts::Unclear;
        }
    }
    Parts::Pushed
}

/// Adds the expressions in a path into JSON that are computed.
fn keys<'e>(path: &'e [JsonPathElem], pending: &mut Vec<&'e Expr>) {
    for element in path {
        if let JsonPathElem::Bracket { key } | JsonPathElem::ColonBracket { key } = element {
            pending.push(key);
        }
    }
}
