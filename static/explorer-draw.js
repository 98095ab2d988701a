// Draws the levels: lists that hold no more rows in the page than are in sight, and the edges between them.
import { shown } from "./%explorer-data.js%";

const doc = document;
const NS = "http://www.w3.org/2000/svg";
/** Height beyond the edge of a list that is kept ready for scrolling. */
const SPARE = 80;
/** Height of a list on paper, as in the stylesheet. */
const PAPER = 1920;
/** Room between two levels, as in the stylesheet, in which an edge turns. */
const TURN = 56;

/** An element; attributes that are `false` or missing are left out. */
export const make = (tag, attributes = {}, ...children) => {
  const element = doc.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : name === "title" ? shown(`${value}`) : value);
  }
  element.append(...children.filter((child) => child != null && child !== false).map((child) => (child.nodeType ? child : shown(`${child}`))));
  return element;
};
export const button = (attributes, action, ...children) => {
  const element = make("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", action);
  return element;
};
export const counted = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const number = (n) => n.toLocaleString("en");

/**
 * A drawing in `host`. `describe(id, item)` says how a node looks, `edge(from, to)` the class of an edge, `act` is told
 * what the reader does.
 */
export const drawing = (host, { describe, act }) => {
  const levels = make("div", { class: "x-levels" });
  host.replaceChildren(levels);
  let views = [], links = [], spare;
  const narrow = matchMedia("(max-width: 46rem)"), paper = matchMedia("print");

  const more = (id, way, name, side) => side && (side.open || side.count > 0) && button({
    class: `x-more ${way}`,
    "aria-expanded": String(side.open),
    "aria-label": side.open
      ? `Hide what is ${way}stream of ${name}`
      : `Show ${number(side.count)} ${way}stream of ${name}${side.reach ? `, ${number(side.reach)} in all` : ""}`,
    title: side.reach ? `${number(side.reach)} ${way}stream in all` : null,
  }, () => act.open(id, way), side.open ? "−" : `+${number(side.count)}`);

  const node = (row) => {
    const about = describe(row.id, row.item);
    const name = button({ class: "x-name", title: about.title, "aria-pressed": String(about.selected), "aria-current": about.here && "true" },
      () => act.select(row.id),
      make("span", { class: about.mono ? "mono" : null }, about.name), make("small", {}, about.sub));
    const columns = about.columns !== null && button({ class: "x-cols", "aria-pressed": String(about.columns), "aria-label": `Columns of ${about.name}`, title: "Columns" },
      () => act.columns(row.id), "≡");
    const classes = ["x-box", about.shape, about.here && "here", about.selected && "picked", about.path && "path", about.faint && "faint"];
    return [make("div", { class: classes.filter(Boolean).join(" ") },
      more(row.id, "up", about.name, about.up), name, columns, more(row.id, "down", about.name, about.down))];
  };
  const column = ({ id, column: c }) => {
    const { chosen, marked } = act.columnState(id, c.name);
    if (c.note) return [make("span", { class: "x-note" }, c.name)];
    return [button({ class: `x-name x-column${marked ? " marked" : ""}`, "aria-pressed": String(chosen), title: c.why || null },
      () => act.column(id, c.name), make("span", { class: "mono" }, c.name), make("small", { class: c.how === "unknown" ? "unknown" : null }, c.how))];
  };
  const group = (row) => [make("span", {}, row.text), make("span", { class: "count" }, number(row.count))];
  const fill = (li, row) => {
    const parts = { node, column, group }[row.type](row);
    const next = parts.map((part) => part.outerHTML).join("");
    if (li.markup === next) return;
    const held = li.contains(doc.activeElement) && doc.activeElement.className.split(" ")[0];
    const again = doc.activeElement?.classList.contains("up") ? ".up" : doc.activeElement?.classList.contains("down") ? ".down" : "";
    li.markup = next;
    li.replaceChildren(...parts);
    if (held) (li.querySelector(`.${held}${again}`) ?? li.querySelector(".x-name"))?.focus({ preventScroll: true });
  };

  /** Puts the rows in sight into the page, and takes the others out; the row that has the focus stays. */
  const paint = (view) => {
    const { rows } = view.laid;
    const top = view.scroller.scrollTop - SPARE;
    const bottom = view.scroller.scrollTop + (paper.matches ? PAPER : view.scroller.clientHeight || 600) + SPARE;
    const wanted = new Map();
    rows.forEach((row, i) => {
      const kept = view.live.get(row.key);
      if ((row.y + row.height > top && row.y < bottom) || kept?.contains(doc.activeElement)) wanted.set(row.key, i);
    });
    for (const [key, li] of view.live) {
      if (wanted.has(key)) continue;
      li.remove();
      view.live.delete(key);
    }
    let at = 0;
    for (const [key, i] of wanted) {
      const row = rows[i];
      let li = view.live.get(key);
      if (!li) {
        li = make("li", { class: `x-row x-${row.type}`, "aria-posinset": i + 1, "aria-setsize": rows.length });
        li.row = row.key;
        view.live.set(key, li);
        view.ul.insertBefore(li, view.ul.children[at] ?? null);
      }
      fill(li, row);
      if (li.y !== row.y) li.style.transform = `translateY(${li.y = row.y}px)`;
      at++;
    }
  };
  const seen = () => {
    clearTimeout(spare);
    spare = setTimeout(() => {
      const ids = new Set();
      for (const view of views) for (const key of view.live.keys()) if (key.startsWith("node ")) ids.add(key.slice(5));
      act.seen([...ids]);
    }, 60);
  };

  /** Upstream lies at the left; an edge that passes over a level, or runs back, goes round below. */
  const curve = (x1, y1, x2, y2, floor) => {
    const gap = x2 - x1, bend = gap / 2;
    if (gap > 0 && gap < 2 * TURN) return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    const [out, back] = gap > 0 ? [x1 + TURN, x2 - TURN] : [x1, x2];
    const half = TURN / 2;
    return `M${x1} ${y1}C${x1 + half} ${y1} ${x1 + half} ${floor} ${out} ${floor}H${back}C${x2 - half} ${floor} ${x2 - half} ${y2} ${x2} ${y2}`;
  };
  /** Edges are drawn to what is in sight, and to the edge of a list for what is beyond it. */
  const edges = () => {
    levels.querySelector("svg")?.remove();
    if (narrow.matches || !links.length) return;
    const origin = levels.getBoundingClientRect();
    const ends = new Map();
    for (const view of views) {
      const box = view.ul.getBoundingClientRect(), frame = view.scroller.getBoundingClientRect();
      for (const [key, row] of view.laid.at) {
        const y = Math.min(frame.bottom, Math.max(frame.top, box.top + row.y + row.height / 2)) - origin.top;
        ends.set(key, { left: box.left - origin.left + (row.type === "column" ? 13 : 1), right: box.right - origin.left - 1, y: Math.round(y) });
      }
    }
    const paths = new Map();
    for (const { from, to, tone } of links) {
      const [a, b] = [from, to].map((end) => ends.get(`column ${end.column ?? ""} ${end.id}`) ?? ends.get(`node ${end.id}`));
      if (!a || !b || a === b) continue;
      const kind = b.left > a.right ? tone : `${tone} back`;
      if (!paths.has(kind)) paths.set(kind, new Set());
      paths.get(kind).add(curve(Math.round(a.right), a.y, Math.round(b.left), b.y, Math.round(origin.height) - 9));
    }
    const svg = doc.createElementNS(NS, "svg");
    svg.setAttribute("class", `x-edges${links.length > 60 ? " many" : ""}`);
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("width", levels.scrollWidth);
    svg.setAttribute("height", levels.scrollHeight);
    for (const tone of ["", "near", "path", "column"].flatMap((t) => [t, `${t} back`])) {
      if (!paths.has(tone)) continue;
      const path = doc.createElementNS(NS, "path");
      path.setAttribute("class", `edge ${tone}`);
      path.setAttribute("d", [...paths.get(tone)].join(""));
      svg.append(path);
    }
    levels.prepend(svg);
  };
  let frame = 0;
  const soon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      views.forEach(paint);
      edges();
      seen();
    });
  };

  const head = (view) => {
    const { list, laid } = view;
    const parts = [make("h2", {}, list.title, list.count !== undefined && make("span", { class: "count" }, number(list.count)))];
    if (list.of) parts.push(button({ class: "x-fold", "aria-label": `Hide: ${list.title}`, title: "Hide" }, () => act.open(list.of, list.way), "×"));
    view.head.replaceChildren(...parts);
    view.filter.parentElement.hidden = !laid.filterable;
    const left = laid.matching - laid.shown.length;
    view.note.textContent = laid.matching ? "" : "Nothing matches.";
    view.foot.hidden = left <= 0;
    view.foot.replaceChildren(...(left > 0 ? [
      make("span", { class: "soft" }, `${number(laid.shown.length)} of ${number(laid.matching)}`),
      button({ "data-act": "more" }, () => act.more(list.key, false), `Show ${Math.min(50, left)} more`),
      left > 50 && button({ "data-act": "all" }, () => act.more(list.key, true), "Show all"),
    ].filter(Boolean) : []));
  };
  const build = (list) => {
    const filter = make("input", { type: "search", placeholder: "Filter", "aria-label": `Filter: ${list.title}`, autocomplete: "off", spellcheck: "false" });
    const view = {
      list, laid: list.laid, live: new Map(), filter,
      head: make("header", {}),
      note: make("p", { class: "x-note", role: "status" }),
      ul: make("ul", { role: "list" }),
      foot: make("footer", {}),
    };
    view.scroller = make("div", { class: "x-scroll" }, view.ul);
    view.section = make("div", { class: "x-list", role: "group", "aria-label": list.title, "data-key": list.key },
      view.head, make("div", { class: "x-filter" }, filter), view.note, view.scroller, view.foot);
    filter.value = list.filter;
    filter.addEventListener("input", () => act.filter(list.key, filter.value));
    filter.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !filter.value) return;
      event.preventDefault();
      act.filter(list.key, filter.value = "");
    });
    view.scroller.addEventListener("scroll", soon, { passive: true });
    return view;
  };
  const lay = (view, list) => {
    view.list = list;
    view.laid = list.laid;
    view.section.classList.toggle("plain", list.key === "focus");
    head(view);
    view.ul.style.height = `${list.laid.height}px`;
  };

  const rowOf = (id) => {
    for (const view of views) if (view.live.has(`node ${id}`)) return view.live.get(`node ${id}`);
    return null;
  };
  /**
   * Shows these lists; those that were there before keep their element, and with it what is scrolled and typed. `centre`
   * is brought into the middle, or else `anchor` stays where it is as far as the list `reveal` can be seen as well.
   */
  const show = (lists, { centre, anchor, reveal: opened } = {}) => {
    const before = rowOf(anchor)?.getBoundingClientRect().left;
    const held = doc.activeElement && levels.contains(doc.activeElement) ? doc.activeElement : null;
    const row = held?.closest(".x-row")?.row, key = held?.closest(".x-list")?.dataset.key, does = held?.dataset.act;
    const way = ["up", "down"].find((w) => held?.classList.contains(w));
    const kind = held?.className.split(" ")[0];
    const former = new Map(views.map((view) => [view.list.key, [view, view.scroller.scrollTop]]));
    views = lists.map((list) => former.get(list.key)?.[0] ?? build(list));
    const steps = new Map();
    views.forEach((view, i) => {
      lay(view, lists[i]);
      const { level } = lists[i];
      if (!steps.has(level)) steps.set(level, make("div", { class: "x-level" }));
      steps.get(level).append(view.section);
    });
    levels.replaceChildren(...[...steps].sort(([a], [b]) => a - b).map(([, step]) => step));
    for (const view of views) view.scroller.scrollTop = former.get(view.list.key)?.[1] ?? 0;
    host.hidden = !lists.length;
    views.forEach(paint);
    if (centre !== undefined && !narrow.matches) {
      const view = views.find((v) => v.laid.at.has(`node ${centre}`));
      if (view) {
        const box = view.section.getBoundingClientRect(), own = host.getBoundingClientRect();
        host.scrollLeft += box.left + box.width / 2 - own.left - own.width / 2;
      }
    } else if (!narrow.matches) {
      const after = rowOf(anchor)?.getBoundingClientRect().left;
      if (before !== undefined && after !== undefined) host.scrollLeft += after - before;
      const box = views.find((v) => v.list.key === opened)?.section.getBoundingClientRect(), own = host.getBoundingClientRect();
      if (box && box.left < own.left) host.scrollLeft += box.left - own.left - 16;
      else if (box && box.right > own.right) host.scrollLeft += box.right - own.right + 16;
    }
    edges();
    seen();
    if (!held || levels.contains(doc.activeElement)) return;
    // What held the focus was drawn anew.
    const view = views.find((v) => v.list.key === key) ?? views.find((v) => v.laid.at.has(row));
    const home = row && views.find((v) => v.laid.at.has(row));
    if (home) {
      reveal(home, home.laid.at.get(row));
      const li = home.live.get(row);
      (li?.querySelector(way ? `.x-more.${way}` : `.${kind}`) ?? li?.querySelector(".x-name"))?.focus({ preventScroll: true });
    } else if (view && held.matches("input")) view.filter.focus({ preventScroll: true });
    else if (view && does) (view.foot.querySelector(`[data-act=${does}]`) ?? view.section.querySelector(".x-name"))?.focus({ preventScroll: true });
    else if (centre !== undefined) enter(centre);
  };

  const reveal = (view, row) => {
    const { scroller } = view;
    if (row.y < scroller.scrollTop) scroller.scrollTop = row.y;
    else if (row.y + row.height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = row.y + row.height - scroller.clientHeight;
    paint(view);
  };
  const land = (view, row) => {
    reveal(view, row);
    const name = view.live.get(row.key)?.querySelector(".x-name");
    name?.focus({ preventScroll: true });
    name?.scrollIntoView({ block: "nearest", inline: "nearest" });
    edges();
  };
  /** Puts the focus on a node. */
  const enter = (id) => {
    const view = views.find((v) => v.laid.at.has(`node ${id}`));
    if (view) land(view, view.laid.at.get(`node ${id}`));
    return Boolean(view);
  };
  const stops = (view) => view.laid.rows.filter((row) => row.type !== "group" && !row.column?.note);
  /** To the row above or below, through all lists of the level. */
  const vertical = (view, key, step) => {
    const column = views.filter((v) => v.list.level === view.list.level).flatMap((v) => stops(v).map((row) => [v, row]));
    const next = column[column.findIndex(([, row]) => row.key === key) + step];
    if (next) land(...next);
  };
  /** To a neighbour in the next level, or to what lies nearest there. */
  const sideways = (view, row, step) => {
    const all = [...new Set(views.map((v) => v.list.level))].sort((a, b) => a - b);
    const level = all[all.indexOf(view.list.level) + step];
    const there = views.filter((v) => v.list.level === level);
    if (!there.length) return;
    const joined = new Set(links.filter((l) => (step > 0 ? l.from : l.to).id === row.id).map((l) => (step > 0 ? l.to : l.from).id));
    const y = doc.activeElement.getBoundingClientRect().top;
    let best;
    for (const v of there) {
      const top = v.ul.getBoundingClientRect().top;
      for (const candidate of stops(v)) {
        if (candidate.type !== "node") continue;
        const cost = Math.abs(top + candidate.y - y) + (joined.has(candidate.id) ? 0 : 1e7);
        if (!best || cost < best.cost) best = { cost, v, candidate };
      }
    }
    if (best) land(best.v, best.candidate);
  };
  levels.addEventListener("keydown", (event) => {
    const li = event.target.closest(".x-row");
    if (!li || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const view = views.find((v) => v.section.contains(li));
    const row = view.laid.at.get(li.row);
    if (event.key === "Enter" && row.type === "node" && event.target.matches(".x-name")) act.enter(row.id);
    else if (event.key === "ArrowDown") vertical(view, row.key, 1);
    else if (event.key === "ArrowUp") vertical(view, row.key, -1);
    else if (event.key === "ArrowRight") sideways(view, row, 1);
    else if (event.key === "ArrowLeft") sideways(view, row, -1);
    else if (event.key === "Home") land(view, stops(view)[0]);
    else if (event.key === "End") land(view, stops(view).at(-1));
    else return;
    event.preventDefault();
  });
  levels.addEventListener("dblclick", (event) => {
    const li = event.target.closest(".x-node");
    if (li && event.target.closest(".x-name")) act.go(li.row.slice(5));
  });
  levels.addEventListener("focusin", (event) => {
    const li = event.target.closest(".x-node");
    if (li && event.target.matches(".x-name") && event.target.matches(":focus-visible")) act.select(li.row.slice(5));
  });
  new ResizeObserver(soon).observe(levels);
  // Paper has no frames to wait for.
  paper.addEventListener("change", () => {
    views.forEach(paint);
    edges();
  });

  return {
    show,
    enter,
    /** The same lists, some of whose nodes look different now. */
    refresh: (next = links) => {
      links = next;
      views.forEach(paint);
      edges();
    },
    links: (next) => { links = next; },
    relay: (list) => {
      const view = views.find((v) => v.list.key === list.key);
      if (!view) return;
      lay(view, list);
      view.scroller.scrollTop = 0;
      soon();
    },
  };
};
