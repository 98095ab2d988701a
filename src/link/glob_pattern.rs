//! Patterns of names in manifests: within bounds, since each `{` within another takes stack.

use globset::Glob;

use crate::config::no_glob;
use crate::diagnostic::{FileId, Finding, Rule, text};
use crate::document::Located;

/// Most bytes of a pattern: no name is longer.
const MAX_PATTERN: usize = 1_000;
/// Most `{` of a pattern.
const MAX_BRACES: usize = 50;

pub(in crate::link) fn is_bounded(pattern: &str) -> bool {
    pattern.len() <= MAX_PATTERN && pattern.bytes().filter(|b| *b == b'{').count() <= MAX_BRACES
}

/// Whether a name is a pattern.
pub(in crate::link) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '[', '{'])
}

/// What is wrong with a pattern; `shorter` says how to do with less.
pub(in crate::link) fn fault(
    pattern: &Located<String>,
    file: FileId,
    shorter: &'static str,
) -> Option<Finding> {
    let fault = if is_bounded(pattern.as_str()) {
        let error = Glob::new(pattern.as_str()).err()?;
        Finding::new(Rule::WrongType, no_glob(pattern.as_str(), &error))
            .help("write a name, or a pattern such as `marketplace_*`")
    } else {
        Finding::new(
            Rule::TooLarge,
            text!(
                "`{pattern}` is a pattern of more than {max_pattern} bytes or {max_braces} `{{`, the limits",
                pattern = pattern.as_str(),
                max_pattern = MAX_PATTERN,
                max_braces = MAX_BRACES
            ),
        )
        .help(shorter)
    };
    Some(fault.at(pattern.pos(file)))
}
