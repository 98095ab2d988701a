//! Verdict, evidence and use.

use crate::html::writer::Writer;
use crate::view::model::{AS_OF, Link, RelationPage, Tone, TrustRow};

/// The verdict, first thing under the title.
pub(super) fn verdict(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(bar) = &page.verdict else { return };
    m.raw("\n<p class=\"verdict notice ")
        .raw(bar.tone.as_str())
        .raw("\"><span><b>")
        .raw(bar.title)
        .raw("</b> ")
        .sentence_parts(&bar.text);
    if !bar.note.is_empty() {
        m.raw(" <small>").sentence_parts(&bar.note).raw("</small>");
    }
    m.raw("</span></p>");
}

/// Freshness, attainment, uptime, incidents, checks, jobs.
pub(super) fn evidence(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(trust) = &page.trust else { return };
    m.section("trust", "Freshness and incidents");
    rows(m, "", &trust.loads, 0);
    if trust.attainment.is_some() || trust.uptime.is_some() {
        m.raw("\n<div class=\"grid2\">");
        for (heading, chart) in [
            ("SLA attainment, 90 days", &trust.attainment),
            ("Uptime, 90 days", &trust.uptime),
        ] {
            if let Some((share, plot)) = chart {
                m.raw("\n<div><h3>")
                    .raw(heading)
                    .raw(" <span class=\"count\">")
                    .text(share)
                    .raw("</span></h3>\n");
                if let Some(plot) = plot {
                    m.plot(plot);
                }
                m.raw("</div>");
            }
        }
        m.raw("\n</div>");
    }
    if !trust.incidents.is_empty() {
        rows(m, "Incidents", &trust.incidents, trust.incidents_more);
    }
    if !trust.jobs.is_empty() {
        rows(m, "Jobs that write it", &trust.jobs, 0);
    }
    if !trust.checks.is_empty() {
        rows(m, "Tests and assertions", &trust.checks, trust.checks_more);
    }
    if trust.inputs.is_empty() {
        m.end();
        return;
    }
    m.raw("\n<p class=\"small soft\">Known from exports of");
    for (i, (format, stale)) in trust.inputs.iter().enumerate() {
        m.raw(if i > 0 { ", " } else { " " }).raw(format);
        if *stale {
            m.badge(Tone::Warn, "old");
        }
    }
    m.raw("; ")
        .link(&Link::to("how new they are", AS_OF))
        .raw(".</p>");
    m.end();
}

fn rows(m: &mut Writer, heading: &'static str, rows: &[TrustRow], more: usize) {
    if rows.is_empty() {
        return;
    }
    if !heading.is_empty() {
        m.raw("\n<h3>").raw(heading).raw("</h3>");
    }
    m.raw("\n<ul class=\"evidence\">");
    for row in rows {
        m.raw("\n<li>");
        if !row.word.is_empty() {
            m.tag(row.tone.as_str(), row.word).raw(" ");
        }
        match (&row.link.href, &row.link.note) {
            // An address outside, checked.
            (None, Some(url)) => m.outside(&row.link.text, Some(url)),
            _ => m.link(&row.link),
        };
        m.raw(" ").sentence_parts(&row.text);
        if !row.note.is_empty() {
            m.raw(" <small class=\"below\">")
                .sentence_parts(&row.note)
                .raw("</small>");
        }
        m.raw("</li>");
    }
    if more > 0 {
        m.raw("\n<li class=\"soft\">and ")
            .number(more)
            .raw(" more</li>");
    }
    m.raw("\n</ul>");
}

/// Use by week.
pub(super) fn usage(m: &mut Writer, page: &RelationPage<'_>) {
    let Some(usage) = &page.usage else { return };
    m.section("usage", "Use").raw("<p>").text(&usage.text);
    if let Some(last) = &usage.last {
        m.raw(" Last used ").link(last).raw(".");
    }
    m.raw("</p>");
    if let (Some(queries), Some(users)) = (&usage.queries, &usage.users) {
        m.raw("\n<div class=\"grid2\">\n<div><h3>Queries by week</h3>\n")
            .plot(queries)
            .raw("</div>\n<div><h3>Distinct accounts by week</h3>\n")
            .plot(users)
            .raw("</div>\n</div>");
    }
    for (heading, all) in [("Joined by", &usage.joins), ("Filtered by", &usage.filters)] {
        if !all.is_empty() {
            m.raw("\n<p class=\"small\"><span class=\"soft\">")
                .raw(heading)
                .raw("</span> ");
            for (i, (words, times)) in all.iter().enumerate() {
                m.raw(if i > 0 { ", <code>" } else { "<code>" })
                    .text(words)
                    .raw("</code> (")
                    .text(times)
                    .raw(")");
            }
            m.raw("</p>");
        }
    }
    m.end();
}
