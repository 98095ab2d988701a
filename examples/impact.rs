//! Times the exact counts of what is reachable from each node, beside a search from each node, on
//! graphs of several shapes.
//!
//! The search is run in full on a graph of `--reference` nodes, where the counts of both are
//! compared, and on the large one from `--sample` nodes only: the time for all of them is then
//! estimated. One thread.
//!
//! ```text
//! cargo run --release --example impact -- --nodes 1000000
//! cargo run --release --example impact -- --root mesh
//! ```

use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use vitrina::internals::{Rows, count_impacts, lineage, reach};

/// Time exact counts of what is reachable from each node, beside a search from each.
#[derive(Debug, Parser)]
struct Arguments {
    /// Nodes of each graph.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(2..=100_000_000))]
    nodes: u32,
    /// Nodes of the graph on which a search runs from each.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    reference: u32,
    /// Searches on the large graph.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    sample: u32,
    /// A mesh root whose lineage is timed, too; of any size.
    #[arg(long)]
    root: Option<PathBuf>,
}

/// A name and how to make a graph of so many nodes.
type Shape = (&'static str, fn(u32) -> Edges);
type Edges = Vec<(u32, u32)>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    println!(
        "| graph | nodes | edges | counts of all, s | search from each, s | search / counts |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let shapes: [Shape; 5] = [
        ("chain", chain),
        ("star", star),
        ("ladder", ladder),
        ("cycle", cycle),
        ("mesh, synthetic", mesh),
    ];
    for (name, shape) in shapes {
        for nodes in [arguments.reference, arguments.nodes] {
            let sample = if nodes == arguments.reference {
                nodes
            } else {
                arguments.sample.min(nodes)
            };
            measure(name, nodes, &shape(nodes), sample)?;
        }
    }
    // Of a random graph no exact method is known that isn't quadratic.
    let nodes = arguments.reference;
    measure("random, two edges a node", nodes, &random(nodes), nodes)?;
    if let Some(root) = &arguments.root {
        let start = Instant::now();
        let mesh = vitrina::load(root, None, &|_| {}).map_err(|error| error.to_string())?;
        let loaded = start.elapsed();
        let (nodes, edges) = lineage(&mesh);
        let nodes = u32::try_from(nodes).map_err(|error| error.to_string())?;
        let sample = if nodes <= arguments.reference {
            nodes
        } else {
            arguments.sample.min(nodes)
        };
        measure("mesh, given", nodes, &edges, sample)?;
        let start = Instant::now();
        let counted = black_box(count_impacts(&mesh));
        println!(
            "\nAs the build counts it for {} assets (downstream, upstream, and by class with owners \
             and users): {:.3} s; reading and linking the mesh: {:.3} s.",
            counted,
            start.elapsed().as_secs_f64(),
            loaded.as_secs_f64()
        );
    }
    Ok(())
}

/// Prints a row; an error where the two counts differ.
fn measure(name: &str, nodes: u32, edges: &[(u32, u32)], sample: u32) -> Result<(), String> {
    let rows = Rows::new(nodes as usize, edges.iter().copied());
    let class = vec![0u8; nodes as usize];
    let start = Instant::now();
    let counts = black_box(reach::<1>(&rows, &Rows::default(), &class));
    let exact = start.elapsed();

    let mut search = Search::new(nodes);
    let step = nodes / sample;
    let mut searched = Duration::ZERO;
    for number in 0..sample {
        // From the middle of each step: the first node is often one that leads to all others.
        let node = number * step + step / 2;
        let start = Instant::now();
        let found = search.count_from(node, &rows);
        searched += start.elapsed();
        let [count] = counts[node as usize];
        if found != count {
            return Err(format!(
                "{name}, node {node}: {count} are counted and a search finds {found}"
            ));
        }
    }
    let all = searched.as_secs_f64() / f64::from(sample) * f64::from(nodes);
    let about = if sample < nodes { "≈ " } else { "" };
    println!(
        "| {name} | {nodes} | {} | {:.3} | {about}{all:.3} | {:.0} |",
        edges.len(),
        exact.as_secs_f64(),
        all / exact.as_secs_f64().max(1e-9)
    );
    Ok(())
}

