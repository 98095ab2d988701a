//! A warehouse with an information_schema, end to end: a PostgreSQL server is filled, exported as the
//! documentation says, built, and asked what the pages suggest. Where no server is installed, these
//! tests show as ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::sample_queries::samples;
use crate::support::{Mesh, Output, Site};

/// What the tests' database holds.
const SHOP: &str = r#"
CREATE ROLE analysts NOLOGIN;
CREATE ROLE ana LOGIN;
CREATE SCHEMA raw;
CREATE SCHEMA core;
CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'What consumers read.';
CREATE TYPE raw.state AS ENUM ('open', 'paid');
CREATE TABLE raw.orders (
  id bigint PRIMARY KEY,
  customer_id integer NOT NULL,
  amount numeric(10,2),
  state raw.state,
  tags text[],
  placed_at timestamptz NOT NULL
);
COMMENT ON TABLE raw.orders IS 'Orders, one row each; "quoted", with
a line break.';
COMMENT ON COLUMN raw.orders.amount IS 'Gross, in the customer''s currency.';
CREATE TABLE raw.customers (id integer PRIMARY KEY, name varchar(80), country char(2));
CREATE TABLE public.rates (country char(2), rate numeric);
CREATE VIEW core.orders_enriched AS
  SELECT o.id AS order_id, c.country, o.amount * r.rate AS amount_usd, o.placed_at
  FROM raw.orders o
  JOIN raw.customers c ON c.id = o.customer_id
  LEFT JOIN rates r ON r.country = c.country;
CREATE MATERIALIZED VIEW core.by_country AS
  SELECT country, sum(amount_usd) AS total FROM core.orders_enriched GROUP BY country;
COMMENT ON MATERIALIZED VIEW core.by_country IS 'Sales so far.';
COMMENT ON COLUMN core.by_country.total IS 'In dollars.';
CREATE VIEW mart.sales AS SELECT country, total FROM core.by_country;
COMMENT ON VIEW mart.sales IS 'Sales by country.';
CREATE VIEW mart."Daily Orders" AS
  SELECT placed_at::date AS "Day", count(*) AS "order", max(amount) AS largest
  FROM raw.orders GROUP BY 1;
CREATE VIEW mart.rates AS SELECT country, rate FROM public.rates;
GRANT USAGE ON SCHEMA mart TO analysts;
GRANT SELECT ON mart.sales TO analysts, ana;
GRANT INSERT ON raw.orders TO analysts;
GRANT SELECT ON mart."Daily Orders" TO PUBLIC;
GRANT SELECT ON core.by_country TO analysts;
INSERT INTO raw.orders VALUES (1, 1, 9.50, 'paid', '{a,b}', '2026-01-02 03:04:05+00');
INSERT INTO raw.customers VALUES (1, 'Ada', 'AR');
INSERT INTO public.rates VALUES ('AR', 0.5);
REFRESH MATERIALIZED VIEW core.by_country;
"#;

/// A PostgreSQL server of this test, on a socket in a folder of its own; stopped when dropped.
struct Server {
    bin: PathBuf,
    dir: tempfile::TempDir,
}

