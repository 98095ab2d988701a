// The parts around the drawing: where one is, what is chosen, a path, the way of a column, and taking what is shown along.
import { CAP, isData, shortName } from "./%explorer-data.js%";
import { button, counted, make } from "./%explorer-draw.js%";

const doc = document;
const tone = (verdict) => (/^(ok|fresh|usable|healthy|yes)$/i.test(verdict) ? "ok"
  : /care|stale|late|warn|aged|degraded/i.test(verdict) ? "warn"
    : /fail|incident|broken|bad|no$/i.test(verdict) ? "bad" : "");
export const badge = (text, kind = "") => make("span", { class: `tag ${kind}` }, text.replaceAll("_", " "));
const name = (id, title) => make("span", { class: isData(id) ? "mono" : null }, (!isData(id) && title) || shortName(id));
const filesRead = (n) => (n ? `${counted(n, "file")} read.` : "No further file had to be read.");

/** Where one is, from the whole mesh down; each step but the last leads there. */
export const crumbs = (steps) => make("ol", {}, ...steps.map(({ text, go }) => make("li", {}, go ? button({ class: "x-link" }, go, text) : make("span", { "aria-current": "true" }, text))));

/** The zoom levels; `go` is missing where one can't be reached from here. */
export const zoom = (levels) => levels.map(({ text, current, go, why }) => button(
  { "aria-current": current && "true", "aria-disabled": !go && !current && "true", title: go || current ? null : why },
  () => go?.(), text));

/** What is known of the chosen node, and what can be done with it. */
export const chosen = (about, actions) => {
  const head = make("p", { class: "x-what" }, make("b", { class: about.mono ? "mono" : null }, about.full), badge(about.kind),
    about.verdict && badge(about.verdict, tone(about.verdict)));
  const facts = about.facts.flatMap((fact, i) => (i ? [" · ", fact] : [fact]));
  return [
    make("div", {}, head, facts.length > 0 && make("p", { class: "small soft" }, ...facts)),
    make("div", { class: "x-do" },
      ...actions.map(({ text, go, pressed }) => button({ "aria-pressed": pressed === undefined ? null : String(pressed) }, go, text)),
      about.href && make("a", { class: "button", href: about.href }, "Open page")),
  ];
};

/** A path as a chain; `missing` says why there is none. */
export const chain = ({ ids, files }, { from, to, titleOf, select, clear }) => {
  const close = button({ class: "x-fold", "aria-label": "Forget the path", title: "Forget the path" }, clear, "×");
  if (!ids) {
    return [make("header", {}, make("h2", {}, "No path"), close),
      make("p", {}, "Nothing leads from ", name(from), " to ", name(to), ", or back. ", make("span", { class: "soft" }, filesRead(files)))];
  }
  const backwards = ids[0] !== from && ids.length > 1;
  return [
    make("header", {}, make("h2", {}, `Shortest path, ${counted(ids.length - 1, "step")}`), close),
    make("ol", { class: "x-chain" }, ...ids.map((id) => make("li", {}, button({ class: "x-link", title: id }, () => select(id), name(id, titleOf(id)))))),
    make("p", { class: "small soft" }, backwards ? "The first feeds the last: it runs against the order asked for. " : "", filesRead(files)),
  ];
};

