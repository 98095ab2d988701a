//! What a person most likely wrote where YAML can't be read: the parser tells what it expected, which
//! is seldom what has to be mended.

use super::brackets::{brackets, opened};
use crate::diagnostic::{Text, text};

/// How a syntax error is told.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::document) struct Syntax {
    /// What is wrong, where that is clearer than the parser's words.
    pub(in crate::document) message: Option<Text>,
    /// How to mend it.
    pub(in crate::document) help: Text,
    /// Line and column, where the mistake stands elsewhere.
    pub(in crate::document) at: Option<(usize, usize)>,
}

/// Lines before an error in which an open bracket is looked for.
const BEFORE: usize = 200;
/// Longest value that a help repeats, in characters.
const REPEATED: usize = 80;

/// The line of an error and those around it.
struct Around<'s> {
    /// The line.
    line: &'s str,
    /// The lines before it that belong to its document, the nearest last, with their numbers.
    before: Vec<(usize, &'s str)>,
    /// The line after it.
    after: Option<&'s str>,
    /// Its number, and the column of the error, from 1.
    place: (usize, usize),
}

/// What to say of the parser's `info` at a line and a column, which count from 1.
pub(in crate::document) fn syntax(
    source: &str,
    line: usize,
    column: usize,
    info: &str,
) -> Option<Syntax> {
    let first = line.saturating_sub(BEFORE + 1);
    let mut lines = source.lines().enumerate().skip(first);
    let mut before: Vec<(usize, &str)> = Vec::new();
    let text = loop {
        let (at, text) = lines.next()?;
        if at + 1 == line {
            break text;
        }
        if text.starts_with("---") {
            before.clear();
        }
        before.push((at + 1, text));
    };
    let around = Around {
        line: text,
        before,
        after: lines.next().map(|(_, text)| text),
        place: (line, column),
    };
    around.likely_mistake(info)
}

