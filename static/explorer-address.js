// The state of the explorer is its address: what is shown can be linked to, and "back" works.
/** Most opened nodes that an address holds. */
export const OPENED = 40;
export const LEVELS = ["domains", "dmes", "products", "assets", "columns"];

export const stateOf = (search) => {
  const params = new URLSearchParams(search);
  const many = (name) => params.getAll(name).slice(0, OPENED);
  const focus = params.get("focus") ?? "";
  const level = params.get("level");
  const column = params.get("column");
  return {
    focus,
    level: LEVELS.includes(level) ? level : "",
    up: new Set(many("up")),
    down: new Set(many("down")),
    fold: new Set(many("fold")),
    cols: new Set(many("cols")),
    column: column && { id: params.get("of") ?? focus, name: column },
    to: params.get("to") ?? "",
  };
};

export const linkOf = (state) => {
  const url = new URL(location.pathname, location.origin);
  const add = (name, value) => value && url.searchParams.append(name, value);
  add("focus", state.focus);
  add("level", state.level);
  for (const name of ["up", "down", "fold", "cols"]) for (const id of [...state[name]].slice(-OPENED)) add(name, id);
  if (state.column) {
    add("of", state.column.id);
    add("column", state.column.name);
  }
  add("to", state.to);
  return url.href;
};

/** A copy of the set with the id added, or taken out where it was in. */
export const toggled = (set, id) => {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** The address of a page of this portal, or `null`: data from elsewhere must not be able to name another site. */
export const ownAddress = (href, home) => {
  if (!href) return null;
  try {
    const target = new URL(href, home);
    return target.origin === home.origin && target.protocol === home.protocol ? target.href : null;
  } catch {
    return null;
  }
};
