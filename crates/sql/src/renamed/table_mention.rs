//! The places of a text where tables are named, and what takes their place.

use rustc_hash::FxHashSet;

use super::super::dialect::Dialect;
use super::super::full_name::full_name;
use super::super::lexer::{Kind, Token};
use super::super::path::{self, Defaults, symbol, unquoted};
use super::super::reading;
use super::super::references::{SqlError, SqlErrorKind};
use super::super::scan::{self, Findings};
use super::super::statement;

/// A text and its tokens.
pub(super) struct Text<'a> {
    pub(super) sql: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) dialect: Dialect,
    pub(super) defaults: Defaults<'a>,
}

/// A place where a table is named, tokens `first..end`.
pub(super) struct Mention {
    pub(super) first: usize,
    pub(super) end: usize,
    /// The parts of its full name.
    pub(super) full: Vec<String>,
    /// What follows the name in another way: `$20260101` in legacy SQL.
    pub(super) decorator: String,
    /// The table that takes its place.
    pub(super) new: Option<String>,
    /// It goes by the last part of its name.
    pub(super) implicit: bool,
}

impl Mention {
    pub(super) fn last(&self) -> &str {
        self.full.last().map_or("", String::as_str)
    }

    /// Whether it goes by another name once it is replaced.
    pub(super) fn loses_name(&self) -> bool {
        let new = self.new.as_deref().and_then(|new| new.rsplit('.').next());
        self.implicit && new.is_some_and(|new| !new.eq_ignore_ascii_case(self.last()))
    }
}

/// What a text names.
#[derive(Default)]
pub(super) struct Named {
    /// In the order of the text.
    pub(super) mentions: Vec<Mention>,
    /// Aliases of tables and names of common table expressions, in lower case.
    pub(super) aliases: FxHashSet<String>,
    /// Those of them that aren't the last part of a table's name.
    pub(super) others: FxHashSet<String>,
}

