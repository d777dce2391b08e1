// Lets the reader order things to go wrong.

import { order } from "./api.js";
import { faultItems } from "./befalling.js";
import { $ } from "./dom.js";
import { menu } from "./popups.js";
import * as panes from "./panes.js";
import { store, tell, titleFor } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

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
