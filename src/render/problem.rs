//! What is wrong with templates, and where: the words of the engine, without its drawing.

use std::error::Error as _;

use tera::ErrorKind;

/// A fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the template, where it is known.
    pub template: Option<String>,
    /// Line and column, both from 1.
    pub at: Option<(u32, u32)>,
    /// What is wrong.
    pub message: String,
    /// How to mend it, where that isn't plain.
    pub help: Option<String>,
}

/// Templates that are malformed, or that don't fit their page models.
#[derive(Debug)]
pub struct ThemeError(pub(super) Vec<Problem>);

impl ThemeError {
    /// All that is wrong; at least one.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl std::fmt::Display for ThemeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a template failed")?;
        for problem in &self.0 {
            if let Some(name) = &problem.template {
                write!(f, ": `{name}`")?;
            }
            if let Some((line, column)) = problem.at {
                write!(f, " at {line}:{column}")?;
            }
            write!(f, ": {}", problem.message)?;
        }
        Ok(())
    }
}
impl std::error::Error for ThemeError {}
impl From<ThemeError> for std::io::Error {
    fn from(error: ThemeError) -> Self {
        Self::other(error)
    }
}

impl From<tera::Error> for ThemeError {
    fn from(error: tera::Error) -> Self {
        if let ErrorKind::Msg(text) = error.kind() {
            // References to what there isn't come all in one text, each drawn.
            let drawn: Option<Vec<Problem>> = text.split("\n\n").map(Problem::drawn).collect();
            if let Some(problems) = drawn {
                return Self(problems);
            }
        }
        Self(vec![Problem::of(&error)])
    }
}

impl Problem {
    /// Of a template that can't be parsed; none where the error is another one.
    pub(super) fn of_syntax(error: &tera::Error) -> Option<Self> {
        matches!(error.kind(), ErrorKind::SyntaxError(_)).then(|| Self::of(error))
    }

    fn of(error: &tera::Error) -> Self {
        let (template, at, mut message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                // The engine counts columns from 0.
                let at = (number(span.start_line), number(span.start_col + 1));
                let name = report.filename().to_owned();
                (Some(name), Some(at), report.message().to_owned())
            }
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                (Some(tpl.clone()), None, error.to_string())
            }
            ErrorKind::MissingParent { current, .. } => {
                (Some(current.clone()), None, error.to_string())
            }
            _ => (None, None, error.to_string()),
        };
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Self {
            template,
            at,
            message,
            help: None,
        }
    }

    /// Reads `error: …` and ` --> name:line:column` of a drawing.
    fn drawn(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let message = lines.next()?.strip_prefix("error: ")?;
        let place = lines.next()?.trim_start().strip_prefix("--> ")?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(Self {
            template: Some(parts.next()?.to_owned()),
            at: Some((line, column)),
            message: message.to_owned(),
            help: None,
        })
    }
}
