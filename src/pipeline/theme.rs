//! Templates of the mesh's own. They are settings: what can't be used is told with file and line, and
//! nothing is published.

use std::io;

use super::build_error::BuildError;
use super::quoted_lines;
use super::settings::faulty;
use crate::config::Settings;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::render::{self, Problem, Template, ThemeError};
use crate::source::SourceTree;

/// Reads the templates that the settings name, and checks that they can be used.
pub(super) fn read(settings: &Settings, tree: &SourceTree) -> Result<Vec<Template>, BuildError> {
    let Some(folder) = &settings.config.theme.templates else {
        return Ok(Vec::new());
    };
    let mut templates = Vec::new();
    let mut wrong = Vec::new();
    for (file, path) in tree.iter() {
        let Some(name) = name(path, folder.as_str()) else {
            continue;
        };
        match tree.text(file) {
            Ok(text) => templates.push(Template {
                name: name.to_owned(),
                text,
            }),
            Err(finding) => wrong.push(*finding),
        }
    }
    if templates.is_empty() && wrong.is_empty() {
        let none = text!(
            "`templates` is `{folder}`, a folder that holds no template",
            folder = folder.as_str()
        );
        wrong.push(
            Finding::new(Rule::WrongType, none)
                .at(folder.pos(settings.file))
                .help("put for example `relation.html` there, or remove `templates`; what is hidden or excluded isn't read"),
        );
    }
    if let Err(error) = render::check(&templates) {
        wrong.extend(findings(&error, settings, tree.paths(), &templates));
    }
    match wrong.is_empty() {
        true => Ok(templates),
        false => Err(refused(wrong, tree.paths())),
    }
}

/// Why a site with templates of its own could not be rendered; none where they aren't at fault.
pub(super) fn failed(
    error: &io::Error,
    settings: &Settings,
    paths: &[String],
    templates: &[Template],
) -> Option<BuildError> {
    let error: &ThemeError = error.get_ref()?.downcast_ref()?;
    let findings = findings(error, settings, paths, templates);
    (!templates.is_empty()).then(|| refused(findings, paths))
}

/// Why pages can't be made where none is written, so that no disk is to blame.
pub(super) fn no_page(error: &io::Error, paths: &[String]) -> BuildError {
    let error = error.to_string();
    let finding = Finding::new(
        Rule::WrongType,
        text!("a page can't be made: {error}", error),
    )
    .help("this is a mistake of vitrina: please report it");
    refused(vec![finding], paths)
}

fn refused(findings: Vec<Finding>, paths: &[String]) -> BuildError {
    BuildError::Theme(faulty(findings, "the theme", paths.to_vec()))
}

fn findings(
    error: &ThemeError,
    settings: &Settings,
    paths: &[String],
    templates: &[Template],
) -> Vec<Finding> {
    let folder = settings.config.theme.templates.as_ref();
    let place = |problem: &Problem| {
        let (own, folder) = (problem.template.as_deref()?, folder?.as_str());
        let is_own = |path: &String| name(path, folder) == Some(own);
        let file = paths.iter().position(is_own)?;
        let (line, column) = problem.at.unwrap_or((1, 1));
        Some(Pos {
            file: FileId(u32::try_from(file).ok()?),
            line,
            column,
        })
    };
    let finding = |problem: &Problem| {
        let message = problem.message.as_str();
        let (message, text) = match &problem.template {
            Some(name) => (
                text!("template `{name}`: {message}", name, message),
                templates.iter().find(|t| t.name == *name),
            ),
            None => (text!("a template failed: {message}", message), None),
        };
        let help = problem.help.as_deref();
        let help = help.unwrap_or("mend it, or remove the file, so that vitrina's own is used");
        let mut finding = Finding::new(Rule::WrongType, message)
            .at(place(problem).or(folder.map(|folder| folder.pos(settings.file))))
            .help(text!("{help}", help));
        if let Some(template) = text.filter(|_| problem.at.is_some()) {
            quoted_lines::of(&template.text, std::slice::from_mut(&mut finding));
        }
        finding
    };
    error.problems().iter().map(finding).collect()
}

/// The name of a template by its path, for example `relation.html`; none where it isn't one.
fn name<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let name = path.strip_prefix(folder)?.strip_prefix('/')?;
    Some(name).filter(|name| name.ends_with(".html"))
}
