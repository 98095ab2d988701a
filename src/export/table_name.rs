//! The full name of a table written as one text: `project.dataset.table`, `project:dataset.table`;
//! without what BigQuery writes after it to mean a part of its rows.

use super::decorator::undecorated;
use super::fact::Name;

/// A table's full name, kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableName {
    project: String,
    dataset: String,
    table: String,
}

impl TableName {
    /// Reads a name; nothing where the text is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let name = split(text)?;
        Some(Self {
            project: name.project.to_owned(),
            dataset: name.dataset.to_owned(),
            table: name.table.to_owned(),
        })
    }

    /// As facts take it.
    pub(super) fn name(&self) -> Name<'_> {
        Name {
            project: &self.project,
            dataset: &self.dataset,
            table: &self.table,
        }
    }
}

/// Takes a name apart; nothing where the text isn't the full name of a table.
fn split(text: &str) -> Option<Name<'_>> {
    let text = undecorated(unquoted(text));
    let Some((project, rest)) = text.rsplit_once(':') else {
        let (front, table) = text.rsplit_once('.')?;
        let (project, dataset) = front.rsplit_once('.')?;
        return name(project, dataset, table);
    };
    let (dataset, table) = rest.split_once('.')?;
    // A project that belongs to a web domain: `example.com:project.dataset.table`.
    if project.contains('.')
        && let Some((inner, table)) = table.split_once('.')
    {
        let project = text.get(..project.len() + 1 + dataset.len())?;
        return name(project, inner, table);
    }
    name(project, dataset, table)
}

fn name<'a>(project: &'a str, dataset: &'a str, table: &'a str) -> Option<Name<'a>> {
    let parts = [project, dataset, table].map(unquoted);
    // Paths, addresses and URLs have dots and colons as well.
    let wrong = |c: char| c.is_control() || matches!(c, '/' | '\\' | '@' | '`' | '"');
    if parts.iter().any(|p| p.is_empty() || p.contains(wrong)) {
        return None;
    }
    let [project, dataset, table] = parts;
    Some(Name {
        project,
        dataset,
        table,
    })
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['`', '"'])
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn names_of_all_systems() {
        let parts = |text| split(text).map(|n| (n.project, n.dataset, n.table));
        let known = Some(("p-1", "d", "t"));
        for text in [
            "p-1.d.t",
            "p-1:d.t",
            " `p-1.d.t` ",
            "`p-1`.`d`.`t`",
            "p-1.d.t$20260101",
            "`p-1`.`d`.`t@-3600000`",
        ] {
            assert_eq!(parts(text), known, "{text}");
        }
        let scoped = Some(("example.com:p", "d", "t"));
        assert_eq!(parts("example.com:p:d.t"), scoped);
        assert_eq!(parts("example.com:p.d.t"), scoped);
        for text in [
            "",
            "t",
            "d.t",
            "p..t",
            ":d.t",
            "https://a.b.c/d",
            "s3://bucket/a.b.c",
            "a@b.c.d",
            "p:d",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
