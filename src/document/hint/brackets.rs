//! Brackets of a line of YAML.

/// Tells of the brackets of a line that stand in no quotes and no comment, with their columns.
pub(super) fn brackets(text: &str, mut tell: impl FnMut(char, usize)) {
    let mut quote = None;
    let mut last = ' ';
    for (column, c) in (1..).zip(text.chars()) {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            // Within a word it is an apostrophe.
            None if matches!(c, '"' | '\'') && !last.is_alphanumeric() => quote = Some(c),
            None if c == '#' && last.is_whitespace() => return,
            None if matches!(c, '{' | '[' | '}' | ']') => tell(c, column),
            None => {}
        }
        last = c;
    }
}

/// Brackets of a line that are open at its end.
pub(super) fn opened(text: &str) -> usize {
    let mut open: usize = 0;
    brackets(text, |bracket, _| {
        open = match bracket {
            '{' | '[' => open + 1,
            _ => open.saturating_sub(1),
        };
    });
    open
}
