//! Lineage of an asset as a tree for people. The walks keep their own stacks, so depth costs no
//! recursion.

use std::io;

use rustc_hash::FxHashSet;

use super::super::unseen::called;
use super::column_graph::Columns;
use super::diagram::Line;
use super::walk::{Ask, direct, side_of};
use super::{Views, described_as, known_by, reach};
use crate::catalog::{AssetIx, ColumnRef};

/// Deeper levels of the tree aren't indented further.
const INDENT: usize = 40;

/// Lineage as a tree for people.
///
/// # Errors
/// As `line` says.
pub(crate) fn lineage_text(views: &Views<'_>, ask: Ask, line: Line<'_>) -> io::Result<()> {
    let (upstream, downstream) = reach(views, ask.asset);
    line(&format!(
        "{}  {}",
        views.reader.id(ask.asset),
        described_as(views, ask.asset)
    ))?;
    let columns = ask.columns.then(|| Columns::new(views.reader));
    for (wanted, down, word, all) in [
        (ask.up, false, "upstream", upstream),
        (ask.down, true, "downstream", downstream),
    ] {
        if !wanted {
            continue;
        }
        let all = crate::view::grouped(all);
        let of_what = match views.is_part() {
            true => "that you may see",
            false => "in all",
        };
        line("")?;
        match &columns {
            _ if views.reader.is_listed(ask.asset) => {
                line(word)?;
                line("  not told, as you may not query it")?;
            }
            Some(columns) => {
                line(&format!("{word}, by column ({all} assets {of_what})"))?;
                column_tree(views, columns, ask, down, line)?;
            }
            None => {
                line(&format!("{word} ({all} {of_what})"))?;
                asset_tree(views, ask, down, line)?;
            }
        }
    }
    Ok(())
}

fn asset_tree(views: &Views<'_>, ask: Ask, down: bool, line: Line<'_>) -> io::Result<()> {
    let side = side_of(views, ask.asset, down, ask.depth);
    let unseen = |ix: AssetIx| views.reader.stub_of(ix).filter(|_| !down);
    if side.order.is_empty()
        && direct(views, ask.asset, down).is_empty()
        && unseen(ask.asset).is_none()
    {
        return line(nothing(views));
    }
    let tell_unseen = |ix: AssetIx, step: usize, line: Line<'_>| match unseen(ix) {
        Some(stub) if step <= ask.depth => {
            line(&format!("{}{}", indent(step), called(views.reader, stub)))
        }
        _ => Ok(()),
    };
    tell_unseen(ask.asset, 1, line)?;
    // What stands on the stack is still to be printed.
    let mut stack: Vec<(AssetIx, AssetIx, usize)> = Vec::new();
    let push = |stack: &mut Vec<(AssetIx, AssetIx, usize)>, of: AssetIx, step: usize| {
        let next = direct(views, of, down);
        stack.extend(next.into_iter().rev().map(|ix| (ix, of, step)));
    };
    if ask.depth > 0 {
        push(&mut stack, ask.asset, 1);
    }
    while let Some((ix, of, step)) = stack.pop() {
        let (from, to) = if down { (of, ix) } else { (ix, of) };
        let mut text = format!(
            "{}{}  {}  [{}]",
            indent(step),
            views.reader.id(ix),
            described_as(views, ix),
            known_by(views, from, to)
        );
        // Each asset is followed where it was found first, on the shortest way.
        let first = side.found.get(&ix) == Some(&(step, of));
        if ix == ask.asset {
            text.push_str("  (where this began)");
        } else if !first {
            text.push_str("  (also elsewhere in this tree)");
        } else if step < ask.depth {
            push(&mut stack, ix, step + 1);
        } else {
            let next = direct(views, ix, down);
            let more = next.iter().filter(|n| !side.found.contains_key(*n)).count();
            if more > 0 {
                text.push_str(&format!("  +{} more", crate::view::grouped(more)));
            }
        }
        line(&text)?;
        if first {
            tell_unseen(ix, step + 1, line)?;
        }
    }
    Ok(())
}

fn indent(step: usize) -> String {
    let spaces = " ".repeat(2 * step.min(INDENT));
    if step > INDENT {
        format!("{spaces}({step}) ")
    } else {
        spaces
    }
}

/// What is said where nothing is found.
fn nothing(views: &Views<'_>) -> &'static str {
    match views.is_part() {
        true => "  nothing that you may see",
        false => "  nothing known",
    }
}

fn column_tree(
    views: &Views<'_>,
    columns: &Columns<'_>,
    ask: Ask,
    down: bool,
    line: Line<'_>,
) -> io::Result<()> {
    let all = columns.of(ask.asset, down);
    if all.is_empty() {
        return line(nothing(views));
    }
    for column in all {
        // A column that is made of another by several ways is followed once.
        let mut seen: FxHashSet<ColumnRef> = FxHashSet::default();
        seen.insert(column);
        let mut stack = vec![(column, 1)];
        while let Some((at, step)) = stack.pop() {
            let named = columns.named(at);
            let name = if step == 1 {
                named.column
            } else {
                format!("{} {}", named.id, named.column)
            };
            let how = columns.how(at);
            let how = if how.is_empty() || (down && step == 1) {
                String::new()
            } else {
                format!("  [{how}]")
            };
            line(&format!("{}{name}{how}", indent(step)))?;
            if step <= ask.depth {
                let next = columns.next(at, down).into_iter().rev();
                stack.extend(next.filter(|c| seen.insert(*c)).map(|c| (c, step + 1)));
            }
        }
    }
    Ok(())
}