impl Server {
    /// A running server with the database `shop`.
    fn start() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten();
        let bin = versions
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(|bin| bin.join("initdb").exists())
            .max_by_key(|bin| bin.as_os_str().len())
            .expect(
                "a server below /usr/lib/postgresql, as Debian's package postgresql installs it",
            );
        let dir = tempfile::tempdir().unwrap();
        let server = Self { bin, dir };
        if is_root() {
            let path = server.dir.path().to_str().unwrap();
            let chown = Command::new("chown").args(["postgres", path]).status();
            assert!(chown.unwrap().success());
        }
        let data = server.data();
        let initdb = [
            "-D", &data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N",
        ];
        server.run("initdb", &initdb);
        let socket = format!(
            "-k {} -c listen_addresses= -c fsync=off",
            server.dir.path().display()
        );
        let log = format!("{data}/log");
        server.run(
            "pg_ctl",
            &["start", "-w", "-D", &data, "-l", &log, "-o", &socket],
        );
        server.psql(
            "postgres",
            server.dir.path(),
            &["-c", "CREATE DATABASE shop"],
        );
        server.psql("shop", server.dir.path(), &["-c", SHOP]);
        server
    }

    fn data(&self) -> String {
        self.dir.path().join("data").to_str().unwrap().to_owned()
    }

    /// Runs one of the server's programs; root may not.
    #[track_caller]
    fn run(&self, program: &str, args: &[&str]) {
        let program = self.bin.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        // What is started keeps the streams open.
        command.current_dir(self.dir.path()).args(args);
        command.stdout(std::process::Stdio::null());
        let status = command.status().unwrap();
        assert!(status.success(), "{command:?}");
    }

    /// What psql prints, run in `folder`.
    #[track_caller]
    fn psql(&self, database: &str, folder: &Path, args: &[&str]) -> String {
        let mut command = Command::new(self.bin.join("psql"));
        command
            .current_dir(folder)
            .env("PGOPTIONS", "-c client_min_messages=warning")
            .args([
                "-X",
                "-q",
                "-At",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-d",
                database,
            ])
            .arg("-h")
            .arg(self.dir.path())
            .args(args);
        let output = Output::of(command);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{args:?}");
        output.stdout
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            self.run("pg_ctl", &["stop", "-m", "immediate", "-D", &self.data()]);
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

const SETTINGS: &str = r#"
[entry_points]
datasets = ["shop.mart"]

[[audiences]]
id = "analysts"
label = "Analysts"
grantees = ["group:analysts"]

[[exports]]
format = "information-schema"
dialect = "postgres"
path = "exports/information-schema/**"
"#;

const DME: &str = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: shop\nservers: [{type: postgres, project: shop, dataset: raw}, {type: postgres, project: shop, dataset: public}]\n";

fn mesh() -> Mesh {
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("shop.yaml", DME);
    std::fs::create_dir_all(mesh.root().join("exports/information-schema")).unwrap();
    mesh
}

/// The script that the documentation shows for PostgreSQL.
fn documented() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/information-schema.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once("\n## PostgreSQL\n").unwrap();
    let (_, block) = section.split_once("```sql\n").unwrap();
    block.split_once("\n```").unwrap().0.to_owned()
}

/// Tables and views by name.
fn line<'l>(lines: &'l [Value], name: &str) -> &'l Value {
    let found = lines.iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {lines:#?}"))
}

fn texts(value: &Value) -> Vec<&str> {
    let texts = value.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap()).collect()
}

/// `name type: sources` of a line's columns, or why the sources aren't known.
fn columns(line: &Value) -> Vec<String> {
    let columns = line["columns"].as_array().unwrap().iter();
    columns
        .map(|c| {
            let sources = texts(&c["sources"]).join(" ");
            let why = c["unknown"].as_str().unwrap_or_default();
            let [name, data_type] = ["name", "type"].map(|key| c[key].as_str().unwrap());
            format!("{name} {data_type}: {sources}{why}")
        })
        .collect()
}

