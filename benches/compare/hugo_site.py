"""Turns the catalog that a built portal holds under api/v1 into a Hugo site of the same pages.

Usage: hugo_site.py SITE HUGO

One content page per view and per table, at the path of the portal's page, with the same words:
title, description, owner, DMEs, targets, references, columns, and the SQL where it is there.
Prints the number of pages.
"""

import json
import pathlib
import sys

CONFIG = """\
baseURL = "https://data.example.com/"
title = "Comparison"
uglyURLs = true
disablePathToLower = true
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "robotsTXT", "404"]
"""

LAYOUT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
</head>
<body>
<header><nav><a href="/">Home</a></nav></header>
<main>
<h1>{{ .Title }}</h1>
<p><code>{{ .Params.fullname }}</code></p>
{{ .Content }}
{{ with .Params.facts }}<dl>
{{ range . }}<dt>{{ .label }}</dt>
{{ range .values }}<dd>{{ . }}</dd>
{{ end }}{{ end }}</dl>
{{ end }}{{ with .Params.columns }}<table>
<thead><tr><th>Column</th><th>Type</th><th>Description</th></tr></thead>
<tbody>
{{ range . }}<tr><td><code>{{ .name }}</code></td><td><code>{{ .type }}</code></td><td>{{ .description }}</td></tr>
{{ end }}</tbody>
</table>
{{ end }}{{ with .Params.sql }}<pre><code>{{ . }}</code></pre>
{{ end }}</main>
</body>
</html>
"""

FACTS = ["owner", "dmes", "targets", "references", "tags", "audiences"]


def words(value) -> list[str]:
    """What a field holds, as a list of texts, whatever its shape."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [word for item in value for word in words(item)]
    if isinstance(value, dict):
        for key in ("name", "id", "title"):
            if isinstance(value.get(key), str):
                return [value[key]]
        return [word for item in value.values() for word in words(item)]
    return [str(value)]


def text(value) -> str:
    return " ".join(words(value))


def page_path(kind: str, record: dict, number: int) -> str:
    """The path of the portal's page, without its extension."""
    url = record.get("url")
    if isinstance(url, str) and "://" not in url:
        parts = [part for part in url.split("?")[0].split("/") if part not in ("", ".", "..")]
    else:
        parts = [kind, f"page-{number}"]
    parts[-1] = parts[-1].removesuffix(".html")
    # Hugo gives these two names a meaning of its own.
    if parts[-1] in ("index", "_index"):
        parts[-1] += "-page"
    return "/".join(parts)


def page(record: dict) -> str:
    columns = [
        {key: text(column.get(key)) for key in ("name", "type", "description")}
        for column in record.get("columns") or []
        if isinstance(column, dict)
    ]
    facts = [
        {"label": key, "values": words(record.get(key))}
        for key in FACTS
        if words(record.get(key))
    ]
    params = {"fullname": text(record.get("id")), "columns": columns, "facts": facts}
    if isinstance(record.get("sql"), str):
        params["sql"] = record["sql"]
    title = text(record.get("title")) or text(record.get("name")) or text(record.get("id"))
    description = text(record.get("description"))
    front = {"title": title, "description": description[:160], "params": params}
    return f"{json.dumps(front, ensure_ascii=False)}\n\n{description}\n"


def main() -> int:
    site, hugo = (pathlib.Path(argument) for argument in sys.argv[1:])
    layouts = hugo / "layouts"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(LAYOUT, encoding="utf-8")
    (hugo / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    count = 0
    folders = set()
    for kind in ("views", "tables"):
        for source in sorted((site / "api/v1").glob(f"{kind}*.ndjson")):
            with source.open(encoding="utf-8") as lines:
                for line in lines:
                    if not line.strip():
                        continue
                    record = json.loads(line)
                    target = hugo / "content" / f"{page_path(kind, record, count)}.md"
                    if target.parent not in folders:
                        target.parent.mkdir(parents=True, exist_ok=True)
                        folders.add(target.parent)
                    target.write_text(page(record), encoding="utf-8")
                    count += 1
    if count == 0:
        print(f"error: no views or tables under {site / 'api/v1'}", file=sys.stderr)
        return 2
    print(count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
