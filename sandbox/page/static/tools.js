// Draws the buttons at the right of the head.

import { order } from "./api.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { SHORTCUTS } from "./keys.js";
import { menu, panel } from "./popups.js";
import { on, store } from "./store.js";
import { dialog } from "./toasts.js";
import { say } from "./words.js";

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" };
const THEME_ICONS = { auto: "half", light: "sun", dark: "moon" };

const theme = () => document.documentElement.dataset.theme;

function changeTheme() {
  document.documentElement.dataset.theme = NEXT_THEME[theme()];
  localStorage.setItem("theme", theme());
  showTheme();
}

function showTheme() {
  $("theme").replaceChildren(icon(THEME_ICONS[theme()]));
  $("theme").title = say(`theme_${theme()}`);
  $("theme").setAttribute("aria-label", $("theme").title);
}

async function startOver() {
  if (!(await dialog(say("start_over"), say("start_over_text"), say("start_over")))) return;
  document.body.classList.add("starting-over");
  await order("stage/start_over");
  sessionStorage.clear();
  location.reload();
}

function showKeys() {
  panel($("menu"), say("keys"), (body) => {
    const rows = SHORTCUTS.map(([keys, what]) => el("div", {},
      el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, say(what))));
    body.append(el("dl", { class: "shortcuts" }, ...rows));
  });
}

/** What is read in a tab of its own; where each leads is decided as it is opened. */
const openings = () => (store.stage.openings ?? []).map(({ key, text }) => ({ href: `/sandbox/stage/open/${key}`, text }));

function showOpenings() {
  $("openings")?.replaceChildren(...openings().map(({ href, text }) =>
    el("a", { class: "tool wide", href, target: "_blank", rel: "noopener" }, text)));
}

function openMenu() {
  const language = $("language");
  menu($("menu"), [
    ...openings().map(({ href, text }) => ({ text, icon: "beside", act: () => window.open(href, "_blank", "noopener") })),
    { text: say(`theme_${theme()}`), icon: THEME_ICONS[theme()], act: changeTheme },
    { text: language.textContent, icon: "chat", act: () => language.click() },
    { text: say("keys"), icon: "edit", act: showKeys },
    ...(store.staged ? ["-", { text: say("start_over"), icon: "restart", danger: true, act: startOver }] : []),
  ]);
}

export function startTools() {
  $("actors")?.replaceChildren(icon("people"), el("span", {}, say("actors")));
  $("faults").replaceChildren(icon("bolt"), el("span", {}, say("faults")));
  $("menu").replaceChildren(icon("menu"));
  for (const button of [$("actors"), $("faults"), $("menu")]) button?.setAttribute("aria-label", button.title);
  $("menu").addEventListener("click", openMenu);
  $("theme").addEventListener("click", changeTheme);
  on("stage", showOpenings);
  showTheme();
}
