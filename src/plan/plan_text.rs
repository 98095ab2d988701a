//! A plan as a text: for a terminal, or as Markdown.

use crate::lines::{ChangeClass, MovePlan, PlanStep};
use crate::neutral;
use crate::neutral::markdown_text::{code, sentence};

/// A plan for people who read it in a terminal; each line is safe to print.
pub(crate) fn human(plan: &MovePlan) -> String {
    let mut out = String::new();
    let mut line = |text: &str| append!(out, "{}\n", neutral::line(text));
    line(&format!("Move {} — plan {}", plan.asked, plan.digest));
    line("");
    for one in &plan.moves {
        line(&format!(
            "  {}: {} -> {}{}",
            one.view,
            one.from,
            one.to,
            owners(one)
        ));
    }
    if !plan.findings.is_empty() {
        line("");
        line(&format!("What it means ({})", counts(plan)));
        if breaks(plan) {
            line("  Mend what is breaking before any view is replaced.");
        }
        for finding in &plan.findings {
            let class = finding.class.as_str();
            line(&format!("  {class}[{}]: {}", finding.rule, finding.message));
        }
    }
    line("");
    line("What to do");
    for step in &plan.steps {
        step_lines(step, &mut line);
    }
    if !plan.cannot_tell.is_empty() {
        line("");
        line("What the exports can't tell");
        for one in &plan.cannot_tell {
            line(&format!("  {}: {}", one.what, one.why));
            line(&format!("      {}", one.command));
        }
    }
    line("");
    line("What `vitrina diff` will say");
    if plan.expects.is_empty() {
        line("  nothing: no consumer sees a change");
    }
    for change in &plan.expects {
        let class = change.class.as_str();
        line(&format!(
            "  {class}[{}]: {}: {}",
            change.rule, change.name, change.message
        ));
    }
    out
}

fn owners(one: &crate::lines::PlannedMove) -> String {
    match (&one.dme_before, &one.dme_after) {
        (Some(before), Some(after)) if before == after => format!(" (within dme:{before})"),
        (before, after) => {
            let of = |dme: &Option<String>| match dme {
                Some(dme) => format!("dme:{dme}"),
                None => "nobody".to_owned(),
            };
            format!(" (from {} to {})", of(before), of(after))
        }
    }
}

fn breaks(plan: &MovePlan) -> bool {
    let mut findings = plan.findings.iter();
    findings.any(|finding| finding.class == ChangeClass::Breaking)
}

fn counts(plan: &MovePlan) -> String {
    let classes = [
        ChangeClass::Breaking,
        ChangeClass::Risky,
        ChangeClass::Unknown,
        ChangeClass::Safe,
    ];
    let of = |class: ChangeClass| plan.findings.iter().filter(|f| f.class == class).count();
    let counted = classes.map(|class| (of(class), class.as_str()));
    let told = counted.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, class)| format!("{n} {class}")).collect();
    told.join(", ")
}

fn step_lines(step: &PlanStep, line: &mut impl FnMut(&str)) {
    let who = step
        .who
        .as_ref()
        .map_or(String::new(), |dme| format!(" [dme:{dme}]"));
    line(&format!("  {:>2}. {}{who}", step.n, step.what));
    let mut block = |label: &str, text: &Option<String>| {
        for (at, part) in text.iter().flat_map(|text| text.lines()).enumerate() {
            let label = if at == 0 { label } else { "" };
            line(&format!("      {label:<8}{part}"));
        }
    };
    block("sql", &step.sql);
    block("run", &step.command);
    block("verify", &step.verify);
    let undo = &step.undo;
    if undo.sql.is_some() || undo.command.is_some() || undo.what != "nothing to undo" {
        block("undo", &Some(undo.what.clone()));
        block("", &undo.sql);
        block("", &undo.command);
    }
}

/// A plan as Markdown, for a change request.
pub(crate) fn markdown(plan: &MovePlan) -> String {
    let mut out = String::new();
    append!(
        out,
        "# Move {}\n\nPlan `{}`\n\n",
        sentence(&plan.asked),
        plan.digest
    );
    append!(out, "| view | from | to | owner |\n|---|---|---|---|\n");
    for one in &plan.moves {
        append!(
            out,
            "| {} | {} | {} | {} |\n",
            code(&one.view),
            code(&one.from),
            code(&one.to),
            sentence(owners(one).trim())
        );
    }
    if !plan.findings.is_empty() {
        append!(out, "\n## What it means: {}\n\n", counts(plan));
        if breaks(plan) {
            append!(
                out,
                "Mend what is breaking before any view is replaced.\n\n"
            );
        }
        for finding in &plan.findings {
            let class = finding.class.as_str();
            append!(
                out,
                "- **{class}** `{}`: {}\n",
                finding.rule,
                sentence(&finding.message)
            );
        }
    }
    append!(out, "\n## What to do\n\n");
    for step in &plan.steps {
        let who = step
            .who
            .as_ref()
            .map_or(String::new(), |dme| format!(" (dme:{})", sentence(dme)));
        append!(out, "{}. {}{who}\n", step.n, sentence(&step.what));
        fenced("sql", &step.sql, &mut out);
        fenced("sh", &step.command, &mut out);
        if let Some(verify) = &step.verify {
            append!(out, "   Verify:\n");
            fenced("sql", &Some(verify.clone()), &mut out);
        }
        append!(out, "   Undo: {}\n", sentence(&step.undo.what));
        fenced("sql", &step.undo.sql, &mut out);
        fenced("sh", &step.undo.command, &mut out);
    }
    if !plan.cannot_tell.is_empty() {
        append!(out, "\n## What the exports can't tell\n\n");
        for one in &plan.cannot_tell {
            append!(out, "- {}: {}\n", sentence(&one.what), sentence(&one.why));
            fenced("sh", &Some(one.command.clone()), &mut out);
        }
    }
    append!(out, "\n## What `vitrina diff` will say\n\n");
    if plan.expects.is_empty() {
        append!(out, "Nothing: no consumer sees a change.\n");
    }
    for change in &plan.expects {
        let (class, message) = (change.class.as_str(), sentence(&change.message));
        append!(
            out,
            "- **{class}** `{}`: {}: {message}\n",
            change.rule,
            code(&change.name)
        );
    }
    out
}

/// A block of code within a list; its fence is longer than any in it.
fn fenced(language: &str, text: &Option<String>, out: &mut String) {
    let Some(text) = text else { return };
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    append!(out, "\n   {fence}{language}\n");
    for line in text.lines() {
        append!(out, "   {}\n", neutral::line(line));
    }
    append!(out, "   {fence}\n\n");
}
