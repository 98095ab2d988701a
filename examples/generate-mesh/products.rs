//! Manifests of data products, a file each, and some data contracts.

use std::io::{self, Write};
use std::path::Path;

use crate::columns::{self, Column};
use crate::manifests::{create, head, quote};
use crate::mesh::{Mesh, Product, Status};
use crate::random::Random;
use crate::text::{TODAY, day, description, title};
use crate::words::Words;

/// Writes all of them; gives the number of contracts.
pub(crate) fn write(mesh: &Mesh, root: &Path) -> io::Result<usize> {
    let mut contracts = 0;
    for (number, product) in mesh.products.iter().enumerate() {
        let dme = &mesh.dmes[product.dme];
        let folder = root.join("manifests/dmes").join(&dme.id).join("products");
        let has_contract = Random::of(mesh.seed, "contract", number).in_thousand(160);
        let mut out = create(&folder.join(format!("{}.yaml", product.id)))?;
        manifest(mesh, number, has_contract, &mut out)?;
        out.flush()?;
        if has_contract {
            let name = format!("{}.odcs.yaml", product.id);
            let mut out = create(&root.join("manifests/contracts").join(name))?;
            contract(mesh, product, &mut out)?;
            out.flush()?;
            contracts += 1;
        }
    }
    Ok(contracts)
}

fn contract_id(product: &Product) -> String {
    format!("urn:example:{}", product.id)
}

fn manifest(
    mesh: &Mesh,
    number: usize,
    has_contract: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let product = &mesh.products[number];
    let dme = &mesh.dmes[product.dme];
    let mut random = Random::of(mesh.seed, "product", number);
    let words = mesh.words_of(product.tables.start);
    let (major, minor) = (random.between(1, 5), random.below(12));
    write!(
        out,
        "{}",
        head("DataProduct", &product.id, &title(&product.id))
    )?;
    writeln!(
        out,
        "version: \"{major}.{minor}.0\"\nstatus: {}",
        status(product.status)
    )?;
    let text = description(words, &product.id.replace('-', " "), &mut random);
    writeln!(out, "description: {}", quote(&text))?;
    writeln!(
        out,
        "tags: [{}, {}]",
        quote(random.pick_ranked(words.things)),
        quote(random.pick_ranked(words.measures))
    )?;
    writeln!(
        out,
        "domain: {}\nenvironment: {}",
        mesh.domains[dme.domain].id, dme.id
    )?;
    if random.in_thousand(700) {
        let tier = random.pick_ranked(&["tier_3", "tier_2", "tier_1"]);
        writeln!(
            out,
            "criticality: {tier}\nmasterData: {}",
            random.in_thousand(80)
        )?;
    }
    if random.in_thousand(250) {
        let team = &mesh.teams[random.below(mesh.teams.len())];
        writeln!(out, "team: {{name: {}}}", team.id)?;
    }
    tables(mesh, product, has_contract, words, &mut random, out)?;
    input_ports(mesh, &mut random, out)?;
    output_ports(mesh, product, &mut random, out)?;
    service_levels(&mut random, out)?;
    releases(words, major, minor, &mut random, out)?;
    if matches!(product.status, Status::Deprecated | Status::Retired) {
        let next = &mesh.products[(number + 1) % mesh.products.len()].id;
        let announced = TODAY - random.between(60, 400);
        writeln!(
            out,
            "lifecycle: {{deprecationDate: {}, endOfLife: {}, replacedBy: {next}}}",
            day(announced),
            day(announced + random.between(90, 500))
        )?;
    }
    Ok(())
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Draft => "draft",
        Status::Deprecated => "deprecated",
        Status::Retired => "retired",
    }
}

