// The search: the box on every page, and the search page. Loaded when the box is first used.
// What comes from the index is only ever put into the page as text.
const doc = document;
const assets = new URL(import.meta.url);
const box = doc.getElementById("q");
const base = new URL(".", new URL(box.form.action));
const home = new URL("../", base);

// Characters that act on the text around them without being seen, as in src/neutral.rs.
const ACTS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]/g;
const make = (tag, attributes = {}, ...children) => {
  const element = doc.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null && child !== false)
    .map((child) => (child.nodeType ? child : `${child}`.replace(ACTS, "\ufffd"))));
  return element;
};
/** Text in segments of which every second one is marked. */
const marked = (segments) => segments.map((text, i) => (i % 2 ? make("mark", {}, text) : text));
/** The address of a result; an index from elsewhere must not be able to name another site. */
const address = (url) => {
  const target = new URL(url, home);
  return target.origin === home.origin && target.protocol === home.protocol ? target.href : home.href;
};
const grouped = (n) => n.toLocaleString("en");

// Engine: worker, compiled client and head of the index are loaded side by side.
const unpacked = async (response) => {
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${new URL(response.url).pathname}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A server may have unpacked it on the way.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.buffer;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
};
const failed = (code, message) => Object.assign(new Error(message), { code });
// What the page has begun to load; a second start loads all of it again.
let begun;
let engine, turn = 0, wanted = new Map(), restarts = 0;
const start = async () => {
  const { worker, died, client, head } = begun ?? {};
  begun = undefined;
  const own = worker ?? new Worker(new URL("%search-worker.js%", assets), { type: "module" });
  const end = (error) => {
    own.terminate();
    engine = undefined;
    for (const { reject } of wanted.values()) reject(error);
    wanted.clear();
  };
  const dead = new Promise((_, reject) => {
    const fall = ({ message }) => {
      // A script that can't be loaded fails without a message.
      const error = message ? failed("crashed", message) : failed("network", "the search client can't be loaded");
      reject(error);
      end(error);
    };
    died?.catch(fall);
    own.onerror = fall;
  });
  dead.catch(() => {});
  const latest = new URL("head.bin", base);
  const [module, bytes] = await Promise.race([dead, Promise.all([
    (client ?? fetch(new URL("%search.wasm.gz%", assets))).then(unpacked).then((code) => WebAssembly.compile(code)),
    // Without a connection the head that was read before will do.
    (head ?? fetch(latest, { cache: "no-cache" })).catch(() => fetch(latest, { cache: "force-cache" })).then(unpacked),
  ])]).catch((error) => {
    own.terminate();
    throw error;
  });
  own.onmessage = ({ data }) => {
    const error = data.type === "failed" && failed(data.code, data.message);
    if (error && (data.code === "crashed" || data.id == null)) return end(error);
    const waiting = wanted.get(data.id);
    wanted.delete(data.id);
    if (error) waiting?.reject(error);
    else waiting?.resolve(data);
  };
  own.postMessage({ type: "open", base: base.href, head: bytes, module }, [bytes]);
  return own;
};
const load = () => {
  engine ||= start().catch((error) => {
    engine = undefined;
    throw Object.assign(error, { code: error.code ?? "network" });
  });
  return engine;
};
/** Answers a request; null where a newer one took its place. */
const ask = async (request) => {
  const id = ++turn;
  const worker = await load();
  if (id !== turn) return null;
  for (const { resolve } of wanted.values()) resolve(null);
  wanted.clear();
  const answer = new Promise((resolve, reject) => wanted.set(id, { resolve, reject }));
  worker.postMessage({ type: "query", id, request });
  try {
    const data = await answer;
    if (!data || id !== turn) return null;
    doc.documentElement.dataset.searchStats = JSON.stringify(data.stats);
    restarts = 0;
    return data.answer;
  } catch (error) {
    if (error.code === "crashed" && restarts++ < 1) return ask(request);
    throw error;
  }
};
/** What to say of an error, and what to offer. */
const trouble = (error, again) => {
  const [text, offer] = error.code === "stale" || error.code === "version"
    ? ["The catalog was published anew since this page was opened. Reload the page to search it.", "Reload"]
    : error.code === "damaged" || error.code === "crashed"
      ? [`The search index can't be used: ${error.message}`, "Try again"]
      : ["Search could not load a part of its index. Check the connection and try again.", "Try again"];
  const button = offer && make("button", { type: "button" }, offer);
  button?.addEventListener("click", () => (offer === "Reload" ? location.reload() : again()));
  return make("p", { class: "notice warn", role: "alert" }, make("span", {}, text, " ", button));
};

