// Shows what the backstage tells: soon after anything happens, and now and then while time runs.

import { ask } from "./api.js";
import { $, el, throttled } from "./dom.js";
import { on, store, tell } from "./store.js";
import { language, say } from "./words.js";

const PAUSE = 400;
const WHILE_TIME_RUNS = 2000;

let turn = Promise.resolve();
let waiting = 0;

/** One question is asked at a time; this resolves when the stage is shown as it was after the call. */
export function refresh() {
  waiting += 1;
  turn = turn.then(look).finally(() => { waiting -= 1; });
  return turn;
}

async function look() {
  // Between two worlds there is nothing to ask.
  if (document.body.classList.contains("starting-over")) return;
  try {
    Object.assign(store.stage, await ask(`/sandbox/stage?lang=${language}`));
    tell("stage");
  } catch (error) {
    console.debug(error);
  }
}

/** A slow backstage is not asked faster than it answers. */
export const refreshSoon = throttled(() => { if (waiting < 2) refresh(); }, PAUSE);

function showRibbon() {
  const { ribbon } = store.stage;
  if (!ribbon) return showBanner();
  const { level, title, figures } = ribbon;
  $("ribbon").dataset.level = level;
  return $("ribbon").replaceChildren(
    el("strong", { class: "title" }, title),
    ...figures.map(([name, value]) => el("span", { class: "figure" }, el("small", {}, name), el("b", {}, value))));
}

/** A world without a backstage may still have a banner to show. */
function showBanner() {
  const { banner } = store.clock;
  if (banner.length) $("ribbon").replaceChildren(...banner.map((line) => el("span", { class: "figure" }, line)));
}

let backAt = 0;

function showOutage() {
  backAt = store.stage.back_in > 0 ? performance.now() + store.stage.back_in * 1000 : 0;
  countDown();
}

function countDown() {
  const left = Math.ceil((backAt - performance.now()) / 1000);
  $("outage").hidden = left <= 0;
  if (left > 0) $("outage").firstElementChild.textContent = say("network_down", { n: left });
  else if (backAt) {
    backAt = 0;
    refreshSoon();
  }
}

export function startStage() {
  on("stage", () => { showRibbon(); showOutage(); });
  on("clock", () => { if (!store.stage.ribbon) showBanner(); });
  on("stage-soon", refreshSoon);
  setInterval(() => {
    countDown();
    if (store.staged && !document.hidden && store.clock.speed !== 0) refreshSoon();
  }, WHILE_TIME_RUNS / 2);
}
