// The page of the sandbox. Everything it knows comes from GET /sandbox/…, and the news from
// /sandbox/events; everything it does is a POST to /sandbox/….

import { startActors } from "./actors.js";
import { startChats } from "./chats.js";
import { startClock } from "./clock.js";
import { startFaults } from "./faults.js";
import { startHints } from "./hints.js";
import { startKeys } from "./keys.js";
import { open, openAll, remembered, startPanes } from "./panes.js";
import { startPeople } from "./people.js";
import { keep, recall } from "./reads.js";
import { refresh, startStage } from "./stage.js";
import { byNewest, load, store } from "./store.js";
import { listen } from "./stream.js";
import { startTools } from "./tools.js";

const PHONE = matchMedia("(max-width: 719px)");

/** Opens what was open before a reload, else what the stage proposes, else the newest chat. */
function openFirst() {
  const before = remembered();
  if (before) openAll(before);
  else if (store.stage.panes.length) openAll(store.stage.panes);
  else if (!PHONE.matches) {
    const [newest] = [...store.chats.values()].sort(byNewest);
    if (newest) open(newest.key);
  }
  if (before?.length && PHONE.matches) open(before[0].chat);
}

await load();
recall();
startClock();
startTools();
startPanes();
startPeople();
startChats();
startStage();
startActors();
startFaults();
startHints();
startKeys();
listen();
addEventListener("pagehide", keep);
if (store.staged) await refresh();
openFirst();
document.body.classList.add("ready");
