//! Tomorrow's exports from today's, in place: of the rows of each export 1 % change, 0.1 % go and
//! 0.1 % are new. A relation that goes takes its rows in all exports with it; one that is new has
//! the rows of another under a name of its own. Manifests stay, and nothing goes that they or views
//! name, so that a mesh without errors has none tomorrow.

pub(crate) mod edit;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};

use crate::export_file::{ExportFile, Format};
use crate::random::{Random, hash};

/// Project, dataset and name.
type Key = [String; 3];
type Row = Map<String, Value>;

/// Rows of an export: how many change, go, and are new.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) changed: usize,
    pub(crate) gone: usize,
    pub(crate) new: usize,
}

/// What happens to the relations.
#[derive(Debug, Default)]
struct Plan {
    day: usize,
    gone: BTreeSet<Key>,
    /// Those that a new one is made after.
    copied: BTreeSet<Key>,
    /// Those whose rows in TABLES and VIEWS change.
    changed: BTreeSet<Key>,
    /// SQL of the views among them, before and after.
    sql: BTreeMap<Key, (String, String)>,
}

/// So many thousandths, rounded; at least one of a hundred and more.
fn share(count: usize, thousandths: usize) -> usize {
    ((count * thousandths + 500) / 1000).max(usize::from(count >= 100))
}

/// Makes the exports below the mesh root those of the next day. The day is counted in the marker.
pub(crate) fn write(dir: &Path, marker: &Path, seed: u64) -> io::Result<BTreeMap<String, Count>> {
    let note = fs::read_to_string(marker)?;
    let days = note.lines().filter(|line| line.starts_with("Day ")).count();
    let exports = by_export(&dir.join("exports"))?;
    let plan = plan(dir, &exports, seed, days + 1)?;
    let mut counts = BTreeMap::new();
    for (name, files) in &exports {
        counts.insert(name.clone(), export(name, files, &plan, seed)?);
    }
    fs::write(marker, format!("{note}Day {} after it.\n", plan.day))?;
    Ok(counts)
}

/// Files of each export in the order of their numbers, by the export's name: `bigquery/TABLES`.
fn by_export(folder: &Path) -> io::Result<BTreeMap<String, Vec<PathBuf>>> {
    let mut out: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for system in fs::read_dir(folder)? {
        let system = system?;
        for file in fs::read_dir(system.path())? {
            let path = file?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "parquet")
            {
                let message =
                    "exports in Parquet are not changed; make the mesh with another --format";
                return Err(io::Error::new(io::ErrorKind::Unsupported, message));
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let name = stem.split(['-', '.']).next().unwrap_or_default();
            let name = format!("{}/{name}", system.file_name().to_string_lossy());
            out.entry(name).or_default().push(path);
        }
    }
    for files in out.values_mut() {
        files.sort_unstable();
    }
    Ok(out)
}

/// How the file is written; a list of JSON is lines, too.
fn format(path: &Path) -> Format {
    match path.extension() {
        Some(extension) if extension == "gz" => Format::NdjsonGz,
        _ => Format::Ndjson,
    }
}

/// Each line of the files, without its line feed.
fn lines(files: &[PathBuf], mut each: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    for path in files {
        let file = File::open(path)?;
        let reader: Box<dyn BufRead> = match format(path) {
            Format::NdjsonGz => Box::new(BufReader::new(MultiGzDecoder::new(file))),
            _ => Box::new(BufReader::new(file)),
        };
        for line in reader.lines() {
            each(&line?)?;
        }
    }
    Ok(())
}

/// A line that is a row, not the beginning or end of a list around the rows.
fn parsed(line: &str) -> Option<Row> {
    let line = line.strip_suffix(',').unwrap_or(line);
    serde_json::from_str(line).ok()
}

/// The relation that a row is about.
fn key(row: &Row) -> Option<Key> {
    let of = |prefix: &str| -> Option<Key> {
        let part = |key: &str| {
            row.get(&format!("{prefix}_{key}"))?
                .as_str()
                .map(str::to_owned)
        };
        Some([part("catalog")?, part("schema")?, part("name")?])
    };
    of("table").or_else(|| of("object"))
}

