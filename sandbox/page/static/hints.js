// Guides through the first minute: who to be, where, and what to write or to press.

import { order } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import * as panes from "./panes.js";
import { on, store, tell } from "./store.js";
import { say } from "./words.js";

let shown = "";

function show() {
  const { hint } = store.stage;
  const now = JSON.stringify(hint);
  if (now === shown) return;
  shown = now;
  $("hint").hidden = !hint;
  if (hint) $("hint").replaceChildren(dots(hint), el("p", {}, hint.text), ...buttons(hint));
  for (const pane of panes.all()) mark(pane);
}

function dots({ step, steps }) {
  const each = Array.from({ length: steps }, (_, index) => el("i", { class: index < step ? "done" : "" }));
  return el("span", { class: "dots", "aria-label": `${step} / ${steps}` }, ...each);
}

function buttons(hint) {
  return [
    el("button", { type: "button", class: "plain strong", onclick: () => lead(hint) }, say("show_me")),
    el("button", {
      type: "button", class: "tool", title: say("dismiss"), "aria-label": say("dismiss"),
      onclick: async () => { if (await order("stage/hints/dismiss")) tell("stage-soon"); },
    }, icon("close")),
  ];
}

/** Goes to the chat as the person, with the words at hand or the button in sight. */
async function lead({ chat, person, fill, press }) {
  const pane = panes.open(chat, { person });
  if (!pane) return;
  if (fill) pane.composer.fill(fill);
  if (!press) return;
  await pane.log.ready;
  const button = wanted(pane, press);
  button?.scrollIntoView({ block: "center" });
  button?.focus();
}

const wanted = (pane, label) =>
  [...pane.log.list.querySelectorAll(".keys button")].findLast((button) => button.textContent.includes(label));

/** The button to be pressed glows wherever its chat is open. */
function mark(pane) {
  for (const old of pane.log.list.querySelectorAll(".wanted")) old.classList.remove("wanted");
  const { hint } = store.stage;
  if (hint?.press && hint.chat === pane.key) wanted(pane, hint.press)?.classList.add("wanted");
}

export function startHints() {
  on("stage", show);
  on("drawn", mark);
}
