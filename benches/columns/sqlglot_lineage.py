"""Prints the column lineage that sqlglot finds in the views of a BigQuery export.

Usage: sqlglot_lineage.py [--views] VIEWS FOLDER

VIEWS is VIEWS.ndjson of INFORMATION_SCHEMA, FOLDER holds COLUMN_FIELD_PATHS.ndjson. Every output
column of every view is one line of `view`, `column` and `sources`, separated by tabs; sources are
written as project.dataset.relation:column, sorted, with a space between them. Where sqlglot fails,
sources is `!` and the first line of the error; where the failure is of a whole view, column is `*`.

The lineage is one hop: the relations that the view itself reads. sqlglot's lineage has no paths
into structs, its sources are the top-level columns. A `*` that sqlglot cannot expand, because the
schema has no columns of the relation, is printed as it comes out of sqlglot: as a column `*` whose
sources are relation:*. A source that sqlglot can tie to no relation is printed as ?:name, with
all of the dotted name.

The schema comes from COLUMN_FIELD_PATHS.ndjson, which lacks the columns of most views. With --views
the columns that sqlglot finds for a view are added to the schema for the views that read it.

A summary with counts and seconds goes to standard error. Written for sqlglot 30.30.0, see
requirements.txt.
"""

import collections
import json
import logging
import os
import signal
import sys
import time

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope
from sqlglot.schema import MappingSchema

DIALECT = "bigquery"
SECONDS_PER_VIEW = 30


class ViewTimeout(Exception):
    pass


def on_alarm(_signal, _frame):
    raise ViewTimeout(f"no result in {SECONDS_PER_VIEW} seconds")


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def key(row):
    return row["table_catalog"], row["table_schema"], row["table_name"]


def failure(error):
    text = str(error).strip().splitlines() or [""]
    return f"!{type(error).__name__}: {text[0]}".replace("\t", " ")


def table_key(table):
    return table.catalog, table.db, table.name


def references(tree, own):
    """The relations that a view reads, CTE names left out."""
    found = {table_key(table) for table in tree.find_all(exp.Table) if table.db}
    return found - {own}


def in_order_of_reading(trees):
    """The views, each after those that it reads."""
    order, seen = [], set()

    def visit(view):
        if view in seen:
            return
        seen.add(view)
        if isinstance(trees[view], exp.Expression):
            for other in sorted(references(trees[view], view)):
                if other in trees:
                    visit(other)
        order.append(view)

    for view in trees:
        visit(view)
    return order


def sources_of(root):
    """The leaves of a lineage graph that are columns of relations."""
    found = set()
    for node in root.walk():
        if node.downstream:
            continue
        # Names are SQL: `relation.column`, or of a star the whole of it with EXCEPT and REPLACE.
        name = node.name.replace('"', "")
        if isinstance(node.expression, exp.Table):
            column = "*" if name.startswith("*") else name.split(".", 1)[-1]
            found.add(".".join(filter(None, table_key(node.expression))) + ":" + column)
        elif isinstance(node.expression, exp.Placeholder):
            found.add("?:" + name)
    return sorted(found)


def columns_of(tree, schema):
    """Pairs of output column and sources (or an error) of one view."""
    tree = qualify(
        tree, dialect=DIALECT, schema=schema, validate_qualify_columns=False, identify=False
    )
    scope = build_scope(tree)
    if scope is None:
        raise ValueError("no scope")
    for select in scope.expression.selects:
        name = select.alias_or_name
        try:
            root = lineage(
                name, tree, schema, dialect=DIALECT, scope=scope, trim_selects=False, copy=False
            )
            yield name, sources_of(root)
        except ViewTimeout:
            raise
        except Exception as error:  # a failure is a result here
            yield name, failure(error)


def main():
    arguments = sys.argv[1:]
    with_views = "--views" in arguments
    arguments = [argument for argument in arguments if argument != "--views"]
    if len(arguments) != 2:
        print(__doc__.splitlines()[2], file=sys.stderr)
        return 2
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    signal.signal(signal.SIGALRM, on_alarm)
    views_path, folder = arguments

    start = time.perf_counter()
    schema = MappingSchema(dialect=DIALECT)
    known = collections.defaultdict(dict)
    for row in rows(os.path.join(folder, "COLUMN_FIELD_PATHS.ndjson")):
        # The type of a top-level column spells out the fields of a struct.
        if row["column_name"] == row["field_path"]:
            known[key(row)][row["column_name"]] = row["data_type"]

    def add(relation, columns):
        table = exp.table_(relation[2], db=relation[1], catalog=relation[0], quoted=True)
        schema.add_table(table, columns, dialect=DIALECT, match_depth=False)

    for relation, columns in known.items():
        add(relation, columns)

    trees = {}
    for row in rows(views_path):
        if not (row.get("view_definition") or "").strip():
            continue
        try:
            trees[key(row)] = sqlglot.parse_one(row["view_definition"], dialect=DIALECT)
        except Exception as error:  # a failure is a result here
            trees[key(row)] = failure(error)
    loaded = time.perf_counter()

    out, counts, slowest = [], collections.Counter(), (0.0, "")
    for view in in_order_of_reading(trees) if with_views else trees:
        name, tree = ".".join(view), trees[view]
        counts["views"] += 1
        began = time.perf_counter()
        found = []
        if isinstance(tree, str):
            found.append(("*", tree))
        else:
            signal.alarm(SECONDS_PER_VIEW)
            try:
                for pair in columns_of(tree, schema):
                    found.append(pair)
            except Exception as error:  # a failure is a result here
                found.append(("*", failure(error)))
            finally:
                signal.alarm(0)
        slowest = max(slowest, (time.perf_counter() - began, name))
        # Names come back in lower case: column names of BigQuery do not depend on case.
        spelled = {column.lower(): column for column in known.get(view, ())}
        for column, result in found:
            failed = isinstance(result, str)
            counts["failed" if failed else "columns"] += 1
            counts["stars"] += column == "*" and not failed
            text = result if failed else " ".join(result)
            out.append((name, spelled.get(column.lower(), column), text))
        if with_views and view not in known and all(column != "*" for column, _ in found):
            known[view] = {column: "STRING" for column, _ in found}
            add(view, known[view])
    ended = time.perf_counter()

    print("view\tcolumn\tsources")
    for line in sorted(out):
        print("\t".join(line))
    print(
        f"{counts['views']} views, {counts['columns']} columns (of them {counts['stars']} "
        f"unexpanded stars), {counts['failed']} failures; load and parse {loaded - start:.2f} s, "
        f"lineage {ended - loaded:.2f} s; slowest view {slowest[1]} {slowest[0]:.2f} s",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