fn text<'r>(row: &'r Row, key: &str) -> &'r str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn plan(
    dir: &Path,
    exports: &BTreeMap<String, Vec<PathBuf>>,
    seed: u64,
    day: usize,
) -> io::Result<Plan> {
    let of = |name: &str| exports.get(name).map_or(&[][..], Vec::as_slice);
    let mut views: BTreeMap<Key, String> = BTreeMap::new();
    lines(of("bigquery/VIEWS"), |line| {
        if let Some(row) = parsed(line)
            && let Some(key) = key(&row)
        {
            views.insert(key, text(&row, "view_definition").to_owned());
        }
        Ok(())
    })?;
    let mut relations = Vec::new();
    lines(of("bigquery/TABLES"), |line| {
        relations.extend(parsed(line).and_then(|row| key(&row)));
        Ok(())
    })?;
    let seed = seed.wrapping_add(day as u64);
    relations.sort_by_cached_key(|key| (Random::of(seed, &key.join("."), 0).next(), key.clone()));

    let named = named(dir, &views)?;
    let count = share(relations.len(), 1);
    let mut plan = Plan {
        day,
        gone: gone(&relations, &views, &named, count),
        ..Plan::default()
    };
    // Two of a dataset may go by one name: what is new gets one that nobody has.
    let staying: Vec<&Key> = relations
        .iter()
        .filter(|key| !plan.gone.contains(*key))
        .collect();
    plan.copied = staying
        .iter()
        .rev()
        .take(count)
        .map(|key| (*key).clone())
        .collect();
    for is_view in [true, false] {
        let kind: Vec<&Key> = staying
            .iter()
            .copied()
            .filter(|key| views.contains_key(*key) == is_view)
            .collect();
        plan.changed.extend(
            kind.iter()
                .take(share(kind.len(), 10))
                .map(|key| (*key).clone()),
        );
    }
    for key in &plan.changed {
        if let Some(sql) = views.get(key) {
            plan.sql
                .insert(key.clone(), (sql.clone(), row::limited(sql)));
        }
    }
    Ok(plan)
}

/// How many texts name each word: SQL of views, and manifests, which count for more than any view.
fn named(dir: &Path, views: &BTreeMap<Key, String>) -> io::Result<BTreeMap<String, usize>> {
    let mut out = BTreeMap::new();
    for sql in views.values() {
        for word in words(sql).collect::<BTreeSet<_>>() {
            *out.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut folders = vec![dir.join("manifests"), dir.join("guides")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue; // a mesh without guides
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                for word in words(&fs::read_to_string(path)?) {
                    *out.entry(word.to_owned()).or_default() += views.len() + 1;
                }
            }
        }
    }
    Ok(out)
}

/// The first that nothing names but views that go too. A view that goes frees what it reads.
fn gone(
    relations: &[Key],
    views: &BTreeMap<Key, String>,
    named: &BTreeMap<String, usize>,
    count: usize,
) -> BTreeSet<Key> {
    let mut named = named.clone();
    let mut out = BTreeSet::new();
    while out.len() < count {
        let next = relations.iter().find(|key| {
            let by_itself = views
                .get(*key)
                .is_some_and(|sql| words(sql).any(|word| word == key[2]));
            let by = named.get(&key[2]).copied().unwrap_or(0);
            !out.contains(*key) && by == usize::from(by_itself)
        });
        let Some(next) = next else {
            break; // all that is left is named
        };
        if let Some(sql) = views.get(next) {
            for word in words(sql).collect::<BTreeSet<_>>() {
                if let Some(by) = named.get_mut(word) {
                    *by -= 1;
                }
            }
        }
        out.insert(next.clone());
    }
    out
}

/// What happens to one row.
#[derive(Debug, Default, Clone, Copy)]
struct Fate {
    changes: bool,
    goes: bool,
    copied: bool,
}