impl Around<'_> {
    fn likely_mistake(&self, info: &str) -> Option<Syntax> {
        if info.contains("anchor") {
            return self.sign();
        }
        if info.starts_with("unexpected character") {
            let first = self.from(self.place.1).chars().next()?;
            return self.quote(
                self.place.1,
                text!("a text can't begin with `{first}`", first),
            );
        }
        if info.ends_with("did not find expected node content") {
            return self.nothing();
        }
        if info.starts_with("misplaced bracket") || info.starts_with("mapping keys are not allowed")
        {
            return self.begins_with_a_sign().or_else(|| {
                mend("remove the bracket that nothing opens, or put the text in quotes")
                    .filter(|_| info.starts_with("misplaced"))
            });
        }
        if info.starts_with("mapping values are not allowed") {
            return self.colon();
        }
        if info.contains("flow mapping") || info.contains("flow sequence") {
            return self.colon_within().or_else(|| self.open());
        }
        if info.starts_with("illegal placement of ':'") || info.contains("flow construct") {
            return self.open();
        }
        if info.contains("quoted scalar") {
            return self.quotes(info);
        }
        if info.contains("found a tab") || info.contains("tab cannot") || info.contains("tabs ") {
            return self.tab();
        }
        if info.contains("block scalar, did not find") {
            return mend("put the text in quotes, or begin it on the next line");
        }
        if info.starts_with("block sequence entries") {
            return mend("begin the list on the next line, or put the text in quotes");
        }
        if info.starts_with("simple key expect") {
            return self.text_alone();
        }
        if info.contains("block mapping, did not find") || info.contains("block collection") {
            return self.behind_brackets().or_else(|| mend(
                "indent this line like those that it belongs with: keys of one mapping, and items of one list, begin in the same column",
            ));
        }
        None
    }

    /// What stands from a column on.
    fn from(&self, column: usize) -> &str {
        let skip = column.saturating_sub(1);
        let start = self.line.char_indices().nth(skip);
        start.map_or("", |(byte, _)| self.line.get(byte..).unwrap_or(""))
    }

    /// What stands before a column.
    fn until(&self, column: usize) -> &str {
        let rest = self.from(column).len();
        self.line.get(..self.line.len() - rest).unwrap_or(self.line)
    }

    /// `*` and `&` mean something else to YAML than to people.
    fn sign(&self) -> Option<Syntax> {
        let column = self.place.1;
        let is_sign = |column: usize| self.from(column).starts_with(['*', '&']);
        // Where nothing follows it, the parser points behind it.
        let column = [column, column.saturating_sub(1)]
            .into_iter()
            .find(|column| *column > 0 && is_sign(*column))?;
        let what = match self.from(column).starts_with('*') {
            true => "`*` begins a reference of YAML, and nothing is marked by that name",
            false => "`&` begins a mark of YAML, and no name follows",
        };
        self.quote(column, what)
    }

    /// A key without a colon and a blank. The parser points to what follows, which is the line itself
    /// where it is the last one.
    fn text_alone(&self) -> Option<Syntax> {
        let own = self.until(self.place.1).trim();
        let (number, text) = if own.is_empty() {
            let mut before = self.before.iter().rev().copied();
            before.find(|(_, text)| !text.trim().is_empty())?
        } else {
            (self.place.0, self.line)
        };
        let start = text.len() - text.trim_start().len();
        let help = match text.trim().split_once(':') {
            Some((key, value)) if !value.is_empty() && text.chars().count() <= REPEATED => {
                text!(
                    "write a blank after the colon: `{key}: {value}`",
                    key,
                    value
                )
            }
            _ => text_alone(number),
        };
        Some(Syntax {
            message: None,
            help,
            at: Some((number, start + 1)),
        })
    }

    /// The column at which the value of this line begins, behind its key or the `-` of an item.
    fn value(&self) -> Option<usize> {
        let start = match self.line.find(": ") {
            Some(at) => at + 2,
            None => self.line.find("- ")? + 2,
        };
        let rest = self.line.get(start..)?;
        let blanks = rest.len() - rest.trim_start().len();
        Some(self.line.get(..start + blanks)?.chars().count() + 1)
    }

    /// `[[domain:sales]] is ours`: a text goes on behind a list, a mapping or a quoted text.
    fn behind_brackets(&self) -> Option<Syntax> {
        let before = self.until(self.place.1).trim_end();
        let column = self.value().filter(|column| *column < self.place.1)?;
        let begins = self.from(column).starts_with(['[', '{']);
        if !begins || !before.ends_with([']', '}']) || self.from(self.place.1).trim().is_empty() {
            return None;
        }
        self.quote(column, "text stands behind the closing bracket")
    }

    /// A value that begins with what means something else.
    fn begins_with_a_sign(&self) -> Option<Syntax> {
        let column = self.value().filter(|column| *column == self.place.1)?;
        let first = self.from(column).chars().next()?;
        self.quote(column, text!("a text can't begin with `{first}`", first))
    }

    /// A value was expected and isn't there.
    fn nothing(&self) -> Option<Syntax> {
        if self.from(self.place.1).trim().is_empty() {
            return self.open();
        }
        if self.from(self.place.1).starts_with(',') && opened(self.until(self.place.1)) > 0 {
            return mend("nothing stands before this comma: remove it");
        }
        self.begins_with_a_sign()
    }

    /// The value that begins at a column belongs in quotes.
    fn quote(&self, column: usize, message: impl Into<Text>) -> Option<Syntax> {
        let before = self.until(column);
        let rest = self.from(column);
        let flow = opened(before) > 0;
        let end = match flow {
            true => rest.find([',', ']', '}']).unwrap_or(rest.len()),
            false => rest.find(" #").unwrap_or(rest.len()),
        };
        let value = rest.get(..end).unwrap_or(rest).trim_end();
        Some(Syntax {
            message: Some(message.into()),
            help: match value.chars().count() <= REPEATED {
                true => text!("put it in quotes: {value}", value = quoted(value)),
                false => "put the text in quotes".into(),
            },
            at: Some((self.place.0, column)),
        })
    }

    /// `description: Note: this`.
    fn colon(&self) -> Option<Syntax> {
        let before = self.until(self.place.1);
        let Some((key, _)) = before.split_once(": ") else {
            let mut lines = self.before.iter().rev();
            let last = lines.find(|(_, text)| !text.trim().is_empty());
            if let Some((number, text)) = last.filter(|(_, text)| !text.contains([':', '-', '"'])) {
                let start = text.len() - text.trim_start().len();
                return Some(Syntax {
                    message: None,
                    help: text_alone(*number),
                    at: Some((*number, start + 1)),
                });
            }
            return mend(
                "the line before has a value already: indent this line like it, or take that value out",
            );
        };
        let value = self.line.get(key.len() + 1..).unwrap_or("").trim();
        let key = key.trim_start().trim_start_matches("- ");
        let help = match self.line.chars().count() <= REPEATED {
            true => text!(
                "put the text in quotes: {key}: {value}",
                key,
                value = quoted(value)
            ),
            false => "put the text in quotes".into(),
        };
        Some(Syntax {
            message: Some("a colon within a plain text begins a mapping".into()),
            help,
            at: None,
        })
    }

    /// The same between brackets: `{text: Note: this}`.
    fn colon_within(&self) -> Option<Syntax> {
        let before = self.until(self.place.1);
        let value = before.rsplit([',', '{', '[']).next()?;
        let (key, text) = value.split_once(": ")?;
        if !self.from(self.place.1).starts_with(':') || opened(before) == 0 {
            return None;
        }
        let rest = self.from(self.place.1);
        let end = rest.find([',', ']', '}']).unwrap_or(rest.len());
        let whole = format!("{text}{}", rest.get(..end).unwrap_or(""));
        Some(Syntax {
            message: Some("a colon within a plain text begins a mapping".into()),
            help: match whole.chars().count() <= REPEATED {
                true => text!(
                    "put the text in quotes: {key}: {value}",
                    key = key.trim(),
                    value = quoted(&whole)
                ),
                false => "put the text in quotes".into(),
            },
            at: None,
        })
    }

    /// A bracket that is open where it can't be.
    fn open(&self) -> Option<Syntax> {
        let mut stack: Vec<(char, usize, usize)> = Vec::new();
        let here = (self.place.0, self.until(self.place.1));
        for (number, text) in self.before.iter().copied().chain([here]) {
            brackets(text, |bracket, column| match bracket {
                '{' | '[' => stack.push((bracket, number, column)),
                _ => {
                    stack.pop();
                }
            });
        }
        let (bracket, line, column) = stack.pop()?;
        let close = if bracket == '{' { '}' } else { ']' };
        Some(Syntax {
            message: Some(text!(
                "the `{bracket}` that opens here isn't closed",
                bracket
            )),
            help: text!(
                "close it with `{close}`, or put a text that holds `{bracket}` in quotes",
                close,
                bracket
            ),
            at: Some((line, column)),
        })
    }

    /// Quotes that aren't closed, or are closed too early.
    fn quotes(&self, info: &str) -> Option<Syntax> {
        let say = |message: Text, help: Text| {
            Some(Syntax {
                message: Some(message),
                help,
                at: None,
            })
        };
        if info.contains("escape") {
            return mend(
                "within double quotes `\\` begins an escape: write it twice, or use single quotes",
            );
        }
        if info.contains("trailing content") {
            let before = self.until(self.place.1).trim_end();
            let help = match before.ends_with('\'') {
                true => {
                    "write '' for a quote within single quotes, or put the text in double quotes"
                }
                false => {
                    "write \\\" for a quote within double quotes, or put the text in single quotes"
                }
            };
            return say("text stands behind the closing quote".into(), help.into());
        }
        let quote = self.from(self.place.1).chars().next()?;
        if !matches!(quote, '"' | '\'') {
            return None;
        }
        say(
            text!("the quote `{quote}` that opens here isn't closed", quote),
            text!(
                "write {quote} at the end of the text; the rest of this document was skipped",
                quote
            ),
        )
    }

    /// A tab in this line or in the indentation of the next one.
    fn tab(&self) -> Option<Syntax> {
        let lines = [(0, Some(self.line)), (1, self.after)];
        let (more, column) = lines.into_iter().find_map(|(more, text)| {
            let indentation = text?.chars().take_while(|c| c.is_whitespace());
            let at = indentation.enumerate().find(|(_, c)| *c == '\t')?.0;
            Some((more, at + 1))
        })?;
        Some(Syntax {
            message: Some("a tab stands in the indentation; YAML allows only spaces there".into()),
            help: "replace the tab by spaces".into(),
            at: Some((self.place.0 + more, column)),
        })
    }
}

fn text_alone(line: usize) -> Text {
    text!(
        "line {line} is a text alone: write `: ` after its key",
        line
    )
}

/// A mistake at the place that the parser tells, in its words.
fn mend(help: &'static str) -> Option<Syntax> {
    Some(Syntax {
        message: None,
        help: help.into(),
        at: None,
    })
}

/// A text in the quotes that it needs least escapes in.
fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}