/// Breadth-first, with everything that one search leaves reused by the next.
struct Search {
    /// In which search a node was seen last.
    seen: Vec<u32>,
    number: u32,
    open: Vec<u32>,
}

impl Search {
    fn new(nodes: u32) -> Self {
        Self {
            seen: vec![0; nodes as usize],
            number: 0,
            open: Vec::new(),
        }
    }

    /// How many nodes are reachable from this one, itself aside.
    fn count_from(&mut self, start: u32, rows: &Rows) -> u32 {
        self.number += 1;
        self.open.clear();
        self.open.push(start);
        self.seen[start as usize] = self.number;
        let mut next = 0;
        while let Some(node) = self.open.get(next).copied() {
            next += 1;
            for child in rows.of(node) {
                let seen = &mut self.seen[*child as usize];
                if *seen != self.number {
                    *seen = self.number;
                    self.open.push(*child);
                }
            }
        }
        u32::try_from(self.open.len()).unwrap_or(u32::MAX) - 1
    }
}

fn chain(nodes: u32) -> Edges {
    (1..nodes).map(|node| (node - 1, node)).collect()
}

fn star(nodes: u32) -> Edges {
    (1..nodes).map(|node| (0, node)).collect()
}

/// Two rails; each node leads to both of the next rung.
fn ladder(nodes: u32) -> Edges {
    let mut edges = Vec::new();
    for rung in (0..nodes.saturating_sub(3)).step_by(2) {
        for from in [rung, rung + 1] {
            edges.push((from, rung + 2));
            edges.push((from, rung + 3));
        }
    }
    edges
}

fn cycle(nodes: u32) -> Edges {
    (0..nodes).map(|node| (node, (node + 1) % nodes)).collect()
}

/// Half tables, half views. A view reads its table, every sixth one some more of the same DME, and
/// every ninth joins tables that the whole mesh joins; one in thirty reads an earlier view. A table
/// is loaded from up to four before it, mostly of its DME.
fn mesh(nodes: u32) -> Edges {
    /// Tables of a DME.
    const DME: u32 = 70;
    let tables = (nodes / 2).max(1);
    let mut random = Random(7);
    let mut edges = Vec::new();
    for table in 0..tables {
        let start = table - table % DME;
        for _ in 0..random.below(5) {
            if table > start && random.below(100) < 85 {
                edges.push((start + random.below(table - start), table));
            } else if table > 0 {
                edges.push((random.rank(table), table));
            }
        }
        let view = tables + table;
        if view >= nodes {
            continue;
        }
        edges.push((table, view));
        if random.below(6) == 0 {
            for _ in 0..=random.below(10) {
                edges.push(((start + random.below(DME)).min(tables - 1), view));
            }
        }
        if random.below(9) == 0 {
            for _ in 0..=random.below(3) {
                edges.push((random.rank(tables), view));
            }
        }
        if table > 0 && random.below(30) == 0 {
            edges.push((tables + random.rank(table), view));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Each node leads to two later ones, all equally likely.
fn random(nodes: u32) -> Edges {
    let mut random = Random(7);
    let mut edges = Vec::new();
    for from in 0..nodes - 1 {
        for _ in 0..2 {
            edges.push((from, from + 1 + random.below(nodes - from - 1)));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    /// A number in `0..bound`.
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((((word ^ (word >> 31)) >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// A number in `0..bound`, low ones more often: octaves are equally likely.
    fn rank(&mut self, bound: u32) -> u32 {
        let octave = self.below(32 - bound.leading_zeros());
        let value = (1u32 << octave) + self.below(1u32 << octave);
        (value - 1).min(bound - 1)
    }
}
