//! A text with other tables in place of those that it names, and every other byte as it was.

mod qualifiers;
mod table_mention;

use super::dialect::Dialect;
use super::lexer::{Kind, lex};
use super::path::{Defaults, symbol, unquoted};
use super::reading::announced;
use super::references::{Method, References, SqlError};
use super::written_names::{alias_of, written};
use qualifiers::Edit;
use table_mention::{Mention, Named, Text};

/// Puts other tables in place of those that `sql` names. `new_name` is asked for the full name of each,
/// as [`references`](super::references()) gives it, and says the full name of the one that takes its
/// place, if another does.
///
/// A table goes by the last part of its name where it has no alias. Where that changes, the old one
/// becomes its alias; where columns are named by their table's whole name, that becomes what the table
/// goes by. Strings, comments, common table expressions and all else stay as they are.
///
/// # Errors
/// Where the text can't be parsed, or a table can't be replaced by a name alone: a wildcard by what is
/// none, a name that the dialect can't write, a place where no alias can stand that is needed.
pub fn renamed(
    sql: &str,
    dialect: Dialect,
    defaults: Defaults<'_>,
    new_name: &dyn Fn(&str) -> Option<String>,
) -> Result<String, SqlError> {
    let dialect = announced(sql)
        .filter(|_| dialect.is_bigquery())
        .unwrap_or(dialect);
    let before = super::references(sql, dialect, defaults);
    // Of legacy SQL there is no parser: its tables are those of the scan.
    if dialect != Dialect::BigQueryLegacy
        && let Some(error) = before.error
    {
        return Err(error);
    }
    let mut wanted: Vec<String> = before.tables.clone();
    let mut changes = false;
    for table in &mut wanted {
        if let Some(new) = new_name(table).filter(|new| new != table) {
            *table = new;
            changes = true;
        }
    }
    if !changes {
        return Ok(sql.to_owned());
    }
    wanted.sort_unstable();
    wanted.dedup();
    let lexed = lex(sql, dialect.rules());
    let text = Text {
        sql,
        tokens: &lexed.tokens,
        dialect,
        defaults,
    };
    let named = text.named(new_name)?;
    let replaced = text.edits(&named)?;
    let after: References = super::references(&replaced, dialect, defaults);
    let parsed = dialect == Dialect::BigQueryLegacy || after.method == Method::Parsed;
    if after.tables != wanted || !parsed {
        let first = named.mentions.first().map_or(0, |mention| mention.first);
        return Err(text.fault(
            first,
            "the tables named here can't be replaced by names alone",
        ));
    }
    Ok(replaced)
}

impl Text<'_> {
    /// The text with every change made.
    fn edits(&self, named: &Named) -> Result<String, SqlError> {
        let mut edits = self.qualifiers(named)?;
        for mention in &named.mentions {
            let Some(new) = &mention.new else { continue };
            let mut text = self
                .name(mention, new)
                .ok_or_else(|| self.fault(mention.first, "its dialect can't write the new name"))?;
            if mention.loses_name() {
                match self.alias(mention) {
                    Some(alias) => text.push_str(&alias),
                    None if !self.is_used(mention, &named.mentions) => {}
                    None => {
                        let why = "the table needs an alias, which can't stand here";
                        return Err(self.fault(mention.first, why));
                    }
                }
            }
            edits.push(Edit {
                from: self.start(mention.first),
                to: self.end(mention.end - 1),
                text,
            });
        }
        edits.sort_unstable_by_key(|edit| edit.from);
        let mut out = String::with_capacity(self.sql.len() + edits.len() * 32);
        let mut at = 0;
        for edit in edits {
            out.push_str(self.sql.get(at..edit.from).unwrap_or_default());
            out.push_str(&edit.text);
            at = edit.to;
        }
        out.push_str(self.sql.get(at..).unwrap_or_default());
        Ok(out)
    }

    /// The new name, in the way in which the old one is written.
    fn name(&self, mention: &Mention, new: &str) -> Option<String> {
        let name = written(self.dialect, new, &mention.decorator)?;
        let string = self.tokens.get(mention.first + 2);
        let string = string.filter(|token| {
            token.kind == Kind::String && symbol(self.tokens, mention.first + 1, b'(')
        });
        // `IDENTIFIER('db.s.t')`
        Some(match string {
            Some(string) => {
                let call = self
                    .sql
                    .get(self.start(mention.first)..string.start as usize)?;
                format!("{call}'{name}')")
            }
            None => name,
        })
    }

    /// ` AS orders`; `None` where an alias can't follow the name at once.
    fn alias(&self, mention: &Mention) -> Option<String> {
        let statement = ["PIVOT", "UNPIVOT", "SUMMARIZE", "DESCRIBE"];
        let leads = mention.first.checked_sub(1).map(|at| self.word(at));
        if leads.is_some_and(|word| statement.contains(&word.as_str()))
            || self.delays_alias(mention.end)
            || symbol(self.tokens, mention.end, b'*')
        {
            return None;
        }
        let token = self.tokens.get(mention.end - 1)?;
        let text = self.sql.get(token.start as usize..token.end as usize)?;
        let quoted = token.kind == Kind::Quoted && unquoted(self.sql, token) == mention.last();
        let alias = match quoted {
            true => text.to_owned(),
            false => alias_of(self.dialect, mention.last())?,
        };
        // Oracle has no AS before an alias of a table.
        let word = if self.dialect == Dialect::Generic {
            ""
        } else {
            "AS "
        };
        Some(format!(" {word}{alias}"))
    }
}