/** The way of a column, in both directions. */
export const column = ({ id, column: of, found, look, clear }) => {
  const close = button({ class: "x-fold", "aria-label": "Forget the column", title: "Forget the column" }, clear, "×");
  const heading = make("header", {}, make("h2", {}, "Column ", make("span", { class: "mono" }, `${shortName(id)}.${of}`)), close);
  if (!found.start) return [heading, make("p", { class: "empty" }, "No lineage is recorded for this column.")];
  const end = (asset, c) => button({ class: "x-link", title: asset }, () => look(asset), make("span", { class: "mono" }, `${shortName(asset)}.${c}`));
  const rows = (way) => found.links.filter((l) => l.way === way).slice(0, 200).map((l) =>
    make("tr", {}, make("td", {}, end(l.from, l.column)), make("td", {}, end(l.to, l.into)), make("td", {}, l.how)));
  const table = (title, list, none) => [make("h3", {}, title), list.length
    ? make("div", { class: "x-flow" }, make("table", { class: "stack" }, make("thead", {}, make("tr", {}, ...["From", "Into", "How"].map((t) => make("th", { scope: "col" }, t)))), make("tbody", {}, ...list)))
    : make("p", { class: "empty" }, none)];
  const { how, why } = found.start;
  const said = how === "unknown" ? `Its source is unknown${why ? `: ${why}` : "."}` : `How it is made: ${how}.`;
  const none = how === "unknown" ? "Nothing that is known for sure." : how === "constant" ? "A constant: it comes from no column." : "No source columns are recorded.";
  return [
    heading,
    make("p", { class: how === "unknown" ? "notice warn" : "small soft" }, make("span", {}, said)),
    make("div", { class: "grid2" }, make("div", {}, ...table("Comes from", rows("up"), none)),
      make("div", {}, ...table("Goes into", rows("down"), "Nothing among what is shown is derived from it."))),
  ];
};

/** What went wrong, and what to do about it. */
export const trouble = (title, text, ...actions) => make("div", { class: "notice warn", role: "alert" },
  make("span", {}, make("b", {}, title), " ", text, ...actions.flatMap((action) => [" ", action])));

/** The form that asks for a path. `find(text)` gives ids that fit. */
export const pathForm = ({ find, ask, cancel }) => {
  const input = make("input", { id: "x-to", list: "x-names", autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: "name or id" });
  const names = make("datalist", { id: "x-names" });
  const go = make("button", {}, "Find path");
  const stop = button({ hidden: true }, cancel, "Cancel");
  const form = make("form", { class: "x-path-form" }, make("label", { for: "x-to" }, "Path to"), input, names, go, stop);
  input.addEventListener("input", () => {
    names.replaceChildren(...(input.value.length > 1 ? find(input.value, 30) : []).map((id) => make("option", { value: id })));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text) ask(/^[a-z-]+:./.test(text) ? text : find(text, 1)[0] ?? null, text);
  });
  return {
    form,
    input,
    busy: (on) => {
      const held = doc.activeElement === stop || doc.activeElement === go;
      [go.hidden, stop.hidden] = [on, !on];
      if (held) (on ? stop : go).focus();
    },
  };
};
export const LIMIT_TEXT = `The search stopped after ${CAP} files. Move the focus closer to the other end and try again.`;

// What writes them is loaded when it is first used.
const FORMATS = { csv: "CSV", mermaid: "Mermaid", dot: "DOT (Graphviz)", openlineage: "OpenLineage" };

/** Takes what is shown along, by file or clipboard. */
export const exportMenu = (collect, say) => {
  const format = make("select", { id: "x-format" }, ...Object.entries(FORMATS).map(([value, label]) => make("option", { value }, label)));
  const written = async () => {
    const shown = await collect();
    if (format.value === "openlineage" && !shown.data) {
      say("OpenLineage describes views, tables and jobs: zoom in to them first.");
      return null;
    }
    const formats = await import("./%explorer-export.js%").catch(() => null);
    if (!formats) {
      say("The export can't be loaded. Check the connection and try again.");
      return null;
    }
    const { write, ...about } = formats.FORMATS[format.value];
    const context = { now: new Date().toISOString(), producer: location.origin + location.pathname };
    return { ...about, text: write(shown, context), nodes: shown.nodes.length };
  };
  const download = button({}, async () => {
    const out = await written();
    if (!out) return;
    const href = URL.createObjectURL(new Blob([out.text], { type: `${out.type};charset=utf-8` }));
    const link = make("a", { href, download: out.file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    say(`${counted(out.nodes, "node")} written to ${out.file}.`);
  }, "Download");
  const copy = button({}, async () => {
    const out = await written();
    if (!out) return;
    try {
      await navigator.clipboard.writeText(out.text);
      say(`${counted(out.nodes, "node")} copied as ${FORMATS[format.value]}.`);
    } catch {
      say("The browser doesn't give the clipboard to this page: use Download.");
    }
  }, "Copy");
  return make("div", { class: "x-export" }, make("label", { for: "x-format" }, "Export"), format, download, copy);
};
