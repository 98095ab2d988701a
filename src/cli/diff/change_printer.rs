//! Changes for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::diff::{Change, to_paste};
use crate::lines::ChangeClass;
use crate::neutral;

/// Prints changes: each that breaks something with the entry that accepts it, safe ones by their number
/// unless all are asked for.
pub(super) fn human(
    changes: &[Change],
    all: bool,
    colour: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut under = None;
    let mut folded = 0;
    for change in changes {
        if change.class == ChangeClass::Safe && !all {
            folded += 1;
            continue;
        }
        let heading = (change.class, change.owner());
        if under != Some(heading) {
            let owner = change.owner().unwrap_or("no owner");
            writeln!(out, "{}, {}", change.class.as_str(), neutral::line(owner))?;
            under = Some(heading);
        }
        one(change, colour, out)?;
    }
    if folded > 0 {
        let s = if folded == 1 { "" } else { "s" };
        writeln!(out, "{folded} safe change{s}: --all prints each")?;
    }
    Ok(())
}

fn one(change: &Change, colour: bool, out: &mut impl Write) -> io::Result<()> {
    let tint = match change.class {
        ChangeClass::Breaking => Some(AnsiColor::Red),
        ChangeClass::Risky => Some(AnsiColor::Yellow),
        ChangeClass::Unknown => Some(AnsiColor::Cyan),
        ChangeClass::Safe => None,
    };
    let style = match colour {
        true => Style::new().bold().fg_color(tint.map(Into::into)),
        false => Style::new(),
    };
    let (class, rule) = (change.class.as_str(), change.rule.info().id);
    let (name, message) = (neutral::line(&change.name), neutral::line(&change.message));
    writeln!(out, "  {style}{class}[{rule}]{style:#} {name}: {message}")?;
    for note in &change.notes {
        writeln!(out, "    {}", neutral::line(note))?;
    }
    if !change.named_by.is_empty() {
        let names = change.named_by.join(", ");
        writeln!(out, "    named by {}", neutral::line(&names))?;
    }
    match &change.accepted {
        Some(reason) => writeln!(out, "    accepted: {}", neutral::line(reason)),
        None if change.class == ChangeClass::Breaking => {
            writeln!(out, "    to accept it, in accepted-changes.toml:")?;
            for line in to_paste(change).lines() {
                writeln!(out, "      {line}")?;
            }
            Ok(())
        }
        None => Ok(()),
    }
}
