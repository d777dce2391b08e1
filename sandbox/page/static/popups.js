// Opens menus and panels. The browser closes them on Escape and on a click elsewhere.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 6;
const EDGE = 8;

/** The panel opens near its anchor, within the window; on a phone it stands at the foot. */
function place(node, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const fitsBelow = box.bottom + GAP + height <= innerHeight - EDGE;
  const top = fitsBelow ? box.bottom + GAP : Math.max(box.top - GAP - height, EDGE);
  const left = box.left + width <= innerWidth - EDGE ? box.left : box.right - width;
  node.style.top = `${Math.round(top)}px`;
  node.style.left = `${Math.round(Math.max(left, EDGE))}px`;
}

export function popup(anchor, node, closed = null) {
  node.setAttribute("popover", "auto");
  node.classList.add("popup");
  node.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    node.remove();
    anchor.setAttribute("aria-expanded", "false");
    closed?.();
  });
  document.body.append(node);
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(node, anchor);
  return () => { if (node.isConnected) node.hidePopover(); };
}

/** Opens a panel with a title; `fill(body, close)` puts its content in. */
export function panel(anchor, title, fill, closed = null) {
  const body = el("div", { class: "body" });
  const node = el("section", { class: "panel", role: "dialog", "aria-label": title },
    el("h2", {}, title), body);
  let close = null;
  fill(body, () => close?.());
  close = popup(anchor, node, closed);
  node.querySelector("input, [tabindex='0'], button")?.focus();
  return close;
}

/** Items are {text, icon, act, danger, note}; null items are left out, "-" is a line. */
export function menu(anchor, items, title = "") {
  const node = el("div", { class: "menu", role: "menu", "aria-label": title || null });
  if (title) node.append(el("p", { class: "heading" }, title));
  let close = null;
  for (const item of items) {
    if (item === "-") node.append(el("hr"));
    else if (item) node.append(menuItem(item, () => close()));
  }
  node.addEventListener("keydown", (event) => moveInMenu(node, event));
  close = popup(anchor, node, () => { if (anchor.isConnected) anchor.focus({ preventScroll: true }); });
  node.querySelector("button")?.focus();
}

function menuItem(item, close) {
  return el("button", {
    type: "button", role: item.checked === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": item.checked === undefined ? null : String(item.checked),
    class: item.danger ? "danger" : "", tabindex: "-1",
    onclick: () => { close(); item.act(); },
  },
  item.avatar ?? (item.icon ? icon(item.icon) : el("span", { class: "icon" })),
  el("span", { class: "what" }, item.text, item.note ? el("small", {}, item.note) : null),
  item.checked ? icon("check") : null);
}

function moveInMenu(node, event) {
  const buttons = [...node.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  buttons.at(to % buttons.length)?.focus();
  event.preventDefault();
}
