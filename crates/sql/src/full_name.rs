//! Full names of tables, made of the parts that SQL writes.

use super::dialect::Dialect;
use super::path::Defaults;

/// Makes the full name of a table out of the parts as written; `None` for what names no table.
pub(crate) fn full_name(
    parts: &[&str],
    dialect: Dialect,
    defaults: Defaults<'_>,
) -> Option<String> {
    if parts
        .iter()
        .any(|part| part.bytes().any(|byte| matches!(byte, b'{' | b'}' | b'\n')))
    {
        return None;
    }
    if dialect.quotes_whole_names() {
        bigquery_name(parts, defaults)
    } else {
        plain_name(parts, dialect, defaults)
    }
}

fn bigquery_name(parts: &[&str], defaults: Defaults<'_>) -> Option<String> {
    let joined;
    let whole = match parts {
        [one] => one,
        _ => {
            joined = parts.join(".");
            joined.as_str()
        }
    };
    let whole = whole.trim();
    if is_complete(whole) {
        return Some(whole.to_owned());
    }
    // `example.com:project` is one part, `project:dataset` are two.
    let (domain, rest) = match whole.split_once(':') {
        Some((domain, rest)) if domain.contains('.') => (Some(domain), rest.to_owned()),
        Some(_) => (None, whole.replace(':', ".")),
        None => (None, whole.to_owned()),
    };
    let mut names: Vec<String> = rest.split('.').map(|part| part.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        names.retain(|name| !name.is_empty());
    }
    if let (Some(domain), Some(first)) = (domain, names.first_mut()) {
        *first = format!("{domain}:{first}");
    }
    let first = names.first()?;
    if first.starts_with('@') || first.eq_ignore_ascii_case("_SESSION") {
        return None;
    }
    let schema = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case("INFORMATION_SCHEMA"));
    let missing = match (schema, names.len()) {
        (Some(0), _) => &[defaults.project][..],
        (Some(1), length) => {
            let region = first
                .get(..7)
                .is_some_and(|start| start.eq_ignore_ascii_case("region-"));
            let of_project = domain.is_some()
                || (first.contains('-') && !region)
                || (length == 3 && names[2].to_ascii_uppercase().starts_with("SCHEMATA"));
            if of_project {
                &[][..]
            } else {
                &[defaults.project][..]
            }
        }
        (Some(_), _) => &[],
        (None, 1) if defaults.dataset.is_none() => &[],
        (None, 1) => &[defaults.project, defaults.dataset][..],
        (None, 2) => &[defaults.project][..],
        (None, _) => &[],
    };
    let mut full = String::with_capacity(64);
    for part in missing
        .iter()
        .flatten()
        .copied()
        .chain(names.iter().map(String::as_str))
    {
        if !full.is_empty() {
            full.push('.');
        }
        full.push_str(part);
    }
    Some(full)
}

/// Whether a name is nothing but a project, a dataset and a table: most are.
fn is_complete(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut parts = name.split('.');
    let [Some(project), Some(dataset), Some(table), None] = [(); 4].map(|()| parts.next()) else {
        return false;
    };
    [project, dataset, table]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(plain))
        && !project.eq_ignore_ascii_case("_SESSION")
        && ![project, dataset, table]
            .iter()
            .any(|part| part.eq_ignore_ascii_case("INFORMATION_SCHEMA"))
}

fn plain_name(parts: &[&str], dialect: Dialect, defaults: Defaults<'_>) -> Option<String> {
    let first = parts.first()?;
    let last = parts.last()?;
    if last.is_empty() || first.starts_with('@') || last.starts_with('#') {
        return None;
    }
    if parts.len() == 1
        && first.eq_ignore_ascii_case("dual")
        && !matches!(dialect, Dialect::Postgres | Dialect::Redshift)
    {
        return None;
    }
    if dialect == Dialect::Databricks && (first.contains('/') || last.contains('/')) {
        return None;
    }
    let schema = match dialect {
        Dialect::Snowflake => Some("PUBLIC"),
        Dialect::MsSql => Some("dbo"),
        _ => defaults.dataset,
    };
    let missing = match parts.len() {
        1 if defaults.dataset.is_none() => &[][..],
        1 => &[defaults.project, defaults.dataset],
        2 => &[defaults.project],
        _ => &[],
    };
    let written = parts
        .iter()
        .map(|part| match part.is_empty() {
            true => schema,
            false => Some(*part),
        })
        .collect::<Vec<_>>();
    let full: Vec<&str> = missing.iter().chain(&written).flatten().copied().collect();
    Some(full.join("."))
}