impl Text<'_> {
    /// All places where tables are named.
    pub(super) fn named(
        &self,
        new_name: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Named, SqlError> {
        let script = statement::split(self.sql, self.tokens, self.dialect);
        let temporary: Vec<String> = script
            .temporary
            .iter()
            .filter_map(|&token| self.tokens.get(token))
            .map(|token| unquoted(self.sql, token).to_ascii_lowercase())
            .collect();
        let mut named = Named::default();
        for piece in &script.pieces {
            let Some(stretch) = piece.stretch() else {
                if let Some(path) = path::read(self.tokens, piece.from, self.dialect) {
                    named
                        .mentions
                        .extend(self.mention(path, "", false, new_name)?);
                }
                continue;
            };
            let findings = scan::scan(self.sql, self.tokens, self.dialect, stretch);
            self.found(&findings, &temporary, new_name, &mut named)?;
        }
        let mentions = &mut named.mentions;
        mentions.sort_unstable_by_key(|mention| mention.first);
        mentions.dedup_by_key(|mention| mention.first);
        Ok(named)
    }

    /// What a scan found, less what is no table: the rules are those of a reading.
    fn found(
        &self,
        findings: &Findings,
        temporary: &[String],
        new_name: &dyn Fn(&str) -> Option<String>,
        named: &mut Named,
    ) -> Result<(), SqlError> {
        let aliases: FxHashSet<usize> = findings.scopes.name_tokens().collect();
        let mut own: FxHashSet<usize> = FxHashSet::default();
        let known = findings.scopes.names(self.sql, self.tokens);
        for found in &findings.mentions {
            let path = found.path;
            let parts = path::parts(self.sql, self.tokens, &path, self.dialect);
            let skip = match parts.as_slice() {
                [] => true,
                [one] => {
                    known.is_cte(one, path.first) || temporary.contains(&one.to_ascii_lowercase())
                }
                [first, ..] => {
                    self.dialect.has_array_joins() && known.is_alias(first, found.scope, path.first)
                }
            };
            if !skip {
                let implicit = aliases.contains(&(path.end - 1)) || self.delays_alias(path.end);
                own.insert(path.end - 1);
                named
                    .mentions
                    .extend(self.mention(path, found.suffix, implicit, new_name)?);
            }
        }
        for at in findings.scopes.name_tokens() {
            let text = self.tokens.get(at).map(|token| unquoted(self.sql, token));
            let text = text.unwrap_or_default().to_lowercase();
            let name = text.rsplit('.').next().unwrap_or(&text).to_owned();
            if !own.contains(&at) {
                named.others.insert(name.clone());
            }
            named.aliases.insert(name);
        }
        Ok(())
    }

    fn mention(
        &self,
        path: path::Path,
        suffix: &'static str,
        implicit: bool,
        new_name: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<Mention>, SqlError> {
        let mut parts = path::parts(self.sql, self.tokens, &path, self.dialect);
        if let Some(last) = parts.last_mut() {
            last.push_str(suffix);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let Some(name) = full_name(&parts, self.dialect, self.defaults) else {
            return Ok(None);
        };
        let mut new = new_name(&name).filter(|new| *new != name);
        if let Some(new) = &mut new {
            // TABLE_QUERY names a dataset.
            if suffix == ".*" || name.contains('*') != new.contains('*') || !new.ends_with(suffix) {
                return Err(self.fault(path.first, "a wildcard is replaced by wildcards alone"));
            }
            new.truncate(new.len() - suffix.len());
        }
        let name = name.strip_suffix(suffix).unwrap_or(&name);
        let decorator = match self.dialect {
            Dialect::BigQueryLegacy => self.decorator(path),
            _ => "",
        };
        Ok(Some(Mention {
            first: path.first,
            end: path.end,
            full: name.split('.').map(str::to_owned).collect(),
            decorator: decorator.to_owned(),
            new,
            implicit: implicit && !name.contains('*'),
        }))
    }

    /// `@-3600000` or `$20260101` at the end of a legacy name.
    fn decorator(&self, path: path::Path) -> &str {
        let end = self.tokens.get(path.end - 1).map_or(0, |t| t.end);
        let start = self.tokens.get(path.first).map_or(0, |t| t.start);
        let text = self.sql.get(start as usize..end as usize).unwrap_or("");
        let at = text.find(['@', '$']).unwrap_or(text.len());
        text[at..].trim_end_matches(']')
    }

    /// Whether something stands at `at` that comes between a table and its alias, so that nobody knows
    /// whether there is one.
    pub(super) fn delays_alias(&self, at: usize) -> bool {
        let between: &[&str] = match self.dialect {
            Dialect::Snowflake => &[
                "AT",
                "BEFORE",
                "CHANGES",
                "MATCH_RECOGNIZE",
                "PIVOT",
                "UNPIVOT",
            ],
            Dialect::Databricks => &["VERSION", "TIMESTAMP", "FOR", "TABLESAMPLE"],
            Dialect::MsSql => &["FOR"],
            Dialect::MySql => &["PARTITION"],
            Dialect::Generic => &["FOR", "VERSIONS", "PARTITION"],
            _ => &[],
        };
        let word = self.word(at);
        let goes_on = word == "FOR"
            || symbol(self.tokens, at + 1, b'(')
            || matches!(self.word(at + 1).as_str(), "AS" | "BETWEEN");
        goes_on && between.contains(&word.as_str())
    }

    /// The word at `at` in upper case; nothing where there is none.
    pub(super) fn word(&self, at: usize) -> String {
        let token = self.tokens.get(at);
        let token = token.filter(|token| matches!(token.kind, Kind::Word(_)));
        token.map_or_else(String::new, |token| {
            unquoted(self.sql, token).to_ascii_uppercase()
        })
    }

    /// Whether the name by which a table goes stands anywhere but in names of tables.
    pub(super) fn is_used(&self, mention: &Mention, mentions: &[Mention]) -> bool {
        self.tokens.iter().enumerate().any(|(at, token)| {
            matches!(token.kind, Kind::Word(_) | Kind::Quoted)
                && unquoted(self.sql, token).eq_ignore_ascii_case(mention.last())
                && !mentions.iter().any(|m| (m.first..m.end).contains(&at))
        })
    }

    pub(super) fn start(&self, at: usize) -> usize {
        self.tokens
            .get(at)
            .map_or(self.sql.len(), |token| token.start as usize)
    }

    pub(super) fn end(&self, at: usize) -> usize {
        self.tokens
            .get(at)
            .map_or(self.sql.len(), |token| token.end as usize)
    }

    pub(super) fn fault(&self, at: usize, message: &str) -> SqlError {
        let (line, column) = reading::place(self.sql, self.start(at));
        SqlError {
            line,
            column,
            kind: SqlErrorKind::Syntax,
            message: message.to_owned(),
        }
    }
}