// The list below the box
const SUGGESTED = 8;
let top30, list, options = [], active = -1, live, quiet;
const say = (text) => {
  clearTimeout(quiet);
  quiet = setTimeout(() => { live.textContent = text; }, 400);
};
const close = () => {
  list.hidden = true;
  active = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
};
const mark = (n) => {
  options[active]?.setAttribute("aria-selected", "false");
  active = n;
  const option = options[n];
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
};
const option = (href, ...content) => {
  const item = make("li", { role: "option", id: `option-${options.length}`, "aria-selected": "false" }, ...content);
  item.dataset.href = href;
  // The box keeps the focus.
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey) open(href);
    else location.href = href;
  });
  options.push(item);
  return item;
};
const heading = (text) => make("p", { class: "heading", "aria-hidden": "true" }, text);
/** Shows options in groups, each with its name or without; they are made when the former ones are gone. */
const show = (title, groups, foot) => {
  const before = options[active]?.dataset.href;
  options = [];
  active = -1;
  const all = make("div", { role: "listbox", id: "suggested", "aria-label": title ?? "Results" });
  for (const [name, items] of groups()) {
    if (name) all.append(heading(name));
    all.append(make("ul", name ? { role: "group", "aria-label": name } : { role: "none" }, ...items));
  }
  list.replaceChildren(...[title && heading(title), all, foot].filter(Boolean));
  list.hidden = !options.length && !foot;
  box.setAttribute("aria-expanded", String(!list.hidden));
  mark(before ? options.findIndex((o) => o.dataset.href === before) : -1);
};
const searchPage = () => {
  const url = new URL(box.form.action);
  url.searchParams.set("q", box.value.trim());
  return url.href;
};
const isData = (kind) => /view|table|asset/.test(kind);
const row = (name, kind, detail, extra) => [
  make("span", { class: "line" }, make("span", { class: isData(kind) ? "mono" : "name" }, ...name), make("span", { class: "tag" }, kind)),
  (detail || extra) && make("small", { class: "below" }, detail, detail && extra && " · ", extra),
];
const columns = (hit) => hit.columns.length > 0 && make("span", {}, "columns: ",
  ...hit.columns.slice(0, 3).flatMap((name, i) => [i ? ", " : "", ...marked(name)]),
  hit.columns.length + hit.columns_more > 3 ? ` and ${hit.columns.length + hit.columns_more - 3} more` : "");
/** Hits by kind, the kind of the best one first; a kind alone needs no name. */
const byKind = (hits) => {
  const kinds = new Map();
  for (const hit of hits) {
    if (!kinds.has(hit.kind)) kinds.set(hit.kind, []);
    kinds.get(hit.kind).push(hit);
  }
  return [...kinds].map(([kind, own]) => [kinds.size > 1 && `${kind[0].toUpperCase()}${kind.slice(1)}s`, own]);
};
const instant = async () => {
  top30 ||= fetch(new URL("top.json", base)).then((r) => (r.ok ? r.json() : [])).catch(() => []);
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = (await top30).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).slice(0, SUGGESTED);
  return () => show(words.length ? null : "Most used views", () =>
    [[null, rows.map(({ name, url, kind, dme }) => option(address(url), ...row([name], kind, dme)))]]);
};
const suggest = async () => {
  const query = box.value.trim();
  const loading = load();
  let ready = false;
  loading.then(() => { ready = true; }, () => {});
  const first = await instant();
  if (box.value.trim() !== query || doc.activeElement !== box) return;
  if (!query || !ready) first();
  if (!query) return loading.catch(() => {});
  try {
    const answer = await ask({ q: box.value, from: 0, size: SUGGESTED, sort: "relevance", filters: {}, facets: false });
    if (!answer || box.value.trim() !== query || doc.activeElement !== box) return;
    const count = answer.total === 1 ? "1 result" : `${grouped(answer.total)}${answer.more ? " or more" : ""} results`;
    const note = answer.note && make("p", { class: "foot" }, answer.note);
    const none = !answer.total && make("p", { class: "foot" }, "Nothing was found. Try fewer or shorter words.");
    const found = (hit) => option(address(hit.url), ...row(marked(hit.title && !isData(hit.kind) ? hit.title : hit.name), hit.kind, hit.dme?.title, columns(hit)));
    show(null, () => [
      ...byKind(answer.hits).map(([name, hits]) => [name, hits.map(found)]),
      ...(answer.total > answer.hits.length ? [[null, [option(searchPage(), make("span", { class: "all" }, `All ${count}`))]]] : []),
    ], note || none);
    say(answer.total ? `${count}. Use the arrow keys to choose. ${answer.note ?? ""}` : "Nothing was found.");
  } catch (error) {
    if (box.value.trim() !== query) return;
    show(null, () => [], trouble(error, () => box.focus()));
    say("Search failed.");
  }
};

let timer;
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, 40);
};
const onKey = (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    if (list.hidden) return suggest();
    const n = options.length + 1;
    mark(((active + 1 + step + n) % n) - 1);
  } else if (event.key === "Enter" && options[active] && !list.hidden) {
    event.preventDefault();
    options[active].click();
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (list.hidden) box.value = "";
    close();
  } else if (event.key === "Tab") close();
};
const combobox = () => {
  list = make("div", { class: "suggestions", hidden: true });
  live = make("p", { class: "vh", role: "status" });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": "suggested", "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) box.setAttribute(name, value);
  list.append(make("div", { role: "listbox", id: "suggested", "aria-label": "Results" }));
  box.form.append(list, live);
  box.addEventListener("input", soon);
  box.addEventListener("keydown", onKey);
  box.addEventListener("focus", suggest);
  box.addEventListener("blur", () => setTimeout(() => doc.activeElement === box || list.contains(doc.activeElement) || close(), 150));
  doc.addEventListener("pointerdown", (event) => box.form.contains(event.target) || close());
  if (doc.activeElement === box) suggest();
};

/** Takes the box over, with what the page has begun to load; `page` is the script of the search page. */
export const begin = (started, page, typed) => {
  begun = started;
  if (page) page.begin(box, typed, { address, ask, grouped, make, marked, trouble });
  else combobox();
};
