// Keeps the page true: hears of a new version, fetches the page, and swaps what has changed.

import { OfficeClock, age, span } from "./clock.js";
import { Folding } from "./folding.js";
import { Listener } from "./listening.js";
import { swap } from "./swapping.js";
import { Wall } from "./wall.js";

const said = document.body.dataset;
const units = {
  day: said.day, hour: said.hour, minute: said.minute, second: said.second,
  gap: said.language === "zh" ? "" : " ",
};
const main = document.querySelector("#board");
const link = document.querySelector("#link");
const clock = new OfficeClock();
const folding = new Folding(main);
const wall = document.documentElement.classList.contains("wall") ? new Wall(main) : null;

const RENEW_AFTER = 24 * 3_600_000;
const opened = performance.now();

let shown = Number(main.dataset.version);
let isLost = false;
let isCrowded = false;
let seenAt = performance.now();
let fetching = null;
let isWanted = false;

function takeTime() {
  clock.set(main.dataset.now, Number(main.dataset.pace));
}

async function renew() {
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
  // Whoever may not look any more is shown the page that says so.
  if (answer.status === 401 || answer.status === 403 || answer.redirected) return location.reload();
  if (!answer.ok) throw new Error(`the board answered ${answer.status}`);
  if (swap(main, await answer.text()) === null) return location.reload();
  shown = Number(main.dataset.version);
  takeTime();
  seenAt = performance.now();
  folding.again();
  wall?.again();
  tick();
}

// One fetch at a time; whatever comes meanwhile is asked for once more after it.
function refresh() {
  isWanted = true;
  fetching ??= (async () => {
    while (isWanted) {
      isWanted = false;
      await renew().catch(lose);
    }
    fetching = null;
  })();
}

function heard(name, news) {
  isLost = isCrowded = false;
  if (news.now) clock.set(news.now, news.pace ?? clock.pace);
  seenAt = performance.now();
  if (name === "version" && news.version !== shown) refresh();
  tellLink();
}

function lose() {
  isLost = true;
  tellLink();
}

function crowd() {
  isLost = isCrowded = true;
  tellLink();
}

function tellLink() {
  const why = isCrowded ? said.crowded : said.lost;
  const text = isLost ? why.replace("{age}", age(performance.now() - seenAt, units)) : said.live;
  if (link.textContent !== text) link.textContent = text;
  link.classList.toggle("lost", isLost);
}

function tick() {
  const now = clock.now();
  for (const one of document.querySelectorAll("[data-until]")) {
    const text = span(Date.parse(one.dataset.until) - now, units);
    if (one.textContent !== text) one.textContent = text;
  }
  const face = document.querySelector("[data-clock]");
  face.dateTime = new Date(now).toISOString();
  face.textContent = told(now);
  tellLink();
  if (!isLost && now >= Date.parse(main.dataset.changes)) due();
}

// The instant at which something changes by itself is asked for once.
let askedFor = "";
function due() {
  if (askedFor === main.dataset.changes) return;
  askedFor = main.dataset.changes;
  setTimeout(refresh, Math.random() * 500);
}

// The office's own time of day, whatever zone this device is in.
const offset = Number(main.dataset.offset) * 60_000;
function told(now) {
  const local = new Date(now + offset);
  const [month, day] = [local.getUTCMonth() + 1, local.getUTCDate()];
  const time = local.toISOString().slice(11, 19);
  return said.language === "zh" ? `${month}月${day}日 ${time}` : `${day} ${local.toLocaleString("en", { month: "short", timeZone: "UTC" })} ${time}`;
}

// A wall that hangs for months starts afresh each day, once the board has answered: where it is away,
// the browser would show its own page, which never comes back by itself.
async function startAfresh() {
  if (!wall || isLost || performance.now() - opened <= RENEW_AFTER) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

takeTime();
tick();
setInterval(tick, 1000);
setInterval(startAfresh, 60_000);
new Listener("events", heard, lose, crowd).start();
