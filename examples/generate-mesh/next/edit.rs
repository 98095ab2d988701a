//! One small change of a mesh that was made here, in place, for builds that do only what changed. The
//! same change again is another one.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Plan, Row, by_export, export, format, key, lines, parsed, row, share, text};
use crate::export_file::ExportFile;
use crate::random::{Random, hash};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Edit {
    /// A description in `TABLE_OPTIONS` is another one.
    OneRow,
    /// A product's description is another one.
    OneManifest,
    /// Of a hundred views one has other SQL.
    #[value(name = "sql-1-percent")]
    Sql1Percent,
}

/// Makes the change; gives what changed. Changes are counted in the marker.
pub(crate) fn write(dir: &Path, marker: &Path, edit: Edit, seed: u64) -> io::Result<String> {
    let note = fs::read_to_string(marker)?;
    let number = 1 + note
        .lines()
        .filter(|line| line.starts_with("Edit "))
        .count();
    let seed = seed.wrapping_add(number as u64);
    let told = match edit {
        Edit::OneRow => one_row(dir, seed)?,
        Edit::OneManifest => one_manifest(dir, seed)?,
        Edit::Sql1Percent => sql(dir, seed)?,
    };
    fs::write(marker, format!("{note}Edit {number} of it.\n"))?;
    Ok(told)
}

fn nothing(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("no {what} to change"))
}

fn rank(seed: u64, text: &str) -> u64 {
    Random::of(seed, "edit", hash(text) as usize).next()
}

fn one_row(dir: &Path, seed: u64) -> io::Result<String> {
    const NAME: &str = "bigquery/TABLE_OPTIONS";
    let exports = by_export(&dir.join("exports"))?;
    let files = exports.get(NAME).map_or(&[][..], Vec::as_slice);
    // The lowest rank, its file and its line.
    let mut first: Option<(u64, &Path, usize)> = None;
    for path in files {
        let mut at = 0;
        lines(std::slice::from_ref(path), |line| {
            let rank = rank(seed, line);
            if first.is_none_or(|(lowest, ..)| rank < lowest)
                && parsed(line).is_some_and(|row| text(&row, "option_name") == "description")
            {
                first = Some((rank, path, at));
            }
            at += 1;
            Ok(())
        })?;
    }
    let Some((_, path, chosen)) = first else {
        return Err(nothing("row"));
    };
    let part = path.with_extension("part");
    let mut out = ExportFile::create(&part, NAME, format(path))?;
    let (mut at, mut relation) = (0, String::new());
    lines(&[path.to_owned()], |line| {
        let changed = (at == chosen).then(|| parsed(line)).flatten();
        at += 1;
        let Some(mut changed) = changed else {
            return out.line(format!("{line}\n").as_bytes());
        };
        row::change(NAME, &mut changed, |_| None);
        relation = name(&changed);
        out.line(format!("{}\n", Value::Object(changed)).as_bytes())
    })?;
    out.finish()?;
    fs::rename(part, path)?;
    Ok(format!("description of {relation}"))
}

fn name(row: &Row) -> String {
    key(row).map_or_else(String::new, |key| key.join("."))
}

fn one_manifest(dir: &Path, seed: u64) -> io::Result<String> {
    const DESCRIPTION: &str = "\ndescription: \"";
    let mut first: Option<(u64, PathBuf)> = None;
    for dme in fs::read_dir(dir.join("manifests/dmes"))? {
        let Ok(products) = fs::read_dir(dme?.path().join("products")) else {
            continue; // a DME without products
        };
        for product in products {
            let path = product?.path();
            let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy();
            let rank = rank(seed, &name);
            if first.as_ref().is_none_or(|(lowest, _)| rank < *lowest) {
                first = Some((rank, path));
            }
        }
    }
    let Some((_, path)) = first else {
        return Err(nothing("manifest"));
    };
    let text = fs::read_to_string(&path)?;
    let Some((before, after)) = text.split_once(DESCRIPTION) else {
        return Err(nothing("description"));
    };
    fs::write(
        &path,
        format!("{before}{DESCRIPTION}Checked again. {after}"),
    )?;
    let shown = path.strip_prefix(dir).unwrap_or(&path);
    Ok(format!("description in {}", shown.display()))
}

fn sql(dir: &Path, seed: u64) -> io::Result<String> {
    let exports = by_export(&dir.join("exports"))?;
    let of = |name: &str| exports.get(name).map_or(&[][..], Vec::as_slice);
    let mut ranks = Vec::new();
    lines(of("bigquery/VIEWS"), |line| {
        let key = parsed(line).and_then(|row| key(&row));
        ranks.extend(key.map(|key| rank(seed, &key.join("."))));
        Ok(())
    })?;
    ranks.sort_unstable();
    let count = share(ranks.len(), 10).clamp(1, ranks.len().max(1));
    let Some(last) = ranks.get(count - 1) else {
        return Err(nothing("view"));
    };
    let mut changed = BTreeMap::new();
    lines(of("bigquery/VIEWS"), |line| {
        if let Some(row) = parsed(line)
            && let Some(key) = key(&row)
            && rank(seed, &key.join(".")) <= *last
        {
            let sql = text(&row, "view_definition");
            changed.insert(key, (sql.to_owned(), row::limited(sql)));
        }
        Ok(())
    })?;
    let plan = Plan {
        changed: changed.keys().cloned().collect(),
        sql: changed,
        ..Plan::default()
    };
    let mut views = 0;
    for name in ["bigquery/VIEWS", "bigquery/TABLES"] {
        views = export(name, of(name), &plan, seed)?.changed;
    }
    Ok(format!("SQL of {views} views"))
}
