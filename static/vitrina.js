// What a page gains with JavaScript: theme, ages, copy, filters, keys; the search has scripts of its own.
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

  // Ages: the page prints moments; how long ago they were, only the reader's clock knows. Words and limits as `span` in the catalog has them.
  const span = (seconds) => {
    const [unit, word] = seconds < 60 ? [1, "s"] : seconds < 7200 ? [60, "min"] : seconds < 259200 ? [3600, "h"] : seconds < 63072000 ? [86400, "d"] : [31536000, "years"];
    return `${Math.floor(seconds / unit)} ${word}`;
  };
  const age = (time) => {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    // What is still to come, or no moment, stays as it is.
    if (!(seconds >= 0)) return;
    const text = `${span(seconds)} ago`;
    time.title ||= time.textContent;
    if (time.textContent !== text) time.textContent = text;
  };
  const ages = () => all("time[data-age]").forEach(age);

  // A portal that should have been rebuilt since says so. One file tells when it was (disks serve none).
  const main = doc.getElementById("main");
  const every = +doc.body.dataset.rebuildEvery;
  const late = ({ built }) => {
    if (!(Date.now() - Date.parse(built) > every * 1000)) return;
    const note = make("div", { role: "status" });
    main.prepend(note);
    // A region speaks of what comes into it, not of what it came with.
    setTimeout(() => note.append(make("p", { class: "notice warn stale outdated" }, make("span", {}, make("b", {}, "Not rebuilt"), " This portal shows the state of ", make("time", { datetime: built, "data-age": "" }, `${built.slice(0, 16).replace("T", " ")} UTC`), `; it should be rebuilt every ${span(every)}, so something is stuck. What it says may have changed since.`))));
  };
  if (main && every && location.host) fetch(doc.body.dataset.built, { cache: "no-cache" }).then((file) => file.json()).then(late, () => {});
  ages();
  // Those that come later, and as time goes by.
  new MutationObserver(ages).observe(doc.body, { childList: true, subtree: true });
  setInterval(ages, 60000);

  // Marks: what came or changed within a fortnight, which only the reader's clock knows.
  const lately = (moment) => {
    const passed = Date.now() - Date.parse(moment);
    return passed >= 0 && passed < 1209600000;
  };
  for (const mark of all("[data-new], [data-changed]")) {
    const word = lately(mark.dataset.new) ? "New" : lately(mark.dataset.changed) ? "Changed" : "";
    if (!word) continue;
    // In a list the row says what; a page has room to say when.
    mark.textContent = mark.matches("span") ? word.toLowerCase() : `${word} in the last fortnight`;
    mark.hidden = false;
  }

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

  // A picture that is wider than the page begins at the asset itself.
  for (const picture of all(".scroll>svg.lineage")) {
    const here = picture.querySelector(".here svg");
    const box = picture.parentElement;
    if (here && box.scrollWidth > box.clientWidth) box.scrollLeft = here.x.baseVal.value + here.width.baseVal.value / 2 - box.clientWidth / 2;
  }

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

  // Lineage explorer: on its own page only.
  const assets = new URL(".", doc.currentScript.src);
  const explorer = doc.getElementById("explorer");
  if (explorer) {
    const sheet = make("link", { rel: "stylesheet", href: new URL("%explorer.css%", assets) });
    const styled = new Promise((done) => { sheet.onload = sheet.onerror = done; });
    doc.head.append(sheet);
    const fail = (text) => explorer.replaceChildren(make("p", { class: "notice warn", role: "alert" }, make("span", {}, text)));
    // Browsers load no modules from files.
    if (location.protocol === "file:") fail("The explorer can't read its data from a file. Open the portal through a web server, for example with “vitrina serve”.");
    else styled.then(() => import(new URL("%explorer.js%", assets))).catch(() => fail("The explorer could not be loaded. Check the connection and reload the page."));
  }

  // Switch of audience: where the host has a list of portals.
  const whose = doc.querySelector("[data-audiences]");
  if (whose) import(new URL("%audiences.js%", assets)).then((audiences) => audiences.begin(whose)).catch(() => {});

  // Search: loaded when the box is first used, and on its own page at once.
  if (!box) return;
  const page = doc.getElementById("status");
  const say = (text) => {
    const note = make("p", { class: "notice warn", role: "alert" }, make("span", {}, text));
    if (page) return page.replaceChildren(note);
    note.classList.add("suggestions");
    box.form.append(note);
    box.addEventListener("blur", () => { note.hidden = true; });
    box.addEventListener("focus", () => { note.hidden = false; });
  };
  // Whoever types before the scripts are there loses nothing.
  let typed = false;
  box.addEventListener("input", () => { typed = true; }, { once: true });
  const begin = () => {
    // Browsers load no modules from files.
    if (location.protocol === "file:") return say("Search can't read its index from a file. Open the portal through a web server, for example with “vitrina serve”.");
    // All at once: nothing here waits for another.
    const worker = new Worker(new URL("%search-worker.js%", assets), { type: "module" });
    const started = {
      worker,
      died: new Promise((_, fail) => { worker.onerror = fail; }),
      client: fetch(new URL("%search.wasm.gz%", assets)),
      head: fetch(new URL("head.bin", box.form.action), { cache: "no-cache" }),
    };
    for (const part of [started.died, started.client, started.head]) part.catch(() => {});
    const scripts = ["%search.js%", ...(doc.getElementById("results") ? ["%search-page.js%"] : [])];
    Promise.all(scripts.map((name) => import(new URL(name, assets))))
      .then(([search, page]) => search.begin(started, page, typed))
      .catch(() => say("Search could not be loaded. Check the connection and reload the page."));
  };
  if (doc.getElementById("results") || doc.activeElement === box) begin();
  else box.addEventListener("focus", begin, { once: true });
})();