/// Decides over all rows of an export, by the order of hashes of their text.
fn fates(name: &str, files: &[PathBuf], plan: &Plan, seed: u64) -> io::Result<Vec<Fate>> {
    let mut fates = Vec::new();
    let mut order = Vec::new();
    let by_relation = name.starts_with("bigquery/") && name != "bigquery/JOBS";
    lines(files, |line| {
        let Some(row) = parsed(line) else {
            return Ok(());
        };
        let mut fate = Fate::default();
        let key = key(&row);
        if by_relation {
            if let Some(key) = &key {
                fate.goes = plan.gone.contains(key);
                fate.copied = plan.copied.contains(key);
                fate.changes = row::has_plan(name) && plan.changed.contains(key);
            }
        } else {
            fate.goes = plan.gone.iter().any(|key| row::names(line, key));
        }
        let rank = Random::of(
            seed.wrapping_add(plan.day as u64),
            "row",
            hash(line) as usize,
        )
        .next();
        let changes = row::can_change(name, &row);
        // What a night made worse the next one mends, so that a month of nights ends as it began.
        let first = !row::is_changed(name, &row);
        order.push((first, rank, fates.len(), changes));
        fates.push(fate);
        Ok(())
    })?;
    order.sort_unstable();
    if !row::has_plan(name) {
        let count = share(fates.len(), 10);
        let able = order
            .iter()
            .filter(|(_, _, at, able)| *able && !fates[*at].goes);
        let chosen: Vec<usize> = able.take(count).map(|(_, _, at, _)| *at).collect();
        for at in chosen {
            fates[at].changes = true;
        }
    }
    if !by_relation {
        let count = share(fates.len(), 1);
        let gone = fates.iter().filter(|fate| fate.goes).count();
        let mut left = count.saturating_sub(gone);
        let mut new = if row::can_copy(name) { count } else { 0 };
        for (_, _, at, _) in order.iter().rev() {
            let fate = &mut fates[*at];
            if fate.goes || fate.changes {
                continue;
            }
            if left > 0 {
                fate.goes = true;
                left -= 1;
            } else if new > 0 {
                fate.copied = true;
                new -= 1;
            }
        }
    }
    Ok(fates)
}

/// Rewrites the files of an export; each is replaced once it is whole.
fn export(name: &str, files: &[PathBuf], plan: &Plan, seed: u64) -> io::Result<Count> {
    let mut fates = fates(name, files, plan, seed)?.into_iter();
    let mut count = Count::default();
    for path in files {
        let part = path.with_extension("part");
        let mut out = ExportFile::create(&part, name, format(path))?;
        // In a list around the rows a comma stands between two of them.
        let is_list = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let mut rows = 0;
        let mut put = |out: &mut ExportFile, line: &str| {
            let between = if !is_list || rows == 0 { "" } else { ",\n" };
            rows += 1;
            let after = if is_list { "" } else { "\n" };
            out.line(format!("{between}{line}{after}").as_bytes())
        };
        let mut written = 0;
        lines(std::slice::from_ref(path), |line| {
            let Some(mut row) = parsed(line) else {
                // The end of a list may say how many there were.
                let line = line.replace(
                    &format!("\"total_entries\":{}", written + count.gone - count.new),
                    &format!("\"total_entries\":{written}"),
                );
                let before = if written > 0 { "\n" } else { "" };
                return out.line(format!("{before}{line}\n").as_bytes());
            };
            let fate = fates.next().unwrap_or_default();
            if fate.goes {
                count.gone += 1;
                return Ok(());
            }
            if fate.copied {
                let copy = row::copy(name, &row, plan.day, seed);
                put(&mut out, &Value::Object(copy).to_string())?;
                count.new += 1;
                written += 1;
            }
            written += 1;
            if fate.changes {
                row::change(name, &mut row, |key| plan.sql.get(key));
                count.changed += 1;
                put(&mut out, &Value::Object(row).to_string())
            } else {
                put(&mut out, line.strip_suffix(',').unwrap_or(line))
            }
        })?;
        out.finish()?;
        fs::rename(part, path)?;
    }
    Ok(count)
}
