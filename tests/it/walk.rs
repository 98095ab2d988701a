//! The walk of `docs/walk.md`: its commands run in their order, and print what it quotes.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::Output;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A block of commands, and the lines that the guide quotes of what it prints.
struct Block {
    commands: String,
    quoted: Vec<String>,
}

fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let is_commands = line == "```sh";
        if !is_commands && line != "```text" {
            continue;
        }
        let within: Vec<String> = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .map(str::to_owned)
            .collect();
        if is_commands {
            blocks.push(Block {
                commands: within.join("\n"),
                quoted: Vec::new(),
            });
        } else {
            blocks.last_mut().expect("commands first").quoted = within;
        }
    }
    blocks
}

/// Whether a line is the one that is quoted; `…` at the end of that stands for any rest.
fn is_quoted(line: &str, quoted: &str) -> bool {
    match quoted.strip_suffix('…') {
        Some(beginning) => line.starts_with(beginning),
        None => line == quoted,
    }
}

#[test]
fn each_command_of_the_walk_does_what_the_guide_says() {
    let guide = fs::read_to_string(Path::new(ROOT).join("docs/walk.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_vitrina")).parent().unwrap();
    let mut path = program.as_os_str().to_owned();
    path.push(":");
    path.push(env::var_os("PATH").unwrap());
    let copied = Command::new("cp")
        .args(["-r", &format!("{ROOT}/manifests")])
        .arg(dir.path())
        .status();
    assert!(copied.unwrap().success());

    let blocks = blocks(&guide);
    assert!(blocks.len() > 8, "{} blocks", blocks.len());
    // What one block exports counts for those after it.
    let mut exports = String::new();
    for block in blocks {
        let commands = format!("set -e\n{exports}{}", block.commands);
        let mut shell = Command::new("sh");
        shell.args(["-c", &commands]).current_dir(dir.path());
        shell.env("PATH", &path);
        let output = Output::of(shell);
        let told = format!("{}\n{}{}", block.commands, output.stdout, output.stderr);
        assert_eq!(output.status, 0, "{told}");
        let mut lines = output.stdout.lines();
        for quoted in &block.quoted {
            let is_there = lines.any(|line| is_quoted(line, quoted));
            assert!(
                is_there,
                "`{quoted}` isn't printed, or not in this order by\n{told}"
            );
        }
        for line in block.commands.lines() {
            if line.starts_with("export ") {
                exports.push_str(line);
                exports.push('\n');
            }
        }
    }
}
