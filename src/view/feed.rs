//! The sitemap, and how XML is written.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::neutral;

/// Most addresses that the protocol allows in one sitemap.
const SITEMAP_MAX: usize = 50_000;

pub(super) type Xml = Writer<Vec<u8>>;

pub(super) fn start() -> io::Result<Xml> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}

pub(super) fn text(xml: &mut Xml, tag: &str, value: &str) -> io::Result<()> {
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
