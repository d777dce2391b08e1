// Shows the list of chats.

import { order } from "./api.js";
import { avatar } from "./avatars.js";
import { $, el, inNextFrame } from "./dom.js";
import { icon } from "./icons.js";
import { matching } from "./picker.js";
import * as panes from "./panes.js";
import { unread } from "./reads.js";
import { byNewest, isPrivate, load, on, store, titleFor } from "./store.js";
import { Windowed } from "./windowed.js";
import { briefly, gist, say } from "./words.js";

const HEIGHT = 68;

let kind = "all";
let list = null;

const KINDS = {
  all: () => true,
  groups: (chat) => !isPrivate(chat),
  private: isPrivate,
  unread: (chat) => unread(store.me, chat) > 0,
};

function mine() {
  const all = [...store.chats.values()];
  return store.me ? all.filter((chat) => chat.people.includes(store.me)) : all;
}

function entries() {
  const shown = mine().filter((chat) => KINDS[kind](chat) && !(chat.gone && chat.moved_to));
  shown.sort(byNewest);
  return matching(shown.map(entry), $("search").value);
}

function entry(chat) {
  const [colour, state] = store.stage.marks[chat.key] ?? ["", ""];
  const title = titleFor(chat, store.me);
  return {
    key: chat.key, chat, title, colour, state,
    found: `${title} ${chat.title}`,
    unread: unread(store.me, chat),
    open: panes.isOpen(chat.key),
  };
}

const fromBot = (glimpse) => store.bots.has(glimpse.sender_id);

function row({ chat, title, colour, state, unread: count, open }) {
  const last = chat.last;
  const line = last ? (last.service || fromBot(last) || isPrivate(chat) ? gist(last) : `${last.sender}: ${gist(last)}`) : "";
  return el("div", { class: `chat${open ? " open" : ""}${chat.gone ? " gone" : ""}`, dataset: { chat: chat.key } },
    avatar(title, colour),
    el("span", { class: "name" }, isPrivate(chat) ? icon("chat") : null, title),
    el("time", {}, chat.at ? briefly(new Date(chat.at), new Date(store.clock.now)) : ""),
    el("span", { class: "line" }, state ? el("span", { class: "state", dataset: { colour } }, state) : null, line),
    count ? el("span", { class: "unread", "aria-label": say("unread_count", { n: count }) }, count > 99 ? "99+" : String(count)) : null,
    el("button", {
      type: "button", class: "beside", tabindex: "-1", title: say("beside"), "aria-label": say("beside"),
      onclick: (event) => { event.stopPropagation(); panes.open(chat.key, { beside: true }); },
    }, icon("beside")));
}

function enter({ key }, event) {
  panes.open(key, { beside: event.shiftKey, person: store.me });
}

function show() {
  list.show(entries());
  const started = mine().some((chat) => isPrivate(chat));
  $("start").hidden = !store.me || started || !store.bots.size;
}

export const showSoon = inNextFrame(show);

function chooseKind(button) {
  kind = button.dataset.kind;
  for (const one of $("kinds").children) one.setAttribute("aria-pressed", String(one === button));
  list.node.scrollTop = 0;
  show();
}

async function startBot() {
  const done = await order("start", { person: store.me });
  if (!done) return;
  await load();
  panes.open(done.chat, { person: store.me });
}

/** Goes to the next or the previous chat of the list. */
export function moveBy(step) {
  const shown = list.entries;
  const at = shown.findIndex((one) => one.key === panes.active()?.key);
  const next = shown[Math.min(Math.max(at + step, 0), shown.length - 1)];
  if (!next) return;
  list.reveal(shown.indexOf(next));
  panes.open(next.key, { person: store.me });
}

export function startChats() {
  list = new Windowed({
    height: HEIGHT, label: say("chats"), empty: say("no_chats"), draw: row, pick: enter,
    signature: ({ chat, title, colour, state, unread: count, open }) => [
      title, colour, state, count, open, chat.gone, chat.at, chat.last, store.clock.now.slice(0, 10),
    ],
  });
  $("chats").replaceWith(list.node);
  list.node.id = "chats";
  $("search").addEventListener("input", show);
  $("search").addEventListener("keydown", (event) => list.key(event));
  $("kinds").addEventListener("click", ({ target }) => { if (target.dataset.kind) chooseKind(target); });
  $("start").addEventListener("click", startBot);
  for (const topic of ["chats", "stage", "me", "panes", "reads"]) on(topic, showSoon);
  show();
}