#[test]
#[cfg_attr(
    not(postgres_server),
    ignore = "no PostgreSQL server below /usr/lib/postgresql"
)]
fn a_postgres_is_built_as_the_documentation_says() {
    let server = Server::start();
    let mesh = mesh();
    let script = mesh.base().join("export.sql");
    std::fs::write(&script, documented()).unwrap();
    server.psql("shop", &mesh.root(), &["-f", script.to_str().unwrap()]);
    // One view is granted to everyone.
    assert_eq!(
        mesh.rules(),
        ["wide-grant exports/information-schema/VIEWS.csv:15"],
        "{}",
        mesh.check()
    );

    let tables = mesh.list("tables");
    let views = mesh.list("views");
    let names = |lines: &[Value]| -> Vec<String> {
        let names = lines.iter().map(|l| l["name"].as_str().unwrap().to_owned());
        names.collect()
    };
    assert_eq!(
        names(&tables),
        ["shop.public.rates", "shop.raw.customers", "shop.raw.orders"]
    );
    assert_eq!(
        names(&views),
        [
            "shop.mart.Daily Orders",
            "shop.mart.rates",
            "shop.mart.sales",
            "shop.core.by_country",
            "shop.core.orders_enriched",
        ]
    );

    // Comments and types.
    let orders = line(&tables, "shop.raw.orders");
    assert_eq!(
        orders["description"],
        "Orders, one row each; \"quoted\", with\na line break."
    );
    assert_eq!(
        columns(orders),
        [
            "id bigint: ",
            "customer_id integer: ",
            "amount numeric(10,2): ",
            "state state: ",
            "tags text[]: ",
            "placed_at timestamp with time zone: ",
        ]
    );
    assert_eq!(
        orders["columns"][2]["description"],
        "Gross, in the customer's currency."
    );

    // Pointers, targets, lineage by column through a view on a view on a materialized view.
    let sales = line(&views, "shop.mart.sales");
    assert_eq!(sales["description"], "Sales by country.");
    assert_eq!(texts(&sales["references"]), ["shop.core.by_country"]);
    assert_eq!(sales["references_by"], "parsed");
    assert_eq!(
        texts(&sales["targets"]),
        ["shop.public.rates", "shop.raw.customers", "shop.raw.orders"]
    );
    assert_eq!(texts(&sales["dmes"]), ["shop"]);
    assert_eq!(
        columns(sales),
        [
            "country character(2): shop.core.by_country:country",
            "total numeric: shop.core.by_country:total",
        ]
    );
    let by_country = line(&views, "shop.core.by_country");
    assert_eq!(by_country["kind"], "materialized view");
    assert_eq!(by_country["description"], "Sales so far.");
    assert_eq!(by_country["columns"][1]["description"], "In dollars.");
    let enriched = line(&views, "shop.core.orders_enriched");
    assert_eq!(
        columns(enriched)[2],
        "amount_usd numeric: shop.public.rates:rate shop.raw.orders:amount"
    );

    // Grants: a role, everyone, and a person who isn't named.
    assert_eq!(texts(&sales["audiences"]), ["analysts"]);
    let daily = line(&views, "shop.mart.Daily Orders");
    // What everyone may use is every audience's.
    assert_eq!(texts(&daily["audiences"]), ["PUBLIC", "analysts"]);
    let site = mesh.build();
    let page = site.page(sales["url"].as_str().unwrap());
    assert!(
        page.contains("Analysts") && page.contains("SELECT"),
        "{page}"
    );
    for file in site
        .files()
        .iter()
        .filter(|f| f.ends_with(".html") || f.ends_with("json"))
    {
        let text = site.page(file);
        assert!(
            !text.contains("user:ana") && !text.contains(">ana<"),
            "{file}"
        );
    }

    let ran = run_samples(&server, &mesh, &site, &views);
    assert!(ran >= 3, "{ran}");
}

/// Runs what pages suggest; says how many queries these are.
fn run_samples(server: &Server, mesh: &Mesh, site: &Site, views: &[Value]) -> usize {
    let mut ran = 0;
    for view in views.iter().filter(|view| view["unified"] == true) {
        for sql in samples(site, view["url"].as_str().unwrap()) {
            let rows = server.psql("shop", &mesh.root(), &["-c", &sql]);
            assert_eq!(rows.lines().count(), 1, "{sql}: {rows}");
            ran += 1;
        }
    }
    ran
}

#[test]
fn a_file_that_no_setting_takes_is_told_from_bigquerys() {
    let mesh = Mesh::new().file(
        "pg/view_table_usage.csv",
        "view_catalog,view_schema,view_name,table_catalog,table_schema,table_name\n",
    );
    let found = mesh.check();
    let entry =
        "add [[exports]] with format = \"information-schema\", its dialect and path = \"pg/**\"";
    assert!(found.contains(entry), "{found}");
}

#[test]
fn settings_say_which_warehouse_it_is() {
    let check = |format: &str, more: &str| {
        let settings = format!("[[exports]]\nformat = \"{format}\"\npath = \"a/**\"\n{more}\n");
        let mesh = Mesh::new().file("vitrina.toml", settings).file(
            "a/TABLES.csv",
            "table_catalog,table_schema,table_name\na,b,c\n",
        );
        let output = mesh.run(&["check"]);
        (output.status, output.stdout + &output.stderr)
    };
    let (status, text) = check("information-schema", "");
    assert!(
        status == 2 && text.contains("this export doesn't say which warehouse it is of"),
        "{text}"
    );
    let (status, text) = check("information-schema", "dialect = \"postgre\"");
    assert!(
        status == 2 && text.contains("did you mean `postgres`?"),
        "{text}"
    );
    let (status, text) = check("bigquery", "dialect = \"postgres\"");
    assert!(
        status == 2 && text.contains("`dialect` says nothing of an export of bigquery"),
        "{text}"
    );
    for dialect in [
        "postgres",
        "redshift",
        "snowflake",
        "databricks",
        "trino",
        "mysql",
    ] {
        let (status, text) = check("information-schema", &format!("dialect = \"{dialect}\""));
        assert_eq!(status, 0, "{text}");
    }
}

