//! What `[theme]` says, and that it is something.

use super::settings_check::Checker;
use super::written_settings::Config;
use crate::diagnostic::{Finding, Rule, text};
use crate::document::Located;

impl Checker<'_> {
    pub(super) fn accent(&mut self, config: &mut Config) {
        if let Some(accent) = &config.theme.accent {
            let hex = accent.as_str().strip_prefix('#');
            if !hex.is_some_and(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit())) {
                self.findings.push(
                    Finding::new(
                        Rule::WrongType,
                        text!(
                            "`accent` is `{accent}`, which isn't a colour of the form #rrggbb",
                            accent = accent.as_str()
                        ),
                    )
                    .at(accent.pos(self.file))
                    .help("write for example \"#2d3277\""),
                );
                config.theme.accent = None;
            }
        }
    }

    /// The folder of templates, without `./` before it and `/` behind it.
    pub(super) fn templates(&mut self, config: &mut Config) {
        let Some(written) = config.theme.templates.take() else {
            return;
        };
        let path = written.as_str().trim_start_matches("./");
        let path = path.trim_end_matches('/').to_owned();
        // Hidden folders aren't read, `..` leads out.
        let is_below = !path.contains('\\')
            && path
                .split('/')
                .all(|part| !part.is_empty() && !part.starts_with('.'));
        if is_below {
            config.theme.templates = Some(Located {
                value: path,
                ..written
            });
            return;
        }
        self.findings.push(
            Finding::new(
                Rule::WrongType,
                text!(
                    "`templates` is `{templates}`, which isn't a folder below the mesh root",
                    templates = written.as_str()
                ),
            )
            .at(written.pos(self.file))
            .help("write for example \"theme\""),
        );
    }
}
