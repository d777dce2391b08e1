// Does everything by keyboard. Plain letters act on the focused message, never while one writes.

import { moveBy } from "./chats.js";
import { toNextDue, togglePause } from "./clock.js";
import { forward, messageMenu } from "./deeds.js";
import { $ } from "./dom.js";
import * as panes from "./panes.js";

export const SHORTCUTS = [
  ["Ctrl K", "keys.search"],
  ["Alt ↑ ↓", "keys.next"],
  ["Alt 1 2 3", "keys.pane"],
  ["↑ ↓", "keys.messages"],
  ["Enter R E F", "keys.message"],
  ["↑", "keys.last"],
  ["Enter Shift+Enter", "keys.send"],
  ["Alt P", "keys.pause"],
  ["Alt N", "keys.due"],
];

function anywhere(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return search;
  if (!event.altKey || event.ctrlKey) return null;
  const digit = /^Digit([123])$/.exec(event.code);
  if (digit) return () => goToPane(Number(digit[1]) - 1);
  return {
    ArrowUp: () => moveBy(-1), ArrowDown: () => moveBy(1), KeyP: togglePause,
    KeyN: () => { if ($("next-due")) toNextDue(); },
  }[event.code] ?? null;
}

function search() {
  $("main").classList.remove("reading");
  $("search").select();
}

function goToPane(index) {
  panes.all()[index]?.composer.text.focus();
}

function onMessages(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const pane = panes.active();
  if (!pane?.log.node.contains(event.target)) return null;
  if (event.key === "ArrowUp") return () => pane.log.step(-1);
  if (event.key === "ArrowDown") return () => pane.log.step(1);
  if (event.key === "Escape") return () => pane.composer.text.focus();
  const message = pane.log.focused;
  if (!message || !event.target.matches(".message")) return null;
  const node = event.target;
  const acts = {
    enter: () => messageMenu(pane, message, node.querySelector(".opener")),
    r: () => pane.composer.replyTo(message),
    e: () => { if (pane.isOwn(message)) pane.composer.edit(message); },
    f: () => forward(pane, message, node),
  };
  return acts[event.key.toLowerCase()] ?? null;
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const act = anywhere(event) ?? onMessages(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
