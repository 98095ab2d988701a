"""Single changes of a generated mesh, in place: of one row of an export, or of one manifest. Each kind lists
what it can change, as the relation that it is about (None where it is about none) and what makes the change."""

import json
import re


class Exports:
    """Lines of the exports of a mesh; one is changed and its file written anew, the others stay as they are."""

    def __init__(self, mesh):
        self.folder = mesh / "exports"
        self.read = {}

    def lines(self, name):
        """All lines of an export, file by file."""
        if name not in self.read:
            system, export = name.split("/")
            files = sorted((self.folder / system).glob(f"{export}*"))
            self.read[name] = {file: file.read_text().rstrip("\n").split("\n") for file in files}
        return self.read[name]

    def rows(self, name):
        """Each row with the place that it has."""
        for file, lines in self.lines(name).items():
            for at, line in enumerate(lines):
                line = line.removesuffix(",")
                if line.startswith("{") and line.endswith("}"):
                    yield (file, at), json.loads(line)

    def put(self, name, place, row):
        file, at = place
        lines = self.lines(name)[file]
        end = "," if lines[at].endswith(",") else ""
        lines[at] = json.dumps(row, separators=(",", ":")) + end
        file.write_text("\n".join(lines) + "\n")

    def append(self, name, row):
        """A row after all others, so that no line of another moves."""
        file, lines = list(self.lines(name).items())[-1]
        lines.append(json.dumps(row, separators=(",", ":")))
        file.write_text("\n".join(lines) + "\n")


def relation(row):
    """Project, dataset and name of what a row is about."""
    prefix = "object" if "object_catalog" in row else "table"
    parts = [row.get(f"{prefix}_{part}") for part in ("catalog", "schema", "name")]
    return ".".join(parts) if all(parts) else None


def edited(exports, name, change, wanted=lambda row: True):
    """Changes that give one row of an export other values."""
    found = []
    for place, row in exports.rows(name):
        if wanted(row) and (about := relation(row)):
            found.append((about, lambda place=place, row=row: exports.put(name, place, {**row, **change(row)})))
    return found


def description(exports):
    change = lambda row: {"option_value": row["option_value"].removesuffix('"') + ' Checked again."'}
    return edited(exports, "bigquery/TABLE_OPTIONS", change, lambda row: row["option_name"] == "description")


def column_description(exports):
    change = lambda row: {"description": f"{row['description']} Checked again."}
    is_column = lambda row: row["field_path"] == row["column_name"] and row.get("description")
    return edited(exports, "bigquery/COLUMN_FIELD_PATHS", change, is_column)


def rows_and_moment(exports):
    change = lambda row: {
        "total_rows": str(int(row["total_rows"]) + 1234),
        "storage_last_modified_time": "2026-11-02 01:30:00.000000 UTC",
    }
    return edited(exports, "bigquery/TABLE_STORAGE", change)


def view_sql(exports):
    """The same columns, fewer rows; VIEWS and TABLES say it."""
    ddl = {relation(row): (place, row) for place, row in exports.rows("bigquery/TABLES")}

    def make(place, row):
        before = row["view_definition"]
        after = before.rstrip(";\n ") + "\nLIMIT 1000000"
        exports.put("bigquery/VIEWS", place, {**row, "view_definition": after})
        other, described = ddl[relation(row)]
        if text := described.get("ddl"):
            # The text of a view in its DDL may differ from the other in quotes.
            text = text.rstrip(";\n ") + "\nLIMIT 1000000;"
            exports.put("bigquery/TABLES", other, {**described, "ddl": text})

    return [
        (relation(row), lambda place=place, row=row: make(place, row))
        for place, row in exports.rows("bigquery/VIEWS")
        if "\nLIMIT " not in row["view_definition"]
    ]


