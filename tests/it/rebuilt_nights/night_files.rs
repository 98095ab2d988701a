//! The files of a night.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use super::night::{Night, SETTINGS};

type Files = BTreeMap<String, Vec<u8>>;

const OURS: &str = "apiVersion: vitrina/v1\n";

impl Night {
    /// By path.
    pub(super) fn files(&self) -> Files {
        let mut files = Files::new();
        for (path, text) in self.mesh.files() {
            match path.strip_prefix("exports/") {
                Some(_) => self.export(&path, &text, &mut files),
                None if path == "vitrina.toml" => drop(files.insert(path, self.settings(&text))),
                None => drop(files.insert(self.moved(&path), self.lowered(&path, text))),
            }
        }
        self.guides(&mut files);
        self.beside(&mut files);
        files
    }

    /// Where a manifest is: the folder means nothing.
    fn moved(&self, path: &str) -> String {
        match self.written.folder {
            0 => path.to_owned(),
            _ if path.starts_with("guides/") => path.to_owned(),
            n => format!("in{n}/{path}"),
        }
    }

    /// A manifest, some lines further down.
    fn lowered(&self, path: &str, text: String) -> Vec<u8> {
        let above = match path.ends_with(".yaml") {
            true => "# moved\n".repeat(self.written.lines),
            false => String::new(),
        };
        (above + &text).into_bytes()
    }

    /// An export, in so many files, packed or not.
    fn export(&self, path: &str, text: &str, files: &mut Files) {
        let written = &self.written;
        let (stem, kind) = path.rsplit_once('.').unwrap();
        let is_rows = kind == "ndjson";
        let mut text = text.to_owned();
        if let Some(first) = written
            .doubled
            .filter(|_| path.ends_with("TABLE_OPTIONS.ndjson"))
        {
            let twice = text.replace("new", "other");
            text = if first { twice + &text } else { text + &twice };
        }
        if written.broken[0] && path.ends_with("/COLUMNS.ndjson") {
            text += "{\"table_catalog\": \n";
        }
        let rows: Vec<&str> = text.split_inclusive('\n').collect();
        let most = match is_rows {
            true => rows.len().div_ceil(written.shards).max(1),
            false => rows.len().max(1),
        };
        for (n, rows) in rows.chunks(most).enumerate() {
            let path = match is_rows && written.shards > 1 {
                true => format!("{stem}-{n:012}.{kind}"),
                false => path.to_owned(),
            };
            let bytes = rows.concat().into_bytes();
            match written.packed {
                1 => {
                    let mut packed =
                        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                    packed.write_all(&bytes).unwrap();
                    files.insert(format!("{path}.gz"), packed.finish().unwrap());
                }
                2 => drop(files.insert(
                    format!("{path}.zst"),
                    zstd::encode_all(&bytes[..], 1).unwrap(),
                )),
                _ => drop(files.insert(path, bytes)),
            }
        }
    }

    /// The settings, with those that are made.
    fn settings(&self, text: &str) -> Vec<u8> {
        let (mut above, mut below) = (String::new(), String::new());
        let mut theme = String::new();
        let is_made = |n: usize| self.settings.contains(&n);
        for n in (0..SETTINGS).filter(|n| is_made(*n)) {
            let (to, line) = match n {
                0 => (&mut above, "title = \"The title\"\n"),
                1 => (&mut above, "language = \"es\"\n"),
                2 => (&mut above, "rebuild_every = \"off\"\n"),
                3 => (&mut above, "exclude = [\"guides/guide0*\", \"teams/**\"]\n"),
                4 => (
                    &mut above,
                    "id = \"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100\"\n",
                ),
                5 => (&mut theme, "accent = \"#2d3277\"\n"),
                6 => (
                    &mut below,
                    "[rules]\nrelation-undescribed = \"off\"\nno-base-url = \"error\"\n",
                ),
                7 => (&mut below, "[frameworks]\nkit = \"1.9\"\n"),
                8 => (&mut below, "[aliases]\n\"old-p\" = \"p\"\n"),
                9 => (&mut below, "[column_types]\n\"*_at\" = [\"time\"]\n"),
                10 => (&mut above, "# Nothing but a comment.\n"),
                _ => (&mut below, "[publish]\nrun_errors = [\"dbt\"]\n"),
            };
            to.push_str(line);
        }
        if self.template.is_some() {
            theme += "templates = \"theme\"\n";
        }
        if !theme.is_empty() {
            write!(below, "[theme]\n{theme}").unwrap();
        }
        if self.written.broken[2] {
            below += "[nothing]\nknown = 1\n";
        }
        format!("{above}{text}{below}").into_bytes()
    }

    fn guides(&self, files: &mut Files) {
        for guide in &self.guides {
            let image = guide
                .image
                .map(|n| format!("\n![picture](images/{n}.svg)\n"));
            let text = format!(
                "---\ntitle: {}\norder: {}\n---\n# {}\n\n{}\n\nSee [[table:p.lake0.later]], [[{}]] and [next](guide1.md).\n{}",
                guide.title,
                guide.order,
                guide.title,
                guide.text,
                self.mesh.id(0),
                image.unwrap_or_default()
            );
            files.insert(format!("guides/{}.md", guide.name), text.into_bytes());
        }
        for n in 0..2 {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"{}\"><circle r=\"{n}\"/></svg>",
                self.images
            );
            files.insert(format!("guides/images/{n}.svg"), svg.into_bytes());
        }
    }

    fn beside(&self, files: &mut Files) {
        let mut add =
            |path: &str, text: String| drop(files.insert(path.to_owned(), text.into_bytes()));
        if self.terms > 0 {
            let terms = (0..self.terms).map(|n| {
                format!("{OURS}kind: GlossaryTerm\nid: word{n}\nname: Word {n}\ndefinition: What {n} means\n")
            });
            add(
                "glossary/words.yaml",
                terms.collect::<Vec<_>>().join("---\n"),
            );
        }
        if let Some(n) = self.template {
            let around = "{% extends \"base.html\" %}\n{% block main %}<h1>{{ page.title }}</h1>\n{% include \"inner.html\" %}\n{% endblock main %}\n";
            add("theme/guide.html", around.into());
            add("theme/entity.html", around.into());
            add(
                "theme/inner.html",
                "<p>{% include \"innermost.html\" %}</p>\n".into(),
            );
            add("theme/innermost.html", format!("<b>words {n}</b>\n"));
        }
        if self.is_there {
            let row = "{\"table_catalog\": \"p\", \"table_schema\": \"lake0\", \"table_name\": \"later\", \"table_type\": \"BASE TABLE\"}\n";
            add("exports/bigquery/TABLES-later.ndjson", row.into());
        }
        if self.baseline {
            let line = format!("relation-undescribed {}\n", self.mesh.id(0));
            add("baseline/all.txt", line);
        }
        if self.written.broken[1] {
            add("broken.yaml", format!("{OURS}kind: Team\nid: [\n"));
        }
        if self.written.strays > 0 {
            add("notes.txt", format!("stray {}\n", self.written.strays));
            add(
                "exports/bigquery/notes.md",
                "stray\n".repeat(self.written.strays),
            );
        }
    }
}
