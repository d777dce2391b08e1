// Shows the messages of one chat. Only a stretch of them is here at a time: scrolling fetches more
// on one side and lets go of the other, so that a chat of 20,000 messages weighs no more than one
// of a few.

import { ask } from "./api.js";
import { el, inNextFrame, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { itemsOf } from "./items.js";
import { tell } from "./store.js";
import { say } from "./words.js";

const PAGE = 60;
const MOST = 150;
/** Within this distance in pixels from either end more is fetched. */
const NEAR = 700;
/** Within this distance from the end the log follows new messages. */
const AT_END = 80;

export class Log {
  constructor(pane) {
    this.pane = pane;
    this.messages = [];
    this.older = this.newer = false;
    this.follows = true;
    this.asked = 0;
    this.fetching = 0;
    this.late = [];
    this.missed = 0;
    this.drawn = new Map();
    this.list = el("div", { class: "messages" });
    this.node = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": say("chats") }, this.list);
    this.toEnd = el("button", { type: "button", class: "to-end", hidden: true, title: say("to_end"), "aria-label": say("to_end"), onclick: () => this.end() });
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.drawSoon = inNextFrame(() => this.draw());
    new ResizeObserver(() => { if (this.follows) this.jumpToEnd(); }).observe(this.node);
  }

  // Fetching

  /** Puts what is fetched where it belongs, unless the log was opened anew meanwhile. */
  async fetch(place, put) {
    const number = this.asked;
    const asked = new URLSearchParams({ limit: PAGE, ...place });
    if (this.pane.topic !== null) asked.set("topic", this.pane.topic);
    this.fetching += 1;
    try {
      const answer = await ask(`/sandbox/chats/${encodeURIComponent(this.pane.key)}/messages?${asked}`);
      if (number === this.asked) put(answer);
    } finally {
      this.fetching -= 1;
      if (!this.fetching) this.takeLate();
    }
  }

  /** Fetches the newest stretch, or the one around a message. */
  open(around = null) {
    this.asked += 1;
    this.ready = this.fetch(around === null ? {} : { around }, ({ messages, older, newer }) => {
      Object.assign(this, { messages, older, newer, follows: around === null, missed: 0 });
      this.draw();
    });
    return this.ready;
  }

  async end() {
    if (this.newer) await this.open();
    this.follows = true;
    this.jumpToEnd();
    this.scrolled();
  }

  async more(side) {
    if (this.fetching) return;
    const edge = side === "before" ? this.messages[0] : this.messages.at(-1);
    await this.fetch({ [side]: edge.id }, (answer) => this.put(side, answer));
    this.scrolled();
  }

  /** Puts a fetched stretch on one side and lets go of as much on the other. */
  put(side, { messages, older, newer }) {
    if (side === "before") {
      this.messages = [...messages, ...this.messages];
      this.older = older;
      if (this.messages.length > MOST) {
        this.messages.length = MOST;
        this.newer = true;
      }
    } else {
      this.messages = [...this.messages, ...messages];
      this.newer = newer;
      this.letGoOfOld();
    }
    this.drawInPlace();
  }

  letGoOfOld() {
    if (this.messages.length <= MOST) return;
    this.messages = this.messages.slice(-MOST);
    this.older = true;
  }

  // News

  take(news) {
    // A stretch that is on its way may be older than these news, and would undo them.
    if (this.fetching) this.late.push(news);
    else this.apply(news);
  }

  takeLate() {
    for (const news of this.late.splice(0)) this.apply(news);
  }

  apply({ what, message, id }) {
    if (what === "sent") return this.add(message);
    const at = this.messages.findIndex((one) => one.id === (message?.id ?? id));
    if (at < 0) return undefined;
    if (what === "deleted") this.messages.splice(at, 1);
    else if (what === "fetched") this.messages[at] = { ...this.messages[at], fetched: true };
    else this.messages[at] = message;
    return this.drawSoon();
  }

  add(message) {
    if (!this.pane.showsTopicOf(message)) return;
    const last = this.messages.at(-1);
    if (last && message.id <= last.id) return;
    if (!this.follows) this.missed += 1;
    // The message's place is beyond the stretch that is here; it is fetched when one scrolls there.
    if (this.newer) return this.showEndButton();
    this.messages.push(message);
    if (this.follows) this.letGoOfOld();
    this.drawSoon();
  }

  // Drawing and scrolling

  draw() {
    if (!this.follows) return this.drawInPlace();
    this.paint();
    this.jumpToEnd();
    return this.showEndButton();
  }

  paint() {
    const items = itemsOf(this.pane, this.messages);
    if (!items.length) items.push(nothing());
    reconcile(this.list, items, this.drawn);
    tell("drawn", this.pane);
  }

  /** Keeps in place what the reader looks at, whatever comes or goes above. */
  drawInPlace() {
    const anchor = this.firstInSight();
    const before = anchor?.getBoundingClientRect().top;
    this.paint();
    if (anchor?.isConnected) this.node.scrollTop += anchor.getBoundingClientRect().top - before;
    this.showEndButton();
  }

  firstInSight() {
    const { top } = this.node.getBoundingClientRect();
    return [...this.list.children].find((child) => child.getBoundingClientRect().bottom > top);
  }

  jumpToEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    const left = scrollHeight - clientHeight - scrollTop;
    this.follows = !this.newer && left < AT_END;
    if (this.follows) this.missed = 0;
    this.showEndButton();
    if (scrollTop < NEAR && this.older) this.more("before");
    else if (left < NEAR && this.newer) this.more("after");
  }

  showEndButton() {
    this.toEnd.hidden = this.follows;
    this.toEnd.replaceChildren(icon("down"), ...(this.missed ? [el("span", { class: "unread" }, String(this.missed))] : []));
  }

  // Going to a message

  nodeOf(id) {
    return this.list.querySelector(`[data-message="${id}"]`);
  }

  async goTo(id) {
    if (!this.messages.some((one) => one.id === id)) await this.open(id);
    const node = this.nodeOf(id);
    if (!node) return;
    this.follows = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  /** Goes from message to message by the arrow keys. */
  step(by) {
    const nodes = [...this.list.querySelectorAll(".message")];
    const at = nodes.indexOf(document.activeElement?.closest(".message"));
    const next = nodes.at(at < 0 ? -1 : Math.min(Math.max(at + by, 0), nodes.length - 1));
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  get focused() {
    const id = Number(document.activeElement?.closest(".message")?.dataset.message);
    return this.messages.find((one) => one.id === id) ?? null;
  }
}

function nothing() {
  return {
    key: "nothing", signature: [],
    draw: () => el("div", { class: "empty" }, icon("chat"), el("p", {}, say("empty"))),
  };
}