def new_column(exports):
    """A table has a column more; COLUMNS and COLUMN_FIELD_PATHS say it."""
    last = {}
    for _, row in exports.rows("bigquery/COLUMNS"):
        about = relation(row)
        if about not in last or int(last[about]["ordinal_position"]) < int(row["ordinal_position"]):
            last[about] = row
    paths = {relation(row): row for _, row in exports.rows("bigquery/COLUMN_FIELD_PATHS")}

    def make(about):
        place = str(int(last[about]["ordinal_position"]) + 1)
        name = {"column_name": "reviewed_at", "data_type": "TIMESTAMP"}
        column = {**last[about], **name, "ordinal_position": place, "column_default": "NULL"}
        field = {**paths[about], **name, "field_path": "reviewed_at", "description": "When somebody looked at it."}
        exports.append("bigquery/COLUMNS", column)
        exports.append("bigquery/COLUMN_FIELD_PATHS", field)

    tables = {relation(row) for _, row in exports.rows("bigquery/TABLES") if row["table_type"] == "BASE TABLE"}
    return [(about, lambda about=about: make(about)) for about in sorted(tables & last.keys() & paths.keys())]


def grant(exports):
    change = lambda row: {"privilege_type": "roles/bigquery.dataEditor"}
    is_viewer = lambda row: row["privilege_type"] == "roles/bigquery.dataViewer" and relation(row)
    return edited(exports, "bigquery/OBJECT_PRIVILEGES", change, is_viewer)


def run_fails(exports):
    """The last event of a run says that it failed."""
    found = []
    for place, row in exports.rows("openlineage/events"):
        if row["eventType"] == "COMPLETE" and (outputs := row.get("outputs")):
            failed = {**row, "eventType": "FAIL"}
            about = outputs[0]["name"]
            found.append((about, lambda place=place, row=failed: exports.put("openlineage/events", place, row)))
    return found


def dag_run_fails(exports):
    return [
        (None, lambda place=place, row=row: exports.put("airflow/dag_runs", place, {**row, "state": "failed"}))
        for place, row in exports.rows("airflow/dag_runs")
        if row["state"] == "success"
    ]


def statement(exports):
    """Somebody asks once more what was asked before."""
    found = []
    for _, row in exports.rows("bigquery/JOBS"):
        again = {**row, "job_id": row["job_id"] + "_again"}
        found.append((None, lambda row=again: exports.append("bigquery/JOBS", row)))
    return found


def replaced(file, pattern, make):
    text = file.read_text()
    changed = re.sub(pattern, make, text, count=1, flags=re.M)
    assert changed != text, file
    file.write_text(changed)


def product_description(mesh):
    pattern = r'^description: "'
    files = sorted((mesh / "manifests/dmes").glob("*/products/*.yaml"))
    return [
        (None, lambda file=file: replaced(file, pattern, 'description: "Checked again. '))
        for file in files
        if re.search(pattern, file.read_text(), re.M)
    ]


def dme_team(mesh):
    """Everything of a DME is owned by another team."""
    teams = re.findall(r"^id: (\S+)", (mesh / "manifests/teams.yaml").read_text(), re.M)
    pattern = r"^team: \{name: (\S+?)\}"
    found = []
    for file in sorted((mesh / "manifests/dmes").glob("*/dme.yaml")):
        if owner := re.search(pattern, file.read_text(), re.M):
            other = teams[(teams.index(owner[1]) + 1) % len(teams)] if owner[1] in teams else teams[0]
            make = lambda file=file, other=other: replaced(file, pattern, f"team: {{name: {other}}}")
            found.append((None, make))
    return found


# Kinds of changes of one row, those that need operations, and those of manifests.
ROWS = {
    "description of a table or view": description,
    "description of a column": column_description,
    "rows and moment of a table": rows_and_moment,
    "SQL of a view": view_sql,
    "a new column of a table": new_column,
    "a grant": grant,
}
OPERATIONS = {
    "a run of a job": run_fails,
    "a run of a DAG": dag_run_fails,
    "a statement asked again": statement,
}
MANIFESTS = {
    "description of a product": product_description,
    "team of a DME": dme_team,
}
