//! `/api/v1`: the catalog for programs, parted into files.

use std::io;
use std::ops::Range;

use super::Sink;
use super::line_stream::LineStream;
use crate::catalog::AssetIx;
use crate::diagnostic;
use crate::lines::{self, FILES, FileLine, LineFiles, path_of_lines};
use crate::neutral;
use crate::view::api::{self, AssetFile, FileNames, LineHash, MOST};
use crate::view::{PreparedViews, Views};

/// The line of an asset, with its end.
pub(super) fn asset_line(views: &Views<'_>, ix: AssetIx) -> io::Result<Vec<u8>> {
    match views.reader.relation(ix) {
        Some(relation) => neutral::json::line(&api::relation_line(views, relation)),
        None => neutral::json::line(&api::asset_line(views, ix)),
    }
}

/// Which files of lines the site before has, as far as it is as it was left.
pub(super) fn former(sink: &dyn Sink) -> LineFiles {
    let read = || {
        let bytes = sink.former_bytes(FILES).ok()?;
        LineFiles::of_site(std::str::from_utf8(&bytes).ok()).ok()
    };
    read().unwrap_or_default()
}

/// Puts a file of assets' lines. `made` has the line of each asset of which anything that is told of it
/// may have changed; where there is none, and the former site had the same assets in the file, it is kept.
pub(super) fn put_assets(
    prepared: &PreparedViews<'_>,
    file: &AssetFile,
    made: Vec<Option<Vec<u8>>>,
    former: &LineFiles,
    sink: &dyn Sink,
) -> io::Result<Vec<FileLine>> {
    let (first, last) = file.keys.clone().unzip();
    let mut whole = FileLine {
        kind: file.kind.to_owned(),
        file: file.file.clone(),
        lines: file.assets.len(),
        bytes: 0,
        first,
        last,
    };
    if made.iter().all(Option::is_none)
        && let Some(bytes) = former.bytes_of(&whole)
        && sink.keep(&path_of_lines(&file.file)).is_ok()
    {
        whole.bytes = bytes;
        return Ok(vec![whole]);
    }
    let lines = file.assets.iter().zip(made);
    let lines: Vec<Vec<u8>> = lines
        .map(|(ix, line)| line.map_or_else(|| asset_line(&prepared.views(), *ix), Ok))
        .collect::<io::Result<_>>()?;
    let pieces = pieces(&lines);
    if pieces.len() < 2 {
        let bytes = joined(lines);
        whole.bytes = bytes.len() as u64;
        sink.put(&path_of_lines(&file.file), &bytes)?;
        return Ok(vec![whole]);
    }
    let key = |ix: &AssetIx| prepared.views().reader.key(*ix).to_string();
    let mut names = FileNames::default();
    let mut files = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let assets = file.assets.get(piece.clone()).unwrap_or_default();
        let keys: Vec<String> = assets.iter().map(key).collect();
        let first = keys.first().map_or("", String::as_str);
        // Each is called after its first line; a name with a number stands for no other file's line.
        let name = names.of(file.kind, LineHash::of(&[&file.file, first]));
        let bytes = lines.get(piece).unwrap_or_default().concat();
        sink.put(&path_of_lines(&name), &bytes)?;
        files.push(FileLine {
            kind: file.kind.to_owned(),
            file: name,
            lines: keys.len(),
            bytes: bytes.len() as u64,
            first: keys.iter().min().cloned(),
            last: keys.iter().max().cloned(),
        });
    }
    Ok(files)
}

/// Lines as one text; each goes as it is added.
fn joined(lines: Vec<Vec<u8>>) -> Vec<u8> {
    let mut all = Vec::with_capacity(lines.iter().map(Vec::len).sum());
    for line in lines {
        all.extend_from_slice(&line);
    }
    all
}

/// Lines that are longer together than was thought, in pieces that a file can have.
fn pieces(lines: &[Vec<u8>]) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (n, line) in lines.iter().enumerate() {
        bytes += line.len();
        match pieces.last_mut() {
            Some(last) if bytes <= MOST => last.end = n + 1,
            _ => {
                bytes = line.len();
                pieces.push(n..n + 1);
            }
        }
    }
    pieces
}

/// Puts the lines of what has no page of its own.
pub(super) fn put_others(views: &Views<'_>, sink: &dyn Sink) -> io::Result<Vec<FileLine>> {
    let c = views.reader;
    let mut mesh = LineStream::new(sink, "mesh");
    mesh.add(&[], &api::mesh_line(views))?;
    let mut files = mesh.finish()?;
    let mut datasets = LineStream::new(sink, "datasets");
    for dataset in api::dataset_lines(c) {
        datasets.add(&[&dataset.key], &dataset)?;
    }
    files.extend(datasets.finish()?);
    let mut edges = LineStream::new(sink, "edges");
    for edge in api::edge_lines(c) {
        edges.add(&[&edge.from, &edge.to], &edge)?;
    }
    files.extend(edges.finish()?);
    let mut findings = LineStream::new(sink, "findings");
    for finding in diagnostic::lines(c.findings(), c.files()) {
        let about = [&finding.asset, &finding.file, &finding.detail];
        let [asset, file, detail] = about.map(|text| text.as_deref().unwrap_or_default());
        findings.add(&[&finding.rule, asset, file, detail], &finding)?;
    }
    files.extend(findings.finish()?);
    let mut changes = LineStream::new(sink, "changes");
    for change in api::history_lines(c) {
        let at = change.at.as_deref().unwrap_or_default();
        let member = change.member.as_deref().unwrap_or_default();
        changes.add(&[at, &change.key, &change.rule, member], &change)?;
    }
    files.extend(changes.finish()?);
    let schema = serde_json::to_vec_pretty(&lines::schema())?;
    sink.put("api/v1/schema.json", &schema)?;
    Ok(files)
}

/// Puts the file that names all others.
///
/// # Errors
/// As the sink says.
pub(crate) fn put_line_files(files: &[FileLine], sink: &dyn Sink) -> io::Result<()> {
    let mut out = Vec::new();
    for file in files {
        neutral::json::write(&mut out, file)?;
        out.push(b'\n');
    }
    sink.put(FILES, &out)
}