/// Most of the product's tables; some are known to the warehouse only.
fn tables(
    mesh: &Mesh,
    product: &Product,
    has_contract: bool,
    words: &Words,
    random: &mut Random,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "tables:")?;
    for table in product.tables.clone() {
        let first = table == product.tables.start;
        if !first && random.in_thousand(200) {
            continue;
        }
        writeln!(
            out,
            "  - name: {}\n    physicalName: {}\n    physicalType: table",
            mesh.name(table),
            mesh.table_path(table)
        )?;
        if random.in_thousand(100) {
            let text = description(words, mesh.dme_of(table).topic, random);
            writeln!(out, "    description: {}", quote(&text))?;
        }
        if first && has_contract {
            writeln!(out, "    contractId: {}", quote(&contract_id(product)))?;
        }
        if random.in_thousand(450) {
            writeln!(
                out,
                "    job: {}_{}",
                mesh.dataset_of(table),
                random.pick_ranked(&["daily", "hourly", "weekly"])
            )?;
        }
        if product.tables.len() > 1 && random.in_thousand(15) {
            let next = if table + 1 < product.tables.end {
                table + 1
            } else {
                product.tables.start
            };
            writeln!(
                out,
                "    status: deprecated\n    lifecycle: {{deprecationDate: {}, replacedBy: {}}}",
                day(TODAY - random.below(300)),
                mesh.table_path(next)
            )?;
        }
        if random.in_thousand(15) {
            let former = &mesh.dmes[random.below(mesh.dmes.len())];
            writeln!(
                out,
                "    previousNames:\n      - {{name: {}.{}.{}, until: {}, environment: {}}}",
                former.project,
                former.datasets[0],
                mesh.name(table),
                day(TODAY - random.between(30, 900)),
                former.id
            )?;
        }
    }
    Ok(())
}

fn input_ports(mesh: &Mesh, random: &mut Random, out: &mut impl Write) -> io::Result<()> {
    let count = random.below(4);
    if count > 0 {
        writeln!(out, "inputPorts:")?;
    }
    for port in 0..count {
        let table = mesh.popularity.apply(random.rank(mesh.tables));
        let name = format!("{}_{}", mesh.name(table), port + 1);
        writeln!(
            out,
            "  - {{name: {name}, version: \"1\", physicalName: {}}}",
            mesh.view_path(table)
        )?;
    }
    Ok(())
}

fn output_ports(
    mesh: &Mesh,
    product: &Product,
    random: &mut Random,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "outputPorts:")?;
    for table in product.tables.clone() {
        if table != product.tables.start && random.in_thousand(200) {
            continue;
        }
        port(mesh, table, random, out)?;
    }
    // Now and then a product claims a view that points at somebody else's tables.
    let other = mesh.popularity.apply(random.below(mesh.tables));
    if random.in_thousand(20) && !product.tables.contains(&other) {
        port(mesh, other, random, out)?;
    }
    Ok(())
}

fn port(mesh: &Mesh, table: usize, random: &mut Random, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "  - name: {}\n    version: \"{}\"\n    type: unifiedView\n    physicalName: {}",
        mesh.view_name(table),
        1 + random.rank(4),
        mesh.view_path(table)
    )?;
    if random.in_thousand(350) {
        writeln!(
            out,
            "    audiences:\n      - {{name: analysts, grantee: \"group:data-viewers@example.com\", role: roles/bigquery.dataViewer}}"
        )?;
    }
    Ok(())
}

fn service_levels(random: &mut Random, out: &mut impl Write) -> io::Result<()> {
    if random.in_thousand(250) {
        return Ok(());
    }
    writeln!(out, "slaProperties:")?;
    writeln!(
        out,
        "  - {{property: latency, value: \"{}\", unit: {}}}",
        random.between(1, 24),
        random.pick(&["d", "h"])
    )?;
    if random.in_thousand(600) {
        writeln!(
            out,
            "  - {{property: timeOfAvailability, value: \"{:02}:00Z\", driver: operational}}",
            random.between(5, 14)
        )?;
    }
    if random.in_thousand(400) {
        writeln!(
            out,
            "  - {{property: retention, value: \"{}\", unit: y}}",
            random.between(1, 10)
        )?;
    }
    if random.in_thousand(300) {
        writeln!(
            out,
            "  - {{property: availability, value: \"99.{}\", unit: \"%\"}}",
            random.below(10)
        )?;
    }
    Ok(())
}

