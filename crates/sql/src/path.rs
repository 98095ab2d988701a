//! Dotted names in the token stream, and the full names they stand for.

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};

/// What completes partly qualified names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Defaults<'a> {
    /// The project (or database, or catalog) of names that have none.
    pub project: Option<&'a str>,
    /// The dataset (or schema) of names that have none.
    pub dataset: Option<&'a str>,
}

/// A dotted name: tokens `first..end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    pub(super) first: usize,
    pub(super) end: usize,
    /// Holds something that a plain dotted name doesn't: dashes, a colon, a star.
    pub(super) unusual: bool,
    /// Holds a templating block, so the name isn't known.
    pub(super) broken: bool,
}

/// Reads the dotted name that begins at `first`, if one does.
pub(super) fn read(tokens: &[Token], first: usize, dialect: Dialect) -> Option<Path> {
    let mut path = Path {
        first,
        end: first,
        unusual: false,
        broken: false,
    };
    if is_spelled(tokens, first, dialect) {
        path.end = first + 4;
        path.unusual = true;
        return Some(path);
    }
    loop {
        path.end = part(tokens, path.end, dialect, &mut path)?;
        if symbol(tokens, path.end, b'.') {
            path.end += 1;
            // `db..table` leaves the middle out.
            if symbol(tokens, path.end, b'.') {
                path.end += 1;
            }
        } else if dialect == Dialect::BigQueryLegacy
            && symbol(tokens, path.end, b':')
            && adjacent(tokens, path.end)
        {
            path.end += 1;
            path.unusual = true;
        } else {
            break;
        }
    }
    if dialect.is_bigquery() && adjacent(tokens, path.end) && symbol(tokens, path.end, b'*') {
        path.end += 1;
        path.unusual = true;
    }
    if dialect == Dialect::BigQueryLegacy {
        decorator(tokens, &mut path);
    }
    Some(path)
}

/// One part of a name; returns the index after it.
fn part(tokens: &[Token], at: usize, dialect: Dialect, path: &mut Path) -> Option<usize> {
    let mut next = at + 1;
    match tokens.get(at)?.kind {
        Kind::Quoted => {}
        Kind::Word(_) => {
            while dialect.is_bigquery()
                && symbol(tokens, next, b'-')
                && adjacent(tokens, next)
                && adjacent(tokens, next + 1)
                && matches!(
                    tokens.get(next + 1).map(|token| token.kind),
                    Some(Kind::Word(_) | Kind::Number)
                )
            {
                next += 2;
                path.unusual = true;
                while adjacent(tokens, next)
                    && matches!(
                        tokens.get(next).map(|token| token.kind),
                        Some(Kind::Word(_) | Kind::Number)
                    )
                {
                    next += 1;
                }
            }
        }
        Kind::Template => path.broken = true,
        Kind::Symbol(b'{') => next = braces(tokens, at, path)?,
        _ => return None,
    }
    // A name glued to a templating block is as unknown as the block.
    loop {
        if !adjacent(tokens, next) {
            return Some(next);
        }
        match tokens.get(next).map(|token| token.kind) {
            Some(Kind::Template) => path.broken = true,
            Some(Kind::Word(_) | Kind::Number) if path.broken => {}
            Some(Kind::Symbol(b'-')) if path.broken => {}
            Some(Kind::Symbol(b'{')) => {
                next = braces(tokens, next, path)?;
                continue;
            }
            _ => return Some(next),
        }
        next += 1;
    }
}

/// Whether a string says the name: `IDENTIFIER('db.s.t')`, in Snowflake also `TABLE('db.s.t')`.
fn is_spelled(tokens: &[Token], first: usize, dialect: Dialect) -> bool {
    let named = match dialect {
        Dialect::Snowflake => {
            keyword(tokens, first, Key::Identifier) || keyword(tokens, first, Key::Table)
        }
        Dialect::Databricks => keyword(tokens, first, Key::Identifier),
        _ => false,
    };
    named
        && symbol(tokens, first + 1, b'(')
        && tokens
            .get(first + 2)
            .is_some_and(|token| token.kind == Kind::String)
        && symbol(tokens, first + 3, b')')
}

