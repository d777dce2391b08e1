// Holds the chats that are open: one on a phone, up to three side by side on a wide screen.

import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { Pane } from "./pane.js";
import { dialog, toast } from "./toasts.js";
import { on, store, tell } from "./store.js";
import { say } from "./words.js";

const WIDTH_OF_TWO = 1040;
const WIDTH_OF_THREE = 1320;
const REMEMBERED_ANSWERS = 50;

let open_ = [];
let active_ = null;
/** Answers to presses that may be ours or somebody else's; we do not know yet. */
const answered = new Map();
/** These panes wait for the chat that their group has moved to. */
const followed = new Map();
/** The person who was chosen in each chat, for the next time it is opened. */
const chosen = new Map();

export const active = () => active_;
export const all = () => open_;
export const isOpen = (key) => open_.some((pane) => pane.key === key);
export const paneOf = (key) => open_.find((pane) => pane.key === key) ?? null;

export function room() {
  if (innerWidth >= WIDTH_OF_THREE) return 3;
  return innerWidth >= WIDTH_OF_TWO ? 2 : 1;
}

const layout = {
  focus(pane) {
    if (active_ === pane) return;
    active_ = pane;
    for (const one of open_) one.node.classList.toggle("active", one === pane);
    pane.read();
    tell("panes");
  },
  close,
  back() {
    $("main").classList.remove("reading");
    tell("panes");
  },
  open: (key, how) => open(key, how),
  changed: remember,
  isVisible: (pane) => visible().includes(pane),
  showAnswer: (press) => showAnswer(press, answered.get(press)),
};

/** The style sheet shows as many panes as fit, and none while a phone shows the list. */
const visible = () => open_.filter((pane) => pane.node.checkVisibility());

function defaultPerson(chat) {
  for (const id of [store.me, chosen.get(chat.key), active_?.person]) {
    if (id && chat.people.includes(id)) return id;
  }
  return chat.leaders[0] ?? chat.people[0] ?? null;
}

/** Opens a chat in the active pane, or beside it; a chat that is open is only brought forward. */
export function open(key, { beside = false, person = null } = {}) {
  const chat = store.chats.get(key);
  if (!chat) return null;
  const there = paneOf(key);
  if (there && person && chat.people.includes(person) && there.person !== person) there.become(person);
  const pane = there ?? put(new Pane(key, person ?? defaultPerson(chat), layout), beside);
  $("main").classList.add("reading");
  layout.focus(pane);
  arrange();
  pane.read();
  return pane;
}

function put(pane, beside) {
  const at = open_.indexOf(active_);
  if (!open_.length || (beside && open_.length < room())) open_.splice(at + 1, 0, pane);
  else open_.splice(beside ? (at + 1) % open_.length : Math.max(at, 0), 1, pane);
  pane.show();
  pane.log.open();
  return pane;
}

/** A group that moved to another chat takes its pane along. */
function follow({ from, to }) {
  const pane = paneOf(from);
  if (pane) followed.set(to, pane);
  if (store.chats.has(to)) settleIn(to);
}

function settleIn(key) {
  const old = followed.get(key);
  if (!old || !open_.includes(old)) return;
  followed.delete(key);
  const pane = new Pane(key, old.person, layout);
  open_ = open_.map((one) => (one === old ? pane : one));
  pane.show();
  pane.log.open();
  if (active_ === old) layout.focus(pane);
  arrange();
}

/** Opens, at the first look at a staged world, several chats at once, each with its person. */
export function openAll(wanted) {
  open_ = wanted.slice(0, room()).filter(({ chat }) => store.chats.has(chat))
    .map(({ chat, person }) => new Pane(chat, person, layout));
  for (const pane of open_) {
    pane.show();
    pane.log.open();
  }
  active_ = null;
  if (open_.length) layout.focus(open_[0]);
  arrange();
  for (const pane of visible()) pane.read();
}

function close(pane) {
  open_ = open_.filter((one) => one !== pane);
  if (active_ === pane) active_ = null;
  if (open_.length) layout.focus(open_[0]);
  else $("main").classList.remove("reading");
  arrange();
}

function arrange() {
  $("panes").dataset.count = String(open_.length);
  const nodes = open_.length ? open_.map((pane) => pane.node) : [nothingOpen()];
  // Moving a node would lose its scroll position, so that only what changed is touched.
  for (const child of [...$("panes").children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, index) => {
    if ($("panes").children[index] !== node) $("panes").insertBefore(node, $("panes").children[index] ?? null);
  });
  remember();
  tell("panes");
}

function nothingOpen() {
  return el("div", { class: "empty" }, icon("chat"), el("h2", {}, say("choose")), el("p", {}, say("choose_text")));
}

function remember() {
  for (const pane of open_) chosen.set(pane.key, pane.person);
  const kept = open_.map(({ key, person }) => ({ chat: key, person }));
  sessionStorage.setItem("panes", JSON.stringify({ play: store.play, kept }));
}

/** Opens the panes of before a reload, if the world is still the same. */
export function remembered() {
  const { play, kept } = JSON.parse(sessionStorage.getItem("panes") ?? "{}");
  return play === store.play ? kept : null;
}

function refresh() {
  open_ = open_.filter((pane) => pane.chat);
  for (const pane of open_) pane.show();
}

function takeAnswer(answer) {
  answered.set(answer.press, answer);
  if (answered.size > REMEMBERED_ANSWERS) answered.delete(answered.keys().next().value);
  showAnswer(answer.press, answer);
}

/** Shows an answer to whoever pressed here, once both the press and its answer are known. */
function showAnswer(press, answer) {
  const pane = open_.find((one) => one.presses.has(press));
  if (!pane || !answer) return;
  pane.presses.get(press)();
  if (!answer.text) return;
  if (answer.alert) dialog("", answer.text);
  else toast(answer.text);
}

export function startPanes() {
  on("news", (news) => (news.what === "answered" ? takeAnswer(news) : paneOf(news.chat)?.take(news)));
  on("moved", follow);
  on("people", refresh);
  on("stage", refresh);
  on("chat", (key) => { paneOf(key)?.show(); settleIn(key); });
  addEventListener("resize", () => { for (const pane of visible()) pane.read(); });
  document.addEventListener("visibilitychange", () => { for (const pane of visible()) pane.read(); });
  $("panes").append(nothingOpen());
}
