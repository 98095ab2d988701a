// The lineage explorer: what is shown follows from the address, and every step of the reader is a new address.
// What comes from the data is only ever put into the page as text.
import { LEVELS, OPENED, linkOf, ownAddress, stateOf, toggled } from "./%explorer-address.js%";
import { UNSEEN, UNSEEN_NAME, isData, kindOf, named, open, readAll, shortName, shortestPath } from "./%explorer-data.js%";
import { button, counted, drawing, make } from "./%explorer-draw.js%";
import * as panel from "./%explorer-panel.js%";
import { isArea, placeOf } from "./%explorer-mesh.js%";
import * as mesh from "./%explorer-mesh.js%";
import { FIRST, around, edgesAmong, layered, rowsOf, trace } from "./%explorer-scene.js%";

/** Most assets that are read at once to show or export them. */
const READ = 300;
const LEVEL_NAMES = { domains: "Domains", dmes: "DMEs", products: "Products", assets: "Views, tables", columns: "Columns" };
const SHAPES = { view: "view", table: "table", exposure: "pill", model: "pill", job: "pill" };

const host = document.getElementById("explorer");
const home = new URL(host.dataset.root || "../", location.href);
const begin = async () => {
  let state = stateOf(location.search), data, turn = 0, cancel = null;
  // What the address doesn't hold: the chosen node, filters and lengths of lists, a found path, the way of a column.
  let picked = "", filters = new Map(), limits = new Map(), path = null, found = null;
  let centre = "", opening = "";
  let lists = [], shown = new Set(), items = new Map(), edges = [], columns = new Map(), context = {};

  const status = make("p", { class: "x-status", role: "status", id: "lineage-status" });
  const say = (text) => { status.textContent = text; };
  const zoom = make("div", { class: "x-zoom", role: "group", "aria-label": "Zoom" });
  const crumbs = make("nav", { class: "x-crumbs", "aria-label": "Place in the mesh" });
  const notice = make("div", {}), about = make("section", { class: "x-chosen", "aria-label": "Chosen node" });
  const chainBox = make("section", { class: "x-about", hidden: true, "aria-label": "Path" });
  const columnBox = make("section", { class: "x-about", hidden: true, "aria-label": "Column" });
  const canvas = make("div", { class: "x-canvas", role: "group", "aria-label": "Lineage, upstream first" });

  const go = (next) => {
    state = { ...state, ...next };
    const href = linkOf(state);
    if (href !== location.href) history.pushState(null, "", href);
    return show();
  };
  /** Another node in the middle: what was opened around the former one goes. */
  const focus = (id) => {
    if (id === UNSEEN) return say("Nothing more is known of it: it is not for you to see.");
    [filters, limits] = [new Map(), new Map()];
    return go({ focus: id, level: "", up: new Set(), down: new Set(), fold: new Set(), cols: new Set(), column: null, to: "" });
  };
  const isOpen = (id, way) => (id === state.focus ? !state.fold.has(way) : state[way].has(id));

  const item = (id, dme) => (id === UNSEEN ? { id, name: UNSEEN_NAME, group: "", kind: UNSEEN }
    : { id, name: isData(id) ? shortName(id) : data.known(id)?.title || shortName(id), group: data.dmes[dme]?.title ?? "" });
  const level = () => {
    if (state.level === "domains" || state.level === "dmes") return state.level;
    if (state.level === "products" && context.dme >= 0) return "products";
    const kind = kindOf(state.focus);
    if (!state.focus) return new Set(data.dmes.map((d) => d.domain)).size > 1 ? "domains" : "dmes";
    if (kind === "domain") return "dmes";
    if (kind === "dme") return "products";
    return "assets";
  };
  /** Lists and edges of the present level. */
  const scene = async (now) => {
    if (now === "assets" && !isArea(state.focus)) {
      const opened = [...state.up, ...state.down].slice(0, 2 * OPENED);
      await readAll(data, [state.focus, ...opened, ...(path?.ids ?? []).slice(0, READ)]);
      return { next: around(state.focus, { known: data.known, isOpen, item, chain: path?.ids ?? [] }), between: [] };
    }
    if (now === "assets") {
      const ids = await mesh.members(data, context.dme, state.focus);
      await readAll(data, ids.slice(0, READ));
      const between = edgesAmong(new Set(ids), data.known);
      return { next: layered(ids.map((id) => ({ ...item(id, -1), group: "" })), between), between };
    }
    const { nodes, edges: between } = now === "products" ? await mesh.products(data, context.dme) : mesh[now](data, state.focus);
    return { next: layered(nodes, between), between };
  };

  const titleOf = (list) => {
    const name = list.of && list.of !== state.focus && item(list.of, -1).name;
    if (list.of && !name) return list.way === "up" ? "Upstream" : "Downstream";
    if (list.of) return list.way === "up" ? `Upstream of ${name}` : `Downstream of ${name}`;
    if (list.path) return "On the path";
    if (list.key === "focus") return "In focus";
    return list.alone ? "Without edges here" : list.level === 0 ? "Sources" : `Step ${list.level + 1}`;
  };
  const columnsOf = (id) => {
    if (state.cols.has(id)) {
      const own = columns.get(id);
      return own?.length ? own : [{ name: own === undefined ? "Loading…" : "No columns are recorded.", how: "", sources: [], note: true }];
    }
    const marks = found?.marks.get(id);
    return marks && columns.get(id)?.filter((c) => marks.has(c.name.toLowerCase()));
  };
  const lay = (list) => {
    list.filter = filters.get(list.key) ?? "";
    const pinned = new Set([...state.up, ...state.down, ...state.cols, ...(path?.ids ?? []), ...(found?.marks.keys() ?? [])]);
    list.laid = rowsOf(list, { filter: list.filter, limit: limits.get(list.key) ?? FIRST, pinned, columnsOf, grouping: list.key !== "focus" && list.items.some((i) => i.group) });
    list.title = titleOf(list);
    list.count = list.key === "focus" ? undefined : list.items.length;
    return list;
  };
  const settle = () => {
    shown = new Set(lists.flatMap((list) => list.laid.shown));
    items = new Map(lists.flatMap((list) => list.items.map((i) => [i.id, i])));
  };
  /** Edges with the tone that says what they are part of. */
  const links = () => {
    if (data && level() === "assets") edges = edgesAmong(shown, data.known);
    const steps = new Set((path?.ids ?? []).slice(1).map((id, i) => `${path.ids[i]}\n${id}`));
    const plain = edges.filter((e) => shown.has(e.from) && shown.has(e.to)).map(({ from, to }) => ({
      from: { id: from }, to: { id: to },
      tone: steps.has(`${from}\n${to}`) ? "path" : picked && picked !== state.focus && (from === picked || to === picked) ? "near" : "",
    }));
    const spell = (id, name) => columns.get(id)?.find((c) => c.name.toLowerCase() === name.toLowerCase())?.name ?? name;
    return [...plain, ...(found?.links ?? []).map((l) => ({
      from: { id: l.from, column: spell(l.from, l.column) }, to: { id: l.to, column: spell(l.to, l.into) }, tone: "column",
    }))];
  };

  const describe = (id, of) => {
    const asset = data.known(id);
    const around = level() === "assets" && !isArea(state.focus);
    const side = (way) => around && asset && {
      open: isOpen(id, way),
      count: asset[way].reduce((n, other) => n + !shown.has(other.id), 0),
      reach: asset.reach[way],
    };
    const area = isArea(id) && level() !== "assets";
    const kind = asset?.kind || of.kind || kindOf(id);
    const loop = asset?.up.some((n) => n.id === id) && "reads itself";
    return {
      name: id === UNSEEN ? "something" : area || isData(id) ? of.name : asset?.title || of.name,
      sub: id === UNSEEN ? "that you may not see" : area ? of.sub : [...new Set([kind, of.how, loop])].filter(Boolean).join(" · "),
      title: id === UNSEEN ? UNSEEN_NAME : [id, asset?.title].filter(Boolean).join("\n"),
      mono: isData(id),
      shape: id === UNSEEN || /external/.test(kind) ? "external" : SHAPES[kindOf(id)] ?? "view",
      here: id === state.focus || (area && [`domain:${context.domain}`, `dme:${data.dmes[context.dme]?.id}`, context.product].includes(id)),
      selected: id === picked,
      path: path?.ids?.includes(id),
      faint: of.faint,
      up: side("up"),
      down: side("down"),
      columns: isData(id) ? state.cols.has(id) : null,
    };
  };

  const aboutPicked = () => {
    const of = items.get(picked);
    about.classList.toggle("other", Boolean(of) && picked !== state.focus);
    if (!of) return about.replaceChildren(make("p", { class: "soft" }, "Choose a node to see what it is. Arrow keys move between nodes, Enter opens one, a double-click puts it in the middle."));
    const asset = data.known(picked), own = describe(picked, of);
    const near = (way) => edges.filter((e) => (way === "up" ? e.to : e.from) === picked).map((e) => `${items.get(way === "up" ? e.from : e.to)?.name ?? ""} (${e.how})`);
    const some = (names) => (names.length > 4 ? `${names.slice(0, 4).join(", ")} and ${counted(names.length - 4, "other")}` : names.join(", "));
    const facts = asset && level() === "assets"
      ? [data.dmes[asset.dme]?.title, of.how, asset.unseen.length > 0 && `reads ${some(asset.unseen)}, not for you to see`, `in all ${asset.reach.up.toLocaleString("en")} upstream, ${asset.reach.down.toLocaleString("en")} downstream`]
      : [of.sub, near("up").length && `from ${some(near("up"))}`, near("down").length && `to ${some(near("down"))}`];
    const actions = [];
    const offer = (text, run, pressed) => actions.push({ text, pressed, go: run });
    const way = (w) => own[w] && (own[w].open || own[w].count > 0) && offer(own[w].open ? `Hide ${w}stream` : `Show ${own[w].count.toLocaleString("en")} ${w}stream`, () => act.open(picked, w));
    if (picked !== state.focus && picked !== UNSEEN) offer(own.up === false && isArea(picked) ? "Zoom in" : "Put in the middle", () => focus(picked));
    way("up");
    way("down");
    if (own.columns !== null) offer("Columns", () => act.columns(picked), own.columns);
    about.replaceChildren(...panel.chosen({
      full: isData(picked) ? picked.slice(kindOf(picked).length + 1) : picked === UNSEEN ? UNSEEN_NAME : own.name,
      mono: own.mono, kind: asset?.kind || of.kind || kindOf(picked), verdict: asset?.verdict, facts: facts.filter(Boolean), href: ownAddress(asset?.href || of.href, home),
    }, actions));
  };

  const refresh = () => {
    if (!lists.length) return;
    draw.refresh(links());
    const held = about.contains(document.activeElement);
    if (!held) aboutPicked();
  };
  const act = {
    select: (id) => {
      if (picked === id) return;
      picked = id;
      refresh();
    },
    open: (id, way) => {
      const opens = !isOpen(id, way);
      const asset = data.known(id);
      const n = asset?.[way].length ?? 0;
      picked = id;
      if (opens) opening = `${way} ${id}`;
      const then = id === state.focus ? go({ fold: toggled(state.fold, way) }) : go({ [way]: toggled(state[way], id) });
      return then.then(() => say(`${opens ? "Shown" : "Hidden"}: ${counted(n, "asset")} ${way}stream of ${item(id, -1).name}.`));
    },
    /** Enter: outward, or into what isn't an asset. */
    enter: async (id) => {
      if (level() !== "assets" || isArea(state.focus)) return focus(id);
      const at = lists.find((list) => list.laid.at.has(`node ${id}`))?.level ?? 0;
      // Whoever is faster than the network need not ask twice.
      const asset = await data.asset(id).catch(() => null);
      const way = at < 0 || !asset?.down.length ? "up" : "down";
      if (asset?.[way].length) return act.open(id, way);
      say(asset ? `Nothing lies ${way}stream of ${item(id, -1).name}.` : `Nothing more is known of ${item(id, -1).name}.`);
    },
    go: focus,
    columns: (id) => {
      picked = id;
      return go({ cols: toggled(state.cols, id) });
    },
    column: (id, name) => go({ column: state.column?.id === id && state.column.name === name ? null : { id, name } }),
    columnState: (id, name) => ({
      chosen: state.column?.id === id && state.column.name === name,
      marked: Boolean(found?.marks.get(id)?.has(name.toLowerCase())),
    }),
    filter: (key, text) => {
      filters.set(key, text);
      const list = lay(lists.find((l) => l.key === key));
      settle();
      draw.links(links());
      draw.relay(list);
      say(`${list.laid.matching.toLocaleString("en")} of ${list.items.length.toLocaleString("en")} match.`);
    },
    more: (key, all) => {
      const list = lists.find((l) => l.key === key);
      limits.set(key, all ? Infinity : (limits.get(key) ?? FIRST) + FIRST);
      lay(list);
      settle();
      draw.links(links());
      draw.show(lists);
      say(`${list.laid.shown.length.toLocaleString("en")} of ${list.items.length.toLocaleString("en")} shown.`);
    },
    /** Nodes came into sight: read what is known of them. */
    seen: async (ids) => {
      const unknown = ids.filter((id) => !data.known(id) && !id !== UNSEEN && !/^(domain|dme|other):/.test(id));
      if (!unknown.length || level() !== "assets") return;
      const mine = turn;
      await readAll(data, unknown).catch(() => say("Some nodes can't be described: their files can't be read."));
      if (mine === turn && unknown.some((id) => data.known(id))) refresh();
    },
  };
  const draw = drawing(canvas, { describe, act });

  // A path is looked for once for each pair of ends.
  const seek = async (mine) => {
    if (path && path.from === state.focus && path.to === state.to) return;
    cancel?.abort();
    path = null;
    if (!state.to || !state.focus || isArea(state.focus)) return;
    const own = cancel = new AbortController();
    const [from, to] = [state.focus, state.to];
    form.busy(true);
    try {
      if (!(await data.asset(to))) throw Object.assign(new Error(to), { code: "unknown" });
      const { chain, files } = await shortestPath(data, from, to, {
        signal: own.signal,
        progress: (n, seen) => say(`Looking for a path: ${counted(n, "file")} read, ${counted(seen, "asset")} seen…`),
      });
      if (mine === turn) path = { from, to, ids: chain, files };
    } catch (error) {
      if (mine !== turn) return;
      path = null;
      state.to = "";
      history.replaceState(null, "", linkOf(state));
      if (own.signal.aborted) say("The search for a path was cancelled.");
      else notice.replaceChildren(error.code === "unknown" ? unknown(to) : panel.trouble("No path.", error.code === "cap" ? `${error.message} ${panel.LIMIT_TEXT}` : error.message));
    } finally {
      if (own === cancel) form.busy(false);
    }
  };
  const follow = async () => {
    found = null;
    const wanted = new Set([...state.cols, ...(state.column ? [state.column.id] : [])]);
    const load = async (id) => {
      if (!columns.has(id)) columns.set(id, await data.columns(id));
      return columns.get(id);
    };
    await Promise.all([...wanted].map(load));
    if (!state.column) return;
    const near = new Set([...shown].slice(0, READ));
    found = await trace(state.column, { shown: near.add(state.column.id), edges: edgesAmong(near, data.known), columns: load });
  };

  const form = panel.pathForm({
    find: (text, most) => (data ? named(data, text, most) : []),
    ask: (id, text) => {
      notice.replaceChildren();
      if (!state.focus || isArea(state.focus)) return say("Put a view or table in the middle first: the path begins there.");
      if (!id) return notice.replaceChildren(panel.trouble("No such asset.", `Nothing that was read so far is named “${text}”. Paste the id from its page, such as view:project.dataset.name.`));
      path = null;
      go({ to: id });
    },
    cancel: () => cancel?.abort(),
  });
  const unknown = (id) => panel.trouble("Not in this portal.", `“${id}” has no lineage here: it may have moved, or not be for this audience.`,
    make("a", { href: new URL(`search/index.html?q=${encodeURIComponent(shortName(id) || id)}`, home).href }, "Search for it"), "or",
    button({ class: "x-link" }, () => focus(""), "begin with the overview"));

  const frame = () => {
    const now = level() === "assets" && state.cols.has(state.focus) ? "columns" : level();
    const asset = state.focus && !isArea(state.focus);
    const to = (name) => {
      if (name === now) return null;
      if (name === "domains" || name === "dmes") return () => go({ level: name });
      if (name === "products") return context.dme >= 0 ? () => go({ level: "products" }) : null;
      if (name === "assets") {
        if (asset) return () => go({ level: "", cols: toggled(new Set([...state.cols, state.focus]), state.focus), column: null });
        return context.product ? () => go({ level: "" }) : null;
      }
      return asset && isData(state.focus) ? () => go({ level: "", cols: new Set([...state.cols, state.focus]) }) : null;
    };
    const why = { products: "Choose a DME first", assets: "Choose a product first", columns: "Choose a view or table first" };
    zoom.replaceChildren(...panel.zoom(LEVELS.map((name) => ({ text: LEVEL_NAMES[name], current: name === now, go: to(name), why: why[name] }))));
    const dme = data.dmes[context.dme];
    // Whose portal it is, where it isn't everyone's.
    const all = document.querySelector(".audience")?.lastChild.textContent ?? "Whole mesh";
    const steps = [{ text: all, go: () => focus("") }];
    const domain = data.domains.find((d) => d.path === context.domain);
    if (domain) steps.push({ text: domain.title, go: () => focus(`domain:${domain.path}`) });
    if (dme) steps.push({ text: dme.title, go: () => focus(`dme:${dme.id}`) });
    if (context.product && dme) steps.push({ text: context.productTitle, go: () => focus(context.product) });
    if (asset) steps.push({ text: item(state.focus, -1).name });
    delete steps.at(-1).go;
    crumbs.replaceChildren(panel.crumbs(steps));
    chainBox.hidden = !path;
    if (path) chainBox.replaceChildren(...panel.chain(path, { from: path.from, to: path.to, titleOf: (id) => data.known(id)?.title, select: (id) => draw.enter(id) && act.select(id), clear: () => go({ to: "" }) }));
    columnBox.hidden = !state.column;
    if (state.column) columnBox.replaceChildren(...panel.column({ id: state.column.id, column: state.column.name, found: found ?? { links: [] }, look: (id) => (draw.enter(id) ? act.select(id) : focus(id)), clear: () => go({ column: null }) }));
  };

  const show = async () => {
    const mine = ++turn;
    notice.replaceChildren();
    canvas.setAttribute("aria-busy", "true");
    try {
      data ??= await open(new URL(host.dataset.explorer, location.href));
      context = await placeOf(state.focus, data);
      if (mine !== turn) return;
      await seek(mine);
      if (mine !== turn) return;
      const now = level();
      const { next, between } = await scene(now);
      if (mine !== turn) return;
      [edges, found] = [between, null];
      lists = next.map(lay);
      settle();
      if (now === "assets") {
        await follow();
        if (mine !== turn) return;
        lists = lists.map(lay);
        settle();
      }
      const moved = centre !== `${now} ${state.focus}`;
      centre = `${now} ${state.focus}`;
      if (moved || !items.has(picked)) picked = now === "assets" && !isArea(state.focus) ? state.focus : "";
      draw.links(links());
      draw.show(lists, moved ? { centre: state.focus } : { anchor: picked, reveal: opening });
      opening = "";
      frame();
      aboutPicked();
      document.title = document.title.replace(/^.*(?= · )/, state.focus ? `Lineage of ${items.get(state.focus)?.name ?? shortName(state.focus)}` : "Lineage");
      say(path?.ids ? `A path of ${counted(path.ids.length - 1, "step")} was found.` : `${counted(shown.size, "node")}, ${counted(edges.length, "edge")} shown.`);
    } catch (error) {
      if (mine !== turn) return;
      lists = [];
      draw.show([]);
      about.replaceChildren();
      if (data) frame();
      say("");
      notice.replaceChildren(error.code === "unknown" ? unknown(state.focus)
        : !data && error.code === "missing" ? panel.trouble("No lineage here.", "This portal was built without lineage files. Build it again with a current vitrina.")
          : panel.trouble("The lineage can't be shown.", `${error.code ? error.message : String(error)} The portal may have just been rebuilt, or the connection failed.`,
            button({ class: "x-link" }, () => { data = undefined; show(); }, "Try again")));
    }
    canvas.setAttribute("aria-busy", "false");
    // Tells the rest of the world, a test for example, which address the page shows.
    host.dataset.shows = location.search;
  };

  const collect = async () => {
    const isAssets = level() === "assets";
    if (isAssets) await readAll(data, [...shown].slice(0, READ)).catch(() => {});
    draw.refresh(links());
    const nodes = [...shown].map((id) => {
      const of = items.get(id), asset = data.known(id);
      return { id, name: asset && !isData(id) ? asset.title : of.name, kind: asset?.kind || of.kind || kindOf(id), group: of.group };
    });
    return { data: isAssets, nodes, edges, columns: new Map([...columns].filter(([, rows]) => rows)) };
  };

  host.replaceChildren(
    make("div", { class: "x-bar" }, zoom, form.form, panel.exportMenu(collect, say)),
    crumbs, notice, about, status, chainBox, canvas, columnBox,
  );
  addEventListener("popstate", () => {
    state = stateOf(location.search);
    show();
  });
  await show();
};

begin();
