// The search page: facets, order, pages of results, and the state of it all in the address.
const SIZE = 10, SHOWN = 8;
const FIELDS = ["kind", "domain", "dme", "owner", "criticality", "lifecycle", "verdict", "audience", "tag"];
// How a verdict looks; one that is fine isn't shown.
const TONES = { "broken": "bad", "with care": "warn", "no promise": "plain" };

export const begin = (box, typed, { address, ask, grouped, make, marked, trouble }) => {
  const at = (id) => document.getElementById(id);
  const [status, found, facets, chips, results, pages, sort, browse] =
    ["status", "found", "facets", "chips", "results", "pages", "sort", "lists"].map(at);
  // Facets whose values were all asked for stay open.
  const whole = new Set();

  const read = () => {
    const params = new URLSearchParams(location.search);
    const filters = {};
    for (const field of FIELDS) if (params.has(field)) filters[field] = params.getAll(field);
    return {
      q: params.get("q") ?? "",
      filters,
      sort: params.get("sort") === "name" ? "name" : "relevance",
      page: Math.min(500, Math.max(1, parseInt(params.get("page"), 10) || 1)),
    };
  };
  let state = read();

  const link = (next) => {
    const url = new URL(location.pathname, location.origin);
    if (next.q) url.searchParams.set("q", next.q);
    for (const field of FIELDS) for (const value of next.filters[field] ?? []) url.searchParams.append(field, value);
    if (next.sort !== "relevance") url.searchParams.set("sort", next.sort);
    if (next.page > 1) url.searchParams.set("page", next.page);
    return url.href;
  };
  const go = (next, { replace = false, top = false } = {}) => {
    state = { ...state, page: 1, ...next };
    const href = link(state);
    if (href !== location.href) history[replace ? "replaceState" : "pushState"](null, "", href);
    return run().then(() => top && box.scrollIntoView({ block: "nearest" }));
  };
  const toggle = (field, value) => {
    const chosen = state.filters[field] ?? [];
    const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
    const filters = { ...state.filters, [field]: next };
    if (!next.length) delete filters[field];
    return filters;
  };

  const facet = ({ field, label, values }) => {
    const chosen = state.filters[field] ?? [];
    if (!values.length || (values.length === 1 && !chosen.length)) return null;
    const set = make("fieldset", {}, make("legend", {}, label));
    values.forEach(({ value, label: text, count }, i) => {
      const input = make("input", { type: "checkbox", name: field, value, checked: chosen.includes(value) });
      input.addEventListener("change", () => go({ filters: toggle(field, value) }).then(() => {
        facets.querySelector(`input[name="${field}"][value="${CSS.escape(value)}"]`)?.focus();
      }));
      const item = make("label", {}, input, make("span", {}, text), make("span", { class: "count" }, grouped(count)));
      item.hidden = i >= SHOWN && !whole.has(field) && !chosen.includes(value);
      set.append(item);
    });
    const hidden = [...set.querySelectorAll("label[hidden]")];
    if (hidden.length) {
      const all = make("button", { type: "button", class: "more" }, `Show all ${values.length}`, make("span", { class: "vh" }, ` values of ${label}`));
      all.addEventListener("click", () => {
        whole.add(field);
        for (const item of hidden) item.hidden = false;
        all.remove();
        hidden[0].querySelector("input").focus();
      });
      set.append(all);
    }
    return set;
  };

  const chip = (field, value, label) => {
    const button = make("button", { type: "button", class: "chip" }, label, make("span", { "aria-hidden": "true" }, " ×"), make("span", { class: "vh" }, " (remove filter)"));
    button.addEventListener("click", () => go({ filters: toggle(field, value) }).then(() => box.focus()));
    return button;
  };

  const plain = (segments) => segments.join("").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const alike = (a, b) => plain(a) === plain(b);
  const badge = (text, tone = "plain") => make("span", { class: `tag ${tone}` }, text.replaceAll("_", " "));
  const hit = (h) => {
    const data = /view|table|asset/.test(h.kind);
    const shown = data || !h.title ? h.name : h.title;
    const other = data ? h.title : h.title && h.name;
    const also = other && !alike(other, shown) && other;
    const item = make("li", {}, make("div", { class: "line" },
      make("a", { href: address(h.url), class: data && "mono" }, ...marked(shown)),
      badge(h.kind, ""),
      h.status !== "active" && badge(h.status, h.status === "deprecated" ? "warn" : h.status === "retired" ? "bad" : "info"),
      h.criticality && badge(h.criticality),
      h.verdict === "listed" && badge("ask for access", "info"),
      TONES[h.verdict] && badge(h.verdict, TONES[h.verdict]),
      h.usage && make("small", {}, `${h.usage} ${h.usage === 1 ? "query" : "queries"} in 30 days`)));
    const about = [also && make("span", {}, ...marked(also)), data && h.path !== h.name.join("") && h.path,
      h.dme && `owner: ${h.dme.title}`, h.owner && !alike([h.owner], shown) && `team ${h.owner}`].filter(Boolean);
    if (about.length) item.append(make("small", { class: "below" }, ...about.flatMap((part, i) => (i ? [" · ", part] : [part]))));
    if (h.snippet.some(Boolean)) item.append(make("p", { class: "snippet" }, ...marked(h.snippet)));
    if (h.columns.length) {
      item.append(make("p", { class: "matched" }, "columns: ",
        ...h.columns.flatMap((name, i) => [i ? ", " : "", make("code", {}, ...marked(name))]),
        h.columns_more > 0 && ` and ${grouped(h.columns_more)} more`));
    } else if (h.column_text) item.append(make("p", { class: "matched" }, "found in the description of a column"));
    else if (h.glossary) item.append(make("p", { class: "matched" }, "found by a glossary term that it carries"));
    if (h.missing.length) item.append(make("p", { class: "matched lacks" }, `without: ${h.missing.join(", ")}`));
    return item;
  };

  const paging = (total) => {
    const last = Math.min(500, Math.ceil(total / SIZE));
    if (last < 2) return [];
    const to = (page, text, rel) => {
      const a = make("a", { href: link({ ...state, page }), rel, "aria-current": page === state.page && !rel && "page" }, text);
      a.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
        event.preventDefault();
        go({ page }, { top: true });
      });
      return a;
    };
    const near = [1, state.page - 1, state.page, state.page + 1, last].filter((n, i, all) => n >= 1 && n <= last && all.indexOf(n) === i).sort((a, b) => a - b);
    return [
      state.page > 1 && to(state.page - 1, "Previous", "prev"),
      ...near.flatMap((n, i) => (i && n > near[i - 1] + 1 ? ["…", to(n, grouped(n))] : [to(n, grouped(n))])),
      state.page < last && to(state.page + 1, "Next", "next"),
    ].filter(Boolean);
  };

  // Tells the rest of the world, a test for example, which address the page shows.
  const settled = () => { found.dataset.shows = location.search; };
  const blank = () => {
    settled();
    found.hidden = true;
    status.replaceChildren();
    if (browse) browse.hidden = false;
  };

  const narrow = (mine, all) => {
    const labels = new Map(all.flatMap((f) => f.values.map((v) => [`${f.field}\n${v.value}`, `${f.label}: ${v.label}`])));
    facets.replaceChildren(...all.map(facet).filter(Boolean));
    chips.replaceChildren(...Object.entries(mine.filters).flatMap(([field, values]) =>
      values.map((value) => chip(field, value, labels.get(`${field}\n${value}`) ?? value))));
  };
  // What facets are counted by is fetched after the first results, and kept.
  let counted = false;

  const run = async () => {
    const mine = state;
    if (!mine.q.trim() && !Object.keys(mine.filters).length) {
      ask({ q: "", from: 0, size: 1, sort: "relevance", filters: {}, facets: false }).catch(() => {});
      return blank();
    }
    try {
      const request = { q: mine.q, from: (mine.page - 1) * SIZE, size: SIZE, sort: mine.sort, filters: mine.filters, facets: counted };
      const answer = await ask(request);
      // A slow answer must not replace a newer one.
      if (!answer || mine !== state) return;
      if (answer.facets) narrow(mine, answer.facets);
      results.replaceChildren(...answer.hits.map(hit));
      results.start = (mine.page - 1) * SIZE + 1;
      pages.replaceChildren(...paging(answer.total));
      sort.value = mine.sort;
      found.hidden = !answer.total && !Object.keys(mine.filters).length;
      if (browse) browse.hidden = answer.total > 0;
      const more = answer.more ? " or more" : "";
      const text = answer.total === 0
        ? "Nothing was found. Try fewer or shorter words, another spelling, or remove a filter."
        : answer.total === 1 ? "1 result" : `${grouped(answer.total)}${more} results`;
      status.replaceChildren(text, ...(answer.note ? [make("span", { class: "note" }, ` ${answer.note}`)] : []));
      if (!answer.facets) {
        const second = await ask({ ...request, facets: true });
        if (!second || mine !== state) return;
        counted = true;
        narrow(mine, second.facets ?? []);
      }
      settled();
    } catch (error) {
      if (mine !== state) return;
      found.hidden = true;
      if (browse) browse.hidden = false;
      status.replaceChildren(trouble(error, run));
    }
  };

  let timer;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    // What is typed becomes one entry of the history, not one a letter.
    timer = setTimeout(() => go({ q: box.value }, { replace: true }), 60);
  });
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    go({ q: box.value });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) {
      event.preventDefault();
      box.value = "";
      go({ q: "" }, { replace: true });
    }
  });
  sort.addEventListener("change", () => go({ sort: sort.value }));
  addEventListener("popstate", () => {
    state = read();
    box.value = state.q;
    run();
  });
  // Arrows walk from the box through the results.
  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = [box, ...results.querySelectorAll(".line > a")];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + step];
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  // Narrow screens begin with the results.
  const filters = facets.closest("details");
  const wide = matchMedia("(min-width: 60rem)");
  const fit = () => { filters.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  if (typed) return void go({ q: box.value }, { replace: true });
  box.value = state.q;
  if (!state.q && !location.hash) box.focus();
  run();
};
