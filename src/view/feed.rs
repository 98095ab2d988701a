//! Sitemap and Atom feed.

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Views;
use super::home_page::past_changes;
use super::moment_text::calendar_day;
use crate::neutral;

/// Most addresses that the protocol allows in one sitemap.
const SITEMAP_MAX: usize = 50_000;

type Xml = Writer<Vec<u8>>;

fn start() -> io::Result<Xml> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}

fn text(xml: &mut Xml, tag: &str, value: &str) -> io::Result<()> {
    // Characters that XML 1.0 has no way to write are among those that act.
    xml.create_element(tag)
        .write_text_content(BytesText::new(&neutral::text(value)))?;
    Ok(())
}

/// `sitemap.xml`, and the parts that it names where there are too many addresses for one file.
/// None without a `base_url`: the protocol has absolute addresses only.
///
/// # Errors
/// As the writer of XML says.
pub(crate) fn sitemap(
    base_url: Option<&str>,
    paths: &[String],
) -> io::Result<Vec<(String, Vec<u8>)>> {
    let Some(base) = base_url else {
        return Ok(Vec::new());
    };
    let space = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    let part = |paths: &[String]| -> io::Result<Vec<u8>> {
        let mut xml = start()?;
        xml.create_element("urlset")
            .with_attribute(space)
            .write_inner_content(|xml| {
                for path in paths {
                    let path = path.strip_suffix("index.html").unwrap_or(path);
                    let url = format!("{base}{path}");
                    xml.create_element("url")
                        .write_inner_content(|xml| text(xml, "loc", &url))?;
                }
                Ok(())
            })?;
        Ok(xml.into_inner())
    };
    if paths.len() <= SITEMAP_MAX {
        return Ok(vec![("sitemap.xml".into(), part(paths)?)]);
    }
    let mut files: Vec<(String, Vec<u8>)> = (1..)
        .zip(paths.chunks(SITEMAP_MAX))
        .map(|(n, chunk)| Ok((format!("sitemap-{n}.xml"), part(chunk)?)))
        .collect::<io::Result<_>>()?;
    let mut xml = start()?;
    xml.create_element("sitemapindex")
        .with_attribute(space)
        .write_inner_content(|xml| {
            for (name, _) in &files {
                xml.create_element("sitemap")
                    .write_inner_content(|xml| text(xml, "loc", &format!("{base}{name}")))?;
            }
            Ok(())
        })?;
    files.insert(0, ("sitemap.xml".into(), xml.into_inner()));
    Ok(files)
}

/// `feed.atom`: what was released, deprecated, moved, set up; newest first.
///
/// # Errors
/// As the writer of XML says.
pub(crate) fn atom(views: &Views<'_>) -> io::Result<Vec<u8>> {
    let changes = past_changes(views);
    let base = views.settings.base_url();
    let base = base.as_deref().unwrap_or("");
    let stamp = |day: &str| format!("{day}T00:00:00Z");
    let newest = changes
        .first()
        .map(|c| c.date.as_str())
        .or(views.reader.as_of().and_then(calendar_day))
        .unwrap_or("1970-01-01");
    let mut xml = start()?;
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|xml| {
            text(xml, "title", views.settings.title())?;
            text(
                xml,
                "id",
                &if base.is_empty() {
                    "urn:vitrina:feed".to_owned()
                } else {
                    format!("{base}feed.atom")
                },
            )?;
            text(xml, "updated", &stamp(newest))?;
            xml.create_element("author")
                .write_inner_content(|xml| text(xml, "name", views.settings.title()))?;
            xml.create_element("link")
                .with_attributes([
                    ("rel", "self"),
                    ("href", format!("{base}feed.atom").as_str()),
                ])
                .write_empty()?;
            let mut entries_by_id: BTreeMap<String, usize> = BTreeMap::new();
            for change in changes.iter().take(100) {
                let href = change.link.href.as_deref().unwrap_or("");
                let mut id = format!(
                    "urn:vitrina:{}:{}:{href}",
                    change.what.as_str(),
                    change.date
                );
                // Two releases of one day are two entries.
                let same = entries_by_id.entry(id.clone()).or_insert(0);
                *same += 1;
                if *same > 1 {
                    id = format!("{id}:{same}");
                }
                xml.create_element("entry").write_inner_content(|xml| {
                    text(
                        xml,
                        "title",
                        &format!("{}: {}", change.link.text, change.what.as_str()),
                    )?;
                    text(xml, "id", &id)?;
                    text(xml, "updated", &stamp(&change.date))?;
                    xml.create_element("link")
                        .with_attribute(("href", format!("{base}{href}").as_str()))
                        .write_empty()?;
                    if let Some(words) = &change.text {
                        text(xml, "summary", words)?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}