/// Statements of each system reach what its own names mean, however they are written.
#[test]
fn names_are_folded_as_each_system_does() {
    for (dialect, catalog, kept, sql, target) in [
        (
            "postgres",
            "shop",
            "orders",
            "SELECT id FROM RAW.Orders",
            "shop.raw.orders",
        ),
        (
            "redshift",
            "shop",
            "orders",
            "select id from RAW.Orders",
            "shop.raw.orders",
        ),
        (
            "databricks",
            "shop",
            "orders",
            "SELECT id FROM RAW.`Orders`",
            "shop.raw.orders",
        ),
        (
            "trino",
            "shop",
            "orders",
            "SELECT id FROM RAW.\"Orders\"",
            "shop.raw.orders",
        ),
        (
            "snowflake",
            "SHOP",
            "ORDERS",
            "create view V as select id from raw.orders",
            "SHOP.RAW.ORDERS",
        ),
        (
            "mysql",
            "def",
            "orders",
            "select `raw`.`orders`.`id` from `raw`.`orders`",
            "raw.orders",
        ),
    ] {
        let upper = |text: &str| match dialect {
            "snowflake" => text.to_uppercase(),
            _ => text.to_owned(),
        };
        let (raw, mart, view, id) = (upper("raw"), upper("mart"), upper("v"), upper("id"));
        let head = "TABLE_CATALOG,TABLE_SCHEMA,TABLE_NAME";
        let sql = sql.replace('"', "\"\"");
        let mesh = Mesh::new()
            .file(
                "vitrina.toml",
                format!("[[exports]]\nformat = \"information-schema\"\ndialect = \"{dialect}\"\npath = \"a/**\"\n"),
            )
            .file(
                "a/tables.csv",
                format!("{head},TABLE_TYPE\n{catalog},{raw},{kept},BASE TABLE\n{catalog},{mart},{view},VIEW\n"),
            )
            .file(
                "a/views.csv",
                format!("{head},VIEW_DEFINITION\n{catalog},{mart},{view},\"{sql}\"\n"),
            )
            .file(
                "a/columns.csv",
                format!("{head},COLUMN_NAME,DATA_TYPE\n{catalog},{raw},{kept},{id},int\n{catalog},{mart},{view},{id},int\n"),
            );
        let views = mesh.list("views");
        assert_eq!(texts(&views[0]["targets"]), [target], "{dialect}");
        assert_eq!(
            columns(&views[0]),
            [format!("{id} int: {target}:{id}")],
            "{dialect}"
        );
        assert_eq!(mesh.list("tables").len(), 1, "{dialect}");
    }
}

/// Plain rows of the views as JSON; `ask` makes of each what is asked instead.
fn exported_plainly(server: &Server, ask: impl Fn(&str) -> String) -> Mesh {
    let mut mesh = mesh();
    for view in [
        "schemata",
        "tables",
        "views",
        "columns",
        "table_privileges",
        "view_table_usage",
        "view_column_usage",
    ] {
        let sql = format!("SELECT row_to_json(t) FROM ({}) t", ask(view));
        let rows = server.psql("shop", &mesh.root(), &["-c", &sql]);
        mesh = mesh.file(&format!("exports/information-schema/{view}.ndjson"), rows);
    }
    mesh
}

