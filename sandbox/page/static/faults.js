// Things that go wrong, on request.

import { order } from "./api.js";
import { $ } from "./dom.js";
import { menu } from "./popups.js";
import * as panes from "./panes.js";
import { isPrivate, store, tell, titleFor } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

/** What can befall the bot in the chat of a pane. */
export function faultItems(pane) {
  const { chat } = pane;
  if (chat.gone || !store.bots.size) return [];
  const about = { chat: chat.key, person: pane.person ?? chat.people[0] };
  const hasBot = chat.bots.length > 0;
  if (isPrivate(chat)) return [hasBot ? block(about) : unblock(about)];
  return [
    hasBot ? kick({ ...about, bot: chat.bots[0] }) : bringBack({ ...about, bot: chat.known_bots[0] }),
    chat.kind === "group" && upgrade(about),
  ].filter(Boolean);
}

const kick = (about) => ({ text: say("kick"), icon: "close", danger: true, act: () => order("kick", about) });
const bringBack = (about) => ({ text: say("bring_back"), icon: "restart", act: () => order("bring_back", about) });
const block = (about) => ({ text: say("block"), icon: "close", danger: true, act: () => order("block", about) });
const unblock = (about) => ({ text: say("unblock"), icon: "restart", act: () => order("start", about) });

const upgrade = (about) => ({
  text: say("upgrade"), icon: "people",
  act: async () => {
    const done = await order("upgrade", about);
    if (done) panes.follow(about.chat, done.chat);
  },
});

const networkItem = () => (store.stage.back_in > 0
  ? { text: say("mend"), icon: "check", act: () => setNetwork("mend") }
  : { text: say("cut"), icon: "bolt", act: () => setNetwork("cut") });

async function setNetwork(what) {
  if (await order(`network/${what}`)) tell("stage-soon");
}

async function restart() {
  toast(say("working"));
  if (await order("stage/restart")) toast(say("restarted"));
}

function openMenu() {
  const pane = panes.active();
  const here = pane ? faultItems(pane) : [];
  menu($("faults"), [
    ...here, here.length ? "-" : null,
    networkItem(),
    store.staged ? { text: say("restart"), icon: "restart", act: restart } : null,
  ], here.length ? say("faults_in", { chat: titleFor(pane.chat, pane.person) }) : say("no_chat_for_faults"));
}

export function startFaults() {
  $("faults").addEventListener("click", openMenu);
  $("outage").querySelector("button").addEventListener("click", () => setNetwork("mend"));
}
