//! Backstage: domains, groups and who owns which table, from `catalog-info.yaml` or what the
//! catalog's API answers.

mod entity_facts;
mod entity_json;
mod entity_yaml;

#[cfg(test)]
mod tests;

use self::entity_facts::Entities;
use super::fact::FactSink;
use super::input::Input;
use super::row_problems::Problems;
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Reads the files that one `[[exports]]` entry of format backstage matches.
pub(crate) fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut entities = Entities::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let name = input.plain_name();
        match name.rsplit_once('.').map_or("", |(_, e)| e) {
            "yaml" | "yml" => entity_yaml::read(&input, &mut entities, &mut problems, sink),
            "json" => entity_json::read(&input, false, &mut entities, &mut problems, sink),
            "ndjson" | "jsonl" => entity_json::read(&input, true, &mut entities, &mut problems, sink),
            _ => sink.problem(input.unread_extension(
"name catalog files .yaml, and answers of the catalog's API .json, and .gz or .zst after that",
            )),
        }
        problems.finish(sink);
        entities.end_file(&input, sink);
    }
}
