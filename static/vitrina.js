// What a page gains with JavaScript: theme, copy, filters, keys, and the search page.
// Input is only ever put into the page as text, never as markup.
(() => {
  "use strict";
  const doc = document, root = doc.documentElement;
  const all = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const make = (tag, attributes, ...children) => {
    const element = doc.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const store = (value) => {
    // Storage may be forbidden; the theme then lasts as long as the page.
    try {
      if (value) localStorage.setItem("vitrina-theme", value);
      return localStorage.getItem("vitrina-theme");
    } catch {
      return value;
    }
  };
  root.classList.add("js");

  // Theme: the system's until the reader chooses.
  const button = doc.querySelector(".theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const other = () => (current() === "dark" ? "light" : "dark");
  const show = (theme) => {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    if (button) button.title = button.ariaLabel = `Switch to ${other()} theme`;
  };
  show(store());
  dark.addEventListener("change", () => show());
  if (button) button.addEventListener("click", () => show(store(other()) || other()));
  addEventListener("storage", (event) => event.key === "vitrina-theme" && show(event.newValue));

  // Copy
  for (const copy of all("[data-copy]")) {
    const label = [...copy.childNodes];
    copy.addEventListener("click", async () => {
      const source = doc.getElementById(copy.dataset.copy);
      let done = "Copied";
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        // Without the clipboard (plain http), select the text so that the reader's own copy works.
        getSelection().selectAllChildren(source);
        done = "Selected";
      }
      copy.replaceChildren(done);
      setTimeout(() => copy.replaceChildren(...label), 1600);
    });
  }

  const later = (wait, action) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(action, wait);
    };
  };
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  // Filter: a row stays if it holds every word; a nested field keeps its parents.
  for (const input of all("[data-filter]")) {
    const target = doc.getElementById(input.dataset.filter);
    const status = input.parentElement.querySelector("[role=status]");
    if (!target) continue;
    const rows = all("tbody tr, li", target);
    let texts;
    const apply = () => {
      texts ||= rows.map((row) => fold(`${row.title} ${row.textContent}`));
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      let shown = 0, keep = 0;
      for (let i = rows.length - 1; i >= 0; i--) {
        const depth = +(/^d(\d+)$/.exec(rows[i].className) || [0, 0])[1];
        const match = words.every((word) => texts[i].includes(word));
        const parent = depth < keep;
        if (parent || match) keep = depth;
        rows[i].hidden = !match && !parent;
        if (match) shown++;
      }
      status.textContent = words.length ? `${shown} of ${rows.length} match` : "";
    };
    input.addEventListener("input", later(80, apply));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        input.value = "";
        apply();
      }
    });
    // A browser that restores the box on "back" restores the filter with it.
    addEventListener("pageshow", () => input.value && apply());
  }

  // Keys: "/" and Ctrl or Cmd with K go to the search box.
  const box = doc.getElementById("q");
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (box && (slash || palette)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // Table of contents: mark the section that is being read.
  const entries = all('.toc a[href^="#"]');
  if (entries.length && "IntersectionObserver" in window) {
    const seen = new Map();
    const observer = new IntersectionObserver((changes) => {
      for (const change of changes) seen.set(change.target, change.isIntersecting);
      const first = entries.find((entry) => seen.get(doc.getElementById(entry.hash.slice(1))));
      if (!first) return;
      for (const entry of entries) entry.removeAttribute("aria-current");
      first.setAttribute("aria-current", "location");
    }, { rootMargin: "-80px 0px -65% 0px" });
    for (const entry of entries) {
      const target = doc.getElementById(decodeURIComponent(entry.hash.slice(1)));
      if (target && target.id !== "main") observer.observe(target);
    }
  }

  // On paper everything is open.
  addEventListener("beforeprint", () => all("details").forEach((details) => { details.open = true; }));

  // SQL: colour words, comments and strings; long texts stay plain.
  const words = /^(?:ALL|AND|ANY|AS|ASC|BETWEEN|BY|CASE|CAST|CREATE|CROSS|DATE|DESC|DISTINCT|ELSE|END|EXCEPT|EXISTS|FALSE|FROM|FULL|GROUP|HAVING|IF|IN|INNER|INTERSECT|INTERVAL|IS|JOIN|LEFT|LIKE|LIMIT|NOT|NULL|OFFSET|ON|OR|ORDER|OUTER|OVER|PARTITION|PIVOT|QUALIFY|REPLACE|RIGHT|SELECT|STRUCT|THEN|TIMESTAMP|TRUE|UNION|UNNEST|USING|VIEW|WHEN|WHERE|WINDOW|WITH)$/i;
  const token = /(--[^\n]*|#[^\n]*|\/\*[^]*?\*\/)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`)|\w+|[^]/g;
  for (const pre of all("pre.sql")) {
    const text = pre.textContent;
    if (text.length > 20000) continue;
    const parts = [];
    for (const [part, comment, string] of text.matchAll(token)) {
      const kind = comment ? "c" : string ? (part[0] === "`" ? "" : "s") : words.test(part) ? "k" : "";
      if (kind) parts.push(make("span", { class: kind }, part));
      else if (typeof parts.at(-1) === "string") parts.push(parts.pop() + part);
      else parts.push(part);
    }
    pre.replaceChildren(...parts);
  }

  // Search page
  const results = doc.getElementById("results");
  if (!results || !box) return;
  const status = doc.getElementById("status");
  const browse = doc.getElementById("lists");
  const base = new URL(box.form.action);
  const shards = new Map();
  const LIMIT = 50;

  const shardOf = (word) => {
    const [a, b = "_"] = word;
    return /^[a-z0-9]$/.test(a) && /^[a-z0-9_]$/.test(b) ? a + b : "other";
  };
  const load = (name) => {
    if (!shards.has(name)) {
      const address = new URL(`names/${name}.json`, base);
      const shard = fetch(address).then((response) => {
        if (response.status === 404) return { w: [], d: [] };
        if (!response.ok) throw new Error(`the server answered ${response.status} for ${address.pathname}`);
        return response.json();
      });
      shard.catch(() => shards.delete(name));
      shards.set(name, shard);
    }
    return shards.get(name);
  };
  // The index holds the words of a name without its project; the whole name is in what it gives, so a word
  // may also stand anywhere in that. A name that is pasted whole is found by this.
  const find = async (query) => {
    const parts = query.replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ");
    const terms = [...new Set(fold(parts).split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean))];
    const loaded = await Promise.all(terms.map((term) => load(shardOf(term))));
    const rows = new Map();
    const hits = terms.map((term, i) => {
      const { w, d } = loaded[i], own = new Set();
      for (const [word, docs] of w) {
        if (!word.startsWith(term)) continue;
        for (const n of docs) {
          own.add(d[n][1]);
          rows.set(d[n][1], d[n]);
        }
      }
      return own;
    });
    return [...rows.values()].filter(([name, href]) => {
      const whole = fold(name);
      return terms.every((term, i) => hits[i].has(href) || whole.includes(term));
    });
  };
  const rank = (rows, query) => {
    const wanted = fold(query.trim().replaceAll("`", ""));
    const key = ([name, , kind]) => {
      const full = fold(name), last = full.slice(full.lastIndexOf(".") + 1);
      const fit = full === wanted || last === wanted ? 0 : full.startsWith(wanted) || last.startsWith(wanted) ? 1 : 2;
      return [fit, /view/.test(kind) ? 0 : /table/.test(kind) ? 2 : 1, name.length];
    };
    return rows
      .map((row) => [key(row), row])
      .sort(([a, x], [b, y]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (x[0] < y[0] ? -1 : 1))
      .map(([, row]) => row);
  };
  // The last two steps up from search/index.html are the site's root.
  const home = new URL("../", base);
  const row = ([name, href, kind, title, dme]) => {
    const target = new URL(href, home);
    const item = make("li", {});
    // An index from elsewhere must not be able to name another site or scheme.
    if (target.origin !== home.origin || target.protocol !== home.protocol) return item;
    // Tables and views are known by name, all else by title; what only repeats the other is left out.
    const data = /view|table/.test(kind), shown = data ? name : title || name;
    const plain = (text) => fold(text || "").replace(/[^\p{L}\p{N}]+/gu, " ");
    const also = data ? title : name, repeats = ` ${plain(shown)}`.endsWith(` ${plain(also)}`);
    item.append(make("a", { href: target.href, ...(data && { class: "mono" }) }, shown), make("span", { class: "tag" }, kind));
    const more = [!repeats && also, dme && `owner: ${dme}`].filter(Boolean).join(" · ");
    if (more) item.append(make("small", { class: "below" }, more));
    return item;
  };

  let turn = 0;
  const search = async () => {
    const query = box.value.trim(), mine = ++turn;
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    if (address.href !== location.href) history.replaceState(null, "", address);
    try {
      const rows = rank(await find(query), query);
      // A slow answer must not replace a newer one.
      if (mine !== turn) return;
      results.replaceChildren(...rows.slice(0, LIMIT).map(row));
      if (browse) browse.hidden = rows.length > 0;
      if (!query) status.textContent = "";
      else if (!rows.length && query.length < 2) status.textContent = "Type one more letter.";
      else if (!rows.length) status.textContent = `Nothing is named “${query}”. Try fewer or shorter words: each must begin a word of the name.`;
      else if (rows.length > LIMIT) status.textContent = `${rows.length} results, the first ${LIMIT} shown. Add a word to narrow them.`;
      else status.textContent = rows.length === 1 ? "1 result" : `${rows.length} results`;
    } catch (error) {
      if (mine !== turn) return;
      results.replaceChildren();
      if (browse) browse.hidden = false;
      status.textContent = location.protocol === "file:"
        ? "Search can't read its index from a file. Open the portal through a web server, for example with “vitrina serve”."
        : `Search could not read its index: ${error.message}. Check the connection and try again.`;
    }
  };
  box.addEventListener("input", later(120, search));
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [box, ...all("a", results)];
    const at = stops.indexOf(doc.activeElement);
    const next = stops[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  box.value = new URLSearchParams(location.search).get("q") || "";
  if (box.value) search();
  else if (!location.hash) box.focus();
})();
