// Shows a list of rows of one height, of which only those in sight exist.

import { el, inNextFrame, reconcile } from "./dom.js";

const SPARE = 6;
let lists = 0;

export class Windowed {
  /**
   * `draw(entry)` makes a row, `signature(entry)` says what it shows, `pick(entry, event)` is called
   * for a click or for Enter. `keyboard` is the element that keeps the focus meanwhile.
   */
  constructor({ height, draw, signature, pick, label, empty, keyboard = null }) {
    Object.assign(this, { height, draw, signature, pick, empty });
    this.name = `list${(lists += 1)}`;
    this.entries = [];
    this.current = -1;
    this.drawn = new Map();
    this.sizer = el("div", { class: "sizer", role: "presentation" });
    this.nothing = el("p", { class: "nothing", hidden: true }, empty);
    this.node = el("div", {
      class: "windowed", role: "listbox", "aria-label": label, tabindex: keyboard ? "-1" : "0",
    }, this.sizer, this.nothing);
    this.refresh = inNextFrame(() => this.paint());
    this.node.addEventListener("scroll", this.refresh, { passive: true });
    this.keyboard = keyboard ?? this.node;
    this.keyboard.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(this.refresh).observe(this.node);
  }

  show(entries) {
    const kept = this.entries[this.current]?.key;
    this.entries = entries;
    this.current = kept === undefined ? -1 : entries.findIndex((entry) => entry.key === kept);
    this.sizer.style.height = `${entries.length * this.height}px`;
    this.nothing.hidden = entries.length > 0;
    this.refresh();
  }

  paint() {
    const { scrollTop, clientHeight } = this.node;
    const first = Math.max(Math.floor(scrollTop / this.height) - SPARE, 0);
    const last = Math.min(Math.ceil((scrollTop + clientHeight) / this.height) + SPARE, this.entries.length);
    const items = [];
    for (let index = first; index < last; index += 1) items.push(this.item(index));
    reconcile(this.sizer, items, this.drawn);
    const current = this.drawn.get(this.entries[this.current]?.key)?.node;
    if (current) this.keyboard.setAttribute("aria-activedescendant", current.id);
    else this.keyboard.removeAttribute("aria-activedescendant");
  }

  item(index) {
    const entry = this.entries[index];
    const isCurrent = index === this.current;
    const signature = [index, isCurrent, this.entries.length, ...this.signature(entry)];
    return { key: entry.key, signature, draw: () => this.row(entry, index, isCurrent) };
  }

  row(entry, index, isCurrent) {
    const row = this.draw(entry);
    row.id = `${this.name}-${index}`;
    row.classList.add("row");
    row.classList.toggle("current", isCurrent);
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(isCurrent));
    row.setAttribute("aria-posinset", String(index + 1));
    row.setAttribute("aria-setsize", String(this.entries.length));
    row.style.transform = `translateY(${index * this.height}px)`;
    row.addEventListener("click", (event) => this.pick(entry, event));
    return row;
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.altKey || event.isComposing) return;
    if (event.key in steps) this.move(this.current + steps[event.key]);
    else if (event.key === "Enter" && this.entries.length) {
      this.pick(this.entries[Math.max(this.current, 0)], event);
    } else return;
    event.preventDefault();
  }

  move(index) {
    this.current = Math.min(Math.max(index, 0), this.entries.length - 1);
    this.reveal(this.current);
    this.refresh();
  }

  reveal(index) {
    const top = index * this.height;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) this.node.scrollTop = top;
    else if (top + this.height > scrollTop + clientHeight) this.node.scrollTop = top + this.height - clientHeight;
  }
}