/// The parts of the name that a string says.
fn spelled(string: &str, dialect: Dialect) -> Vec<String> {
    let (marks, quote) = match dialect {
        Dialect::Databricks => (['\'', '"'], '`'),
        _ => (['\'', '$'], '"'),
    };
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for ch in string.trim_matches(marks).chars() {
        if ch == quote {
            quoted = !quoted;
        } else if ch == '.' && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(ch);
        }
    }
    parts
}

/// `{name}`, a placeholder.
fn braces(tokens: &[Token], at: usize, path: &mut Path) -> Option<usize> {
    let close = (at + 1..tokens.len().min(at + 8)).find(|&at| symbol(tokens, at, b'}'))?;
    path.broken = true;
    Some(close + 1)
}

/// `table@-3600000`, `table$20240101`: legacy decorators.
fn decorator(tokens: &[Token], path: &mut Path) {
    let marks = |kind: Kind| {
        matches!(
            kind,
            Kind::Symbol(b'@' | b'$' | b'-') | Kind::Parameter | Kind::Number
        )
    };
    while adjacent(tokens, path.end) && tokens.get(path.end).is_some_and(|token| marks(token.kind))
    {
        path.end += 1;
        path.unusual = true;
    }
}

/// Whether the token is that one byte.
pub(super) fn symbol(tokens: &[Token], at: usize, byte: u8) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Symbol(byte))
}

/// Whether the token is that word.
pub(super) fn keyword(tokens: &[Token], at: usize, key: Key) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Word(key))
}

/// Whether nothing stands between the token and the one before it.
fn adjacent(tokens: &[Token], at: usize) -> bool {
    at > 0
        && tokens
            .get(at)
            .is_some_and(|token| tokens[at - 1].end == token.start)
}

/// The text of a token, without its quotes.
pub(super) fn unquoted<'a>(sql: &'a str, token: &Token) -> std::borrow::Cow<'a, str> {
    let text = &sql[token.start as usize..token.end as usize];
    if token.kind != Kind::Quoted || text.len() < 2 {
        return text.into();
    }
    let inner = &text[1..text.len() - 1];
    match text.as_bytes()[text.len() - 1] {
        b'"' if inner.contains('"') => inner.replace("\"\"", "\"").into(),
        b'`' if inner.contains('`') => inner.replace("``", "`").into(),
        b']' if inner.contains(']') => inner.replace("]]", "]").into(),
        _ => inner.into(),
    }
}

/// The parts of a name as written; a part quoted as a whole is one part.
pub(super) fn parts(sql: &str, tokens: &[Token], path: &Path, dialect: Dialect) -> Vec<String> {
    if path.unusual && is_spelled(tokens, path.first, dialect) {
        let string = tokens[path.first + 2];
        return spelled(&sql[string.start as usize..string.end as usize], dialect);
    }
    let tokens = &tokens[path.first..path.end];
    if path.unusual {
        // Dashed and numeric parts span tokens: take the text between the dots.
        let mut parts = vec![String::new()];
        for token in tokens {
            let text = unquoted(sql, token);
            match token.kind {
                Kind::Symbol(b'.') => parts.push(String::new()),
                _ => {
                    if let Some(last) = parts.last_mut() {
                        last.push_str(&text);
                    }
                }
            }
        }
        if dialect == Dialect::BigQueryLegacy {
            return legacy(&parts.join("."));
        }
        return parts;
    }
    let mut parts = Vec::with_capacity(4);
    let mut name_before = false;
    for token in tokens {
        if token.kind == Kind::Symbol(b'.') {
            if !name_before {
                parts.push(String::new());
            }
            name_before = false;
        } else {
            parts.push(unquoted(sql, token).into_owned());
            name_before = true;
        }
    }
    if dialect == Dialect::BigQueryLegacy {
        return legacy(&parts.join("."));
    }
    parts
}

/// `project:dataset.table@range` to its parts.
fn legacy(name: &str) -> Vec<String> {
    let name = name.split(['@', '$']).next().unwrap_or(name);
    match name.rsplit_once(':') {
        Some((project, rest)) => std::iter::once(project)
            .chain(rest.split('.'))
            .map(str::to_owned)
            .collect(),
        None => vec![name.to_owned()],
    }
}
