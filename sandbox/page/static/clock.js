// Shows what time it is here, how fast it runs, and what comes next.

import { order } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import * as panes from "./panes.js";
import { panel } from "./popups.js";
import { refresh } from "./stage.js";
import { on, store, tell } from "./store.js";
import { say, setZone, when } from "./words.js";

const HOUR = 3600;
/** Real milliseconds between two looks at the clock while it runs. */
const LOOK = 250;

let shownAt = performance.now();
let before = 1;
let busy = false;

/** The sandbox tells the time now and then; in between the page goes on by itself. */
export function now() {
  const speed = store.clock.speed ?? 1;
  return new Date(Date.parse(store.clock.now) + (performance.now() - shownAt) * speed);
}

function draw() {
  const instant = now();
  const time = $("now").firstElementChild;
  const text = `${when("now", instant)} ${when("seconds", instant)}`;
  if (time.textContent === text) return;
  time.textContent = text;
  time.dateTime = instant.toISOString();
}

export function showClock() {
  shownAt = performance.now();
  setZone(store.clock.zone ?? undefined);
  for (const button of document.querySelectorAll("[data-speed]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === store.clock.speed));
  }
  draw();
}

export async function setSpeed(speed) {
  take(await order("clock", { speed }));
}

export function togglePause() {
  if (store.clock.speed === null) return;
  if (store.clock.speed > 0) before = store.clock.speed;
  setSpeed(store.clock.speed > 0 ? 0 : before);
}

function take(clock) {
  if (!clock) return;
  store.clock = clock;
  tell("clock");
  tell("stage-soon");
}

/** Moving the clock may take a while, because everything that is due on the way is done first. */
async function move(work) {
  if (busy) return;
  busy = true;
  document.body.classList.add("moving");
  try {
    await work();
    await refresh();
  } finally {
    busy = false;
    document.body.classList.remove("moving");
  }
}

export const toNextDue = () => move(() => order("stage/next"));

const anHour = () => move(async () => {
  if (store.staged) await order("stage/step", { seconds: HOUR });
  else take(await order("clock", { step: HOUR }));
});

// What is due

function showNextDue() {
  const button = $("next-due");
  if (!button) return;
  const [next] = store.stage.due;
  button.replaceChildren(icon("skip"), el("span", { class: "label" }, say("next_due")),
    ...(next ? [el("span", {}, when("time", new Date(next.at))), el("span", { class: "what" }, next.text)] : []));
  button.title = next ? `${say("to_next_due")}: ${next.text}` : say("to_next_due");
  button.disabled = !next;
}

function dueLine({ at, text, chat }, close) {
  const instant = new Date(at);
  const parts = [
    el("time", { datetime: at }, el("small", {}, when("shortDay", instant)), when("time", instant)),
    el("span", {}, text),
  ];
  if (!store.chats.has(chat)) return el("li", {}, ...parts);
  return el("li", {}, el("button", { type: "button", onclick: () => { close(); panes.open(chat); } }, ...parts));
}

function fillSchedule(body, close) {
  const speeds = $("clock").querySelector(".speeds")?.cloneNode(true);
  const hour = el("button", { type: "button", class: "plain", onclick: anHour }, say("hour"));
  const controls = el("div", { class: "controls" }, speeds ?? "", speeds ? hour : say("real_clock"));
  speeds?.addEventListener("click", speedClicked);
  const list = el("ol", { class: "due" });
  const show = () => {
    list.replaceChildren(...store.stage.due.map((one) => dueLine(one, close)));
    if (!list.children.length) list.append(el("li", { class: "nothing" }, say("nothing_due")));
  };
  body.append(controls, ...(store.staged ? [el("h3", {}, say("due")), list] : []));
  show();
  return show;
}

function openSchedule() {
  let show = null;
  panel($("now"), say("clock"), (body, close) => { show = fillSchedule(body, close); }, () => { refill = null; });
  refill = show;
}

let refill = null;

function speedClicked({ target }) {
  const button = target.closest("[data-speed]");
  if (button) setSpeed(Number(button.dataset.speed));
}

export function startClock() {
  for (const button of document.querySelectorAll('[data-speed="0"]')) button.replaceChildren(icon("pause"));
  $("clock").querySelector(".speeds")?.addEventListener("click", speedClicked);
  $("hour")?.addEventListener("click", anHour);
  $("next-due")?.addEventListener("click", toNextDue);
  $("now").addEventListener("click", openSchedule);
  on("clock", showClock);
  on("stage", () => { showNextDue(); refill?.(); });
  showClock();
  showNextDue();
  setInterval(() => { if (store.clock.speed !== 0) draw(); }, LOOK);
}
