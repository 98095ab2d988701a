// The switch between portals: a static list of the host's, of those that it offers this reader. It is only ever put into
// the page as text and as addresses of this host.
const own = (href) => {
  try {
    const url = new URL(href, location.href);
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
};
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const show = (whose, list) => {
  const offers = (Array.isArray(list) ? list : []).slice(0, 100)
    .filter((of) => typeof of?.label === "string" && of.label.trim() && typeof of.href === "string")
    .map(({ label, href }) => ({ label, url: own(href) })).filter(({ url }) => url);
  if (offers.length < 2) return;
  // The portal at hand has the name that stands here, or else the longest address that this page is below.
  const folder = ({ url }) => url.pathname.replace(/[^/]*$/, "");
  const here = offers.find(({ label }) => label.trim() === whose.lastChild.textContent.trim())
    ?? offers.filter((of) => location.pathname.startsWith(folder(of))).sort((a, b) => folder(b).length - folder(a).length)[0];
  const items = offers.map((of) => make("li", {}, make("a", { href: of.url.href, ...(of === here && { "aria-current": "true" }) }, of.label)));
  const menu = make("details", { class: "audiences" }, make("summary", {}, ...whose.childNodes), make("ul", { "aria-label": "Portals for other audiences" }, ...items));
  const close = (back) => {
    if (!menu.open) return;
    menu.open = false;
    if (back) menu.firstChild.focus();
  };
  menu.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  menu.addEventListener("focusout", (event) => event.relatedTarget && !menu.contains(event.relatedTarget) && close());
  document.addEventListener("click", (event) => !menu.contains(event.target) && close());
  whose.replaceChildren(menu);
};

/** Fetches the list and makes a menu of it; without the list there is no switch, and the page is whole. */
export const begin = async (whose) => {
  const list = own(whose.dataset.audiences);
  if (!list) return;
  const answer = await fetch(list, { cache: "no-cache" });
  if (answer.ok) show(whose, await answer.json());
};