#[test]
#[cfg_attr(
    not(postgres_server),
    ignore = "no PostgreSQL server below /usr/lib/postgresql"
)]
fn plain_rows_are_read_and_usage_tells_what_a_bare_name_means() {
    let server = Server::start();
    let mesh = exported_plainly(&server, |view| {
        format!("SELECT * FROM information_schema.{view}")
    });
    let views = mesh.list("views");
    // `FROM rates`: printed relative to the search path, in a schema that has a view `rates`.
    let rates = line(&views, "shop.mart.rates");
    assert_eq!(texts(&rates["references"]), ["shop.public.rates"]);
    assert_eq!(texts(&rates["targets"]), ["shop.public.rates"]);
    let enriched = line(&views, "shop.core.orders_enriched");
    assert_eq!(
        texts(&enriched["targets"]),
        ["shop.public.rates", "shop.raw.customers", "shop.raw.orders"]
    );
    assert_eq!(
        columns(enriched)[2],
        "amount_usd numeric: shop.public.rates:rate shop.raw.orders:amount"
    );
    // Materialized views are in none of these, and what reads one is told by SQL alone.
    let sales = line(&views, "shop.mart.sales");
    assert_eq!(texts(&sales["targets"]), ["shop.core.by_country"]);
    // Whoever is not known to be a role may be a person.
    assert_eq!(texts(&sales["audiences"]), [""; 0]);
    // Nothing tells whose the materialized view is, and nothing is called missing.
    assert_eq!(
        mesh.rules(),
        [
            "unowned-view exports/information-schema/views.ndjson:3",
            "wide-grant exports/information-schema/views.ndjson:4",
        ],
        "{}",
        mesh.check()
    );
}

#[test]
#[cfg_attr(
    not(postgres_server),
    ignore = "no PostgreSQL server below /usr/lib/postgresql"
)]
fn usage_gives_the_references_of_a_view_whose_sql_is_hidden() {
    let server = Server::start();
    let mesh = exported_plainly(&server, |view| {
        match view {
        "views" => "SELECT table_catalog, table_schema, table_name, NULL AS view_definition FROM information_schema.views".to_owned(),
        _ => format!("SELECT * FROM information_schema.{view}"),
    }
    });
    let views = mesh.list("views");
    let enriched = line(&views, "shop.core.orders_enriched");
    let all = ["shop.public.rates", "shop.raw.customers", "shop.raw.orders"];
    assert_eq!(texts(&enriched["references"]), all);
    assert_eq!(texts(&enriched["targets"]), all);
    let edges = mesh.list("edges");
    let by: Vec<&Value> = edges.iter().map(|e| &e["provenance"][0]["by"]).collect();
    assert!(
        by.iter().all(|by| *by == "view-usage") && by.len() >= 5,
        "{edges:#?}"
    );
    // Without SQL it is the warehouse that says how a query of it is written.
    let ran = run_samples(&server, &mesh, &mesh.build(), &views);
    assert!(ran >= 2, "{ran}");
}

/// What BigQuery's wildcards are called is a name like others elsewhere, and a table with a day in its
/// name is no shard of it.
#[test]
fn a_star_in_a_name_of_another_warehouse_is_a_letter() {
    let tables = "table_catalog,table_schema,table_name,table_type\n\
        shop,raw,events_*,BASE TABLE\n\
        shop,raw,events_20240101,BASE TABLE\n\
        shop,raw,events_20240102,BASE TABLE\n\
        shop,mart,v,VIEW\n";
    let views = "table_catalog,table_schema,table_name,view_definition\n\
        shop,mart,v,\"SELECT id FROM raw.\"\"events_*\"\"\"\n";
    for dialect in ["postgres", "trino", "mysql"] {
        let mesh = Mesh::new()
            .file(
                "vitrina.toml",
                format!("[[exports]]\nformat = \"information-schema\"\ndialect = \"{dialect}\"\npath = \"a/**\"\n"),
            )
            .file("a/TABLES.csv", tables)
            .file("a/VIEWS.csv", match dialect {
                "mysql" => views.replace("\"\"", "`"),
                _ => views.to_owned(),
            });
        let listed = mesh.list("views");
        let full = match dialect {
            "mysql" => "raw.events_*",
            _ => "shop.raw.events_*",
        };
        assert_eq!(texts(&listed[0]["targets"]), [full], "{dialect}");
        assert_eq!(texts(&listed[0]["references"]), [full], "{dialect}");
        assert_eq!(mesh.list("tables").len(), 3, "{dialect}");
    }
}
