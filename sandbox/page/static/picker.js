// Lets the reader choose one of many, a person or a chat, with a field to narrow them down.

import { avatar } from "./avatars.js";
import { el } from "./dom.js";
import { panel } from "./popups.js";
import { Windowed } from "./windowed.js";

const HEIGHT = 54;

/** Entries are {key, name, text, found, colour, group}; `found` is what the search looks at, and a
    group, which may be missing, is the name under which they stand. */
export function pick(anchor, { title, search, empty, entries, chosen, act }) {
  panel(anchor, title, (body, close) => {
    const field = el("input", { type: "search", placeholder: search, "aria-label": search, autocomplete: "off" });
    const list = new Windowed({
      height: HEIGHT, label: title, empty, keyboard: field,
      draw: (entry) => entry.heading ? heading(entry) : row(entry, entry.key === chosen),
      signature: (entry) => [entry.name, entry.text, entry.colour],
      pick: (entry) => { if (!entry.heading) { close(); act(entry); } },
    });
    const show = () => list.show(grouped(matching(entries, field.value)));
    field.addEventListener("input", show);
    list.node.style.height = `${Math.min(entries.length, 8) * HEIGHT}px`;
    body.append(field, list.node);
    show();
  });
}

export function matching(entries, text) {
  const wanted = text.trim().toLowerCase();
  return wanted ? entries.filter((entry) => entry.found.toLowerCase().includes(wanted)) : entries;
}

/** Under the name of their group, where entries have groups; the order of groups is theirs. */
export function grouped(entries) {
  const groups = new Map();
  for (const entry of entries) {
    const name = entry.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups].flatMap(([name, members]) =>
    name ? [{ key: `group ${name}`, name, text: "", colour: "", heading: true }, ...members] : members);
}

function heading(entry) {
  return el("div", { class: "pick heading", role: "presentation" }, el("span", { class: "name" }, entry.name));
}

function row(entry, isChosen) {
  return el("div", { class: isChosen ? "pick chosen" : "pick" },
    avatar(entry.name, entry.colour),
    el("span", { class: "name" }, entry.name),
    el("span", { class: "text" }, entry.text));
}