fn releases(
    words: &Words,
    major: usize,
    minor: usize,
    random: &mut Random,
    out: &mut impl Write,
) -> io::Result<()> {
    if random.in_thousand(600) {
        writeln!(
            out,
            "releaseChecks:\n  - {{id: contract-valid, required: true}}\n  - {{id: row-count, type: dbt-test, required: {}}}",
            random.in_thousand(500)
        )?;
    }
    writeln!(out, "releases:")?;
    let mut date = TODAY - random.below(120);
    for version in (0..=minor).rev().take(6) {
        let text = description(words, "data", random);
        let notes = text.split(['\n', '.']).next().unwrap_or("");
        writeln!(
            out,
            "  - {{version: \"{major}.{version}.0\", date: {}, notes: {}}}",
            day(date),
            quote(notes)
        )?;
        date -= random.between(10, 200);
    }
    Ok(())
}

/// An ODCS contract of the product's first table.
fn contract(mesh: &Mesh, product: &Product, out: &mut impl Write) -> io::Result<()> {
    let table = product.tables.start;
    let dme = &mesh.dmes[product.dme];
    let team = &mesh.teams[dme.team];
    writeln!(
        out,
        "apiVersion: v3.1.0\nkind: DataContract\nid: {}",
        contract_id(product)
    )?;
    writeln!(
        out,
        "name: {}\nversion: 1.0.0\nstatus: {}",
        quote(&title(&product.id)),
        status(product.status)
    )?;
    writeln!(
        out,
        "domain: {}\ndataProduct: {}",
        mesh.domains[dme.domain].id, product.id
    )?;
    writeln!(
        out,
        "description:\n  purpose: Reports and models on {}.\n  usage: Through the unified view only.\n  limitations: No personal data.",
        product.id.replace('-', " ")
    )?;
    writeln!(
        out,
        "servers:\n  - server: prod\n    type: bigquery\n    environment: prod\n    project: {}\n    dataset: {}",
        dme.project,
        mesh.dataset_of(table)
    )?;
    writeln!(
        out,
        "team:\n  name: {}\n  members:\n    - username: {}@example.com\n      role: owner",
        team.id, team.members[0]
    )?;
    writeln!(
        out,
        "support:\n  - channel: \"#{}\"\n    tool: slack",
        dme.id
    )?;
    writeln!(
        out,
        "slaProperties:\n  - property: latency\n    value: 1\n    unit: d"
    )?;
    let name = mesh.table_name(table);
    writeln!(
        out,
        "schema:\n  - name: {name}\n    physicalName: {name}\n    physicalType: table\n    logicalType: object\n    properties:"
    )?;
    for (place, column) in columns::of_table(mesh, table).iter().enumerate() {
        writeln!(
            out,
            "      - name: {}\n        logicalType: {}\n        physicalType: {}",
            column.name,
            logical_type(column),
            quote(&column.data_type)
        )?;
        if place == 0 {
            writeln!(out, "        primaryKey: true\n        required: true")?;
        }
        if let Some(description) = &column.description {
            writeln!(out, "        description: {}", quote(description))?;
        }
        if column.data_type.starts_with("ARRAY") {
            writeln!(out, "        items:\n          logicalType: object")?;
        }
    }
    Ok(())
}

fn logical_type(column: &Column) -> &'static str {
    match column.data_type.split('<').next().unwrap_or("") {
        "INT64" => "integer",
        "NUMERIC" | "BIGNUMERIC" | "FLOAT64" => "number",
        "BOOL" => "boolean",
        "DATE" => "date",
        "TIMESTAMP" | "DATETIME" => "timestamp",
        "TIME" => "time",
        "ARRAY" => "array",
        "STRUCT" | "JSON" => "object",
        _ => "string",
    }
}
