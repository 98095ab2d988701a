//! Which files of a site hold the lines of a kind.

use std::collections::BTreeMap;

use super::FileLine;

/// The file that names all others, with the path that it has in a site.
pub(crate) const FILES: &str = "api/v1/files.ndjson";

/// The files of a site that hold lines, by kind, each kind's in their order.
#[derive(Debug, Default)]
pub(crate) struct LineFiles {
    /// Nothing where an older version wrote the site: each kind has one file.
    by_kind: Option<BTreeMap<String, Vec<FileLine>>>,
}

/// A file that holds lines of a kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinesIn {
    /// Its path within the site.
    pub(crate) path: String,
    /// How many lines it has, where that is known.
    pub(crate) lines: Option<usize>,
}

/// What is wrong with a line that should name a file.
#[derive(Debug)]
pub(crate) struct NotAFile {
    /// 1-based line.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) error: serde_json::Error,
}

impl LineFiles {
    /// Those of a site, of which this is the text of [`FILES`]; nothing where it has no such file.
    ///
    /// # Errors
    /// Where a line of it doesn't name a file of lines.
    pub(crate) fn of_site(text: Option<&str>) -> Result<Self, NotAFile> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let mut by_kind: BTreeMap<String, Vec<FileLine>> = BTreeMap::new();
        let lines = text.lines().enumerate();
        for (i, text) in lines.filter(|(_, text)| !text.is_empty()) {
            let line = i + 1;
            let file: FileLine =
                serde_json::from_str(text).map_err(|error| NotAFile { line, error })?;
            if !is_name(&file) {
                let error = serde::de::Error::custom("it names no file of lines");
                return Err(NotAFile { line, error });
            }
            by_kind.entry(file.kind.clone()).or_default().push(file);
        }
        Ok(Self {
            by_kind: Some(by_kind),
        })
    }

    /// The files of a kind. Where the site names none, that which it has in sites of older versions.
    pub(crate) fn of(&self, kind: &str) -> Vec<LinesIn> {
        let named = self.by_kind.as_ref().and_then(|all| all.get(kind));
        match named {
            Some(files) => files.iter().map(LinesIn::of).collect(),
            None => vec![LinesIn {
                path: path(&format!("{kind}.ndjson")),
                lines: None,
            }],
        }
    }
}

impl LineFiles {
    /// How many bytes a file has, where the site has one of this name with lines as many and of the same
    /// keys; nothing where its lines have no keys.
    pub(crate) fn bytes_of(&self, file: &FileLine) -> Option<u64> {
        let mut files = self.by_kind.as_ref()?.get(&file.kind)?.iter();
        let found = files.find(|found| found.file == file.file)?;
        let is_alike = found.lines == file.lines
            && found.first == file.first
            && found.last == file.last
            && (found.first.is_some() || found.lines == 0);
        is_alike.then_some(found.bytes)
    }
}

impl LinesIn {
    fn of(file: &FileLine) -> Self {
        Self {
            path: path(&file.file),
            lines: Some(file.lines),
        }
    }
}

/// Where a file stands in a site.
pub(crate) fn path(file: &str) -> String {
    format!("api/v1/{file}")
}

/// Whether a file is named as one of its kind: it leads nowhere else.
fn is_name(of: &FileLine) -> bool {
    let FileLine { kind, file, .. } = of;
    let part = file
        .strip_prefix(kind.as_str())
        .and_then(|rest| rest.strip_suffix(".ndjson"));
    let is_kind = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase());
    let is_part = |part: &str| {
        let is_of_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        part.is_empty() || (part.starts_with('-') && part.bytes().all(is_of_name))
    };
    is_kind && part.is_some_and(is_part)
}

#[cfg(test)]
mod tests {
    use super::{LineFiles, LinesIn};

    fn line(kind: &str, file: &str) -> String {
        format!(
            r#"{{"kind":"{kind}","file":"{file}","lines":3,"bytes":90,"first":null,"last":null}}"#
        )
    }

    #[test]
    fn files_are_those_that_the_site_names() {
        let text = [
            line("views", "views-0a.ndjson"),
            line("views", "views-00.ndjson"),
        ];
        let files = LineFiles::of_site(Some(&text.join("\n"))).unwrap();
        let known = |path: &str| LinesIn {
            path: path.to_owned(),
            lines: Some(3),
        };
        assert_eq!(
            files.of("views"),
            [
                known("api/v1/views-0a.ndjson"),
                known("api/v1/views-00.ndjson")
            ]
        );
        // Sites of older versions name none.
        for files in [files, LineFiles::of_site(None).unwrap()] {
            let table = &files.of("tables")[0];
            assert_eq!(
                (table.path.as_str(), table.lines),
                ("api/v1/tables.ndjson", None)
            );
        }
    }

    #[test]
    fn no_name_leads_elsewhere() {
        for (kind, file) in [
            ("views", "../views.ndjson"),
            ("views", "views/../../x.ndjson"),
            ("views", "views-../x.ndjson"),
            ("views", "tables.ndjson"),
            ("views", "views.json"),
            ("", ".ndjson"),
            ("../views", "../views.ndjson"),
        ] {
            let text = line(kind, file);
            let wrong = LineFiles::of_site(Some(&text)).unwrap_err();
            assert_eq!(wrong.line, 1, "{file}");
        }
        assert!(LineFiles::of_site(Some("{}\n")).is_err());
    }
}
