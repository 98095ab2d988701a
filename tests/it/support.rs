//! A mesh root in a temporary folder, filled step by step, and the real binary run over it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use vitrina::rule::Group;
use vitrina::{Rule, Severity};

/// The project, dataset and name of `project.dataset.name`; the name may hold anything.
fn parts(full: &str) -> (&str, &str, &str) {
    let mut parts = full.splitn(3, '.');
    let mut next = || parts.next().expect("project.dataset.name");
    (next(), next(), next())
}

/// A mesh root under construction, in `<temporary folder>/mesh`; the site goes to `…/site`.
pub struct Mesh {
    dir: tempfile::TempDir,
    env: Vec<(String, String)>,
    cached: bool,
}

impl Mesh {
    /// An empty root.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("mesh")).unwrap();
        Self {
            dir,
            env: Vec::new(),
            cached: false,
        }
    }

    /// Writes a file, replacing it where it is there.
    #[must_use]
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let full = self.root().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
        self
    }

    /// Appends to a file.
    #[must_use]
    pub fn append(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let full = self.root().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(full)
            .unwrap();
        file.write_all(text.as_ref()).unwrap();
        self
    }

    /// Appends rows to `exports/bigquery/<name>.ndjson`.
    #[must_use]
    pub fn ndjson(self, name: &str, rows: &[Value]) -> Self {
        let mut lines = String::new();
        for row in rows {
            writeln!(lines, "{row}").unwrap();
        }
        self.append(&format!("exports/bigquery/{name}.ndjson"), lines)
    }

    /// A view, `project.dataset.name`: its rows in TABLES and VIEWS.
    #[must_use]
    pub fn view(self, full: &str, sql: &str) -> Self {
        let (project, dataset, name) = parts(full);
        self.ndjson(
            "TABLES",
            &[json!({"table_catalog": project, "table_schema": dataset, "table_name": name, "table_type": "VIEW"})],
        )
        .ndjson(
            "VIEWS",
            &[json!({"table_catalog": project, "table_schema": dataset, "table_name": name,
                     "view_definition": sql, "use_standard_sql": "YES"})],
        )
    }

    /// A table with columns of `(name, type)`: its rows in TABLES and COLUMNS.
    #[must_use]
    pub fn table(self, full: &str, columns: &[(&str, &str)]) -> Self {
        let (project, dataset, name) = parts(full);
        let rows: Vec<Value> = columns
            .iter()
            .enumerate()
            .map(|(i, (column, data_type))| {
                json!({"table_catalog": project, "table_schema": dataset, "table_name": name,
                       "column_name": column, "ordinal_position": i + 1, "data_type": data_type,
                       "is_nullable": "YES"})
            })
            .collect();
        self.ndjson(
            "TABLES",
            &[json!({"table_catalog": project, "table_schema": dataset, "table_name": name, "table_type": "BASE TABLE"})],
        )
        .ndjson("COLUMNS", &rows)
    }

    /// Settings with entry point `p.unified` and the BigQuery exports, unless there are settings.
    #[must_use]
    pub fn bigquery(self) -> Self {
        if self.root().join("vitrina.toml").exists() {
            return self;
        }
        self.file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n",
        )
    }

    /// With a cache beside the site, as people have it. Without it each run tells of itself alone.
    #[must_use]
    pub fn cached(mut self) -> Self {
        self.cached = true;
        self
    }

    /// A variable in the environment of the binary.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The temporary folder, in which the binary runs.
    pub fn base(&self) -> &Path {
        self.dir.path()
    }

    /// The mesh root.
    pub fn root(&self) -> PathBuf {
        self.dir.path().join("mesh")
    }

    /// Where sites go.
    pub fn out(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    /// Where settings speak neither of `base_url` nor of rules, the remarks that nearly each mesh here
    /// would get are switched off, at their end, so that tests show what they are about: that on
    /// `base_url`, and the remarks of rules about releases, readiness, shape and taste. Where there are
    /// none, and a manifest describes a DME, they are written.
    pub fn without_usual_remarks(&self) {
        let path = self.root().join("vitrina.toml");
        let text = match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => fs::read_to_string(&path).ok(),
            Ok(_) => None,
            Err(_) => self.describes_a_dme().then(String::new),
        };
        let Some(text) = text else { return };
        if !text.contains("base_url") && !text.contains("[rules") {
            let mut text = format!("{text}\n[rules]\nno-base-url = \"off\"\n");
            for rule in Rule::ALL.iter().map(|rule| rule.info()) {
                let of_products = matches!(
                    rule.group,
                    Group::Release | Group::Readiness | Group::Shape | Group::Taste
                );
                if of_products && rule.severity == Severity::Info {
                    writeln!(text, "{} = \"off\"", rule.id).unwrap();
                }
            }
            let _ = fs::write(path, text);
        }
    }

    fn describes_a_dme(&self) -> bool {
        let files = walkdir::WalkDir::new(self.root()).into_iter();
        let mut manifests = files.filter_map(Result::ok).filter(|e| {
            e.path()
                .extension()
                .is_some_and(|e| e == "yaml" || e == "yml")
        });
        manifests.any(|e| {
            let text = fs::read_to_string(e.path());
            text.is_ok_and(|text| text.contains("kind: DataMeshEnvironment"))
        })
    }

    /// The real binary in the temporary folder, with no argument yet.
    pub fn command(&self) -> Command {
        self.without_usual_remarks();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vitrina"));
        command
            .current_dir(self.base())
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("CI")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("FORCE_COLOR")
            .envs(self.env.iter().map(|(k, v)| (k, v)))
            .stdin(Stdio::null());
        command
    }

    /// Runs the real binary with `--root` and, where the command takes one, `--out` added.
    pub fn run(&self, args: &[&str]) -> Output {
        let mut command = self.command();
        let (name, rest) = args.split_at(1.min(args.len()));
        let wants = |flag: &str, commands: &[&str]| {
            name.iter().any(|c| commands.contains(c)) && !args.contains(&flag)
        };
        command.args(name);
        if wants("--root", &["build", "check", "list", "serve"]) {
            command.args(["--root", "mesh"]);
        }
        if wants("--out", &["build", "search", "serve"]) {
            command.args(["--out", "site"]);
        }
        if !self.cached && wants("--no-cache", &["build", "check", "serve"]) {
            command.arg("--no-cache");
        }
        command.args(rest);
        Output::of(command)
    }

    /// What `vitrina check` prints for people, every finding in full.
    pub fn check(&self) -> String {
        let output = self.run(&["check", "--all"]);
        output.assert_ran();
        output.stdout
    }

    /// The lines of `vitrina list`.
    pub fn list(&self, what: &str) -> Vec<Value> {
        let output = self.run(&["list", what, "--format", "ndjson"]);
        output.assert_ran();
        output.ndjson()
    }

    /// One field of each line of `vitrina list`, in order.
    pub fn field(&self, what: &str, field: &str) -> Vec<String> {
        self.list(what)
            .iter()
            .map(|line| match &line[field] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect()
    }

    /// The names of what `vitrina list` lists.
    pub fn names(&self, what: &str) -> Vec<String> {
        self.field(what, "name")
    }

    /// `rule file:line` of every finding, in order.
    pub fn rules(&self) -> Vec<String> {
        self.list("findings")
            .iter()
            .map(|f| {
                let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
                format!("{} {}:{}", text(&f["rule"]), text(&f["file"]), f["line"])
            })
            .collect()
    }

    /// Builds the site.
    pub fn build(&self) -> Site {
        self.run(&["build"]).assert_ran();
        Site { dir: self.out() }
    }
}

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Output {
    /// Exit status; -1 where a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    /// Runs a command to its end.
    pub fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Status 0 or 1: it could run.
    #[track_caller]
    pub fn assert_ran(&self) {
        assert!(
            matches!(self.status, 0 | 1),
            "status {}: {}",
            self.status,
            self.stderr
        );
    }

    /// A JSON value a line.
    #[track_caller]
    pub fn ndjson(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect()
    }

    /// One JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.stdout))
    }
}

/// All that `vitrina list` lists.
pub const LISTS: [&str; 16] = [
    "views",
    "tables",
    "products",
    "dmes",
    "domains",
    "contracts",
    "exposures",
    "jobs",
    "models",
    "teams",
    "terms",
    "guides",
    "datasets",
    "mesh",
    "edges",
    "findings",
];

/// A built site.
pub struct Site {
    pub dir: PathBuf,
}

impl Site {
    /// The text of a file.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        fs::read_to_string(self.dir.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Whether there is such a file.
    pub fn exists(&self, path: &str) -> bool {
        self.dir.join(path).is_file()
    }

    /// The paths of all files, sorted, with `/`.
    pub fn files(&self) -> Vec<String> {
        files_below(&self.dir)
    }
}

/// The paths of all files below a folder, relative to it, sorted, with `/`.
pub fn files_below(dir: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| !e.file_type().is_dir())
        .map(|e| {
            e.path()
                .strip_prefix(dir)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/")
        })
        .collect();
    files.sort_unstable();
    files
}
