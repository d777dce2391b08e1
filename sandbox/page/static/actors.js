// Lists the scripted people, each with a switch.

import { order } from "./api.js";
import { avatar } from "./avatars.js";
import { $, el } from "./dom.js";
import { panel } from "./popups.js";
import { on, store, tell } from "./store.js";
import { Windowed } from "./windowed.js";
import { knows, say } from "./words.js";

const HEIGHT = 62;
let list = null;

const entries = () => store.stage.actors.map((one) => ({ key: one.person, ...one }));

function row({ person, name, character, text, on: acting }) {
  const word = knows(`character.${character}`) ? say(`character.${character}`) : character;
  return el("div", { class: "actor" },
    avatar(name),
    el("span", { class: "name" }, name, el("small", { class: "character", dataset: { character } }, word)),
    el("span", { class: "text" }, text),
    el("span", { class: "switch", role: "switch", "aria-checked": String(acting), "aria-label": name, dataset: { person } }));
}

async function toggle({ person, on: acting }) {
  if (await order("stage/actor", { person, on: !acting })) tell("stage-soon");
}

function open() {
  panel($("actors"), say("actors"), (body) => {
    list = new Windowed({
      height: HEIGHT, label: say("actors"), empty: "", draw: row, pick: toggle,
      signature: ({ name, character, text, on: acting }) => [name, character, text, acting],
    });
    list.node.style.height = `${Math.min(store.stage.actors.length, 8) * HEIGHT}px`;
    body.append(el("p", { class: "text" }, say("actors_text")), list.node);
    list.show(entries());
  }, () => { list = null; });
}

export function startActors() {
  $("actors")?.addEventListener("click", open);
  on("stage", () => list?.show(entries()));
}
