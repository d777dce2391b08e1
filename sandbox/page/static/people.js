// Chooses who one is: everyone at once, or one person with that person's chats.

import { avatar } from "./avatars.js";
import { $, el } from "./dom.js";
import { icon } from "./icons.js";
import { pick } from "./picker.js";
import { office, on, personName, position, store, tell } from "./store.js";
import { say } from "./words.js";

function chatsByPerson() {
  const counts = new Map();
  for (const chat of store.chats.values()) {
    if (chat.gone) continue;
    for (const id of chat.people) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function describe(id, counts) {
  const chats = say("chats_of", { n: counts.get(id) ?? 0 });
  const post = position(id);
  return post && post !== personName(id) ? `${post} · ${chats}` : chats;
}

export function peopleEntries() {
  const counts = chatsByPerson();
  return [...store.people.values()].map((person) => ({
    key: person.id,
    name: person.name,
    text: describe(person.id, counts),
    found: `${person.name} ${position(person.id)} ${office(person.id)}`,
    colour: "",
    group: office(person.id),
  }));
}

function choose() {
  const everyone = {
    key: null, name: say("everyone"), text: say("everyone_text"), found: say("everyone"), colour: "",
  };
  pick($("me"), {
    title: say("switch"), search: say("search_people"), empty: say("no_people"),
    entries: [everyone, ...peopleEntries()], chosen: store.me, act: (entry) => become(entry.key),
  });
}

export function become(id) {
  store.me = id;
  sessionStorage.setItem("me", JSON.stringify(id));
  show();
  tell("me");
}

function show() {
  const name = store.me ? personName(store.me) : say("everyone");
  const text = store.me ? describe(store.me, chatsByPerson()) : say("everyone_text");
  $("me").replaceChildren(
    avatar(name),
    el("span", { class: "name" }, el("small", {}, say("me")), name),
    el("span", { class: "text" }, text),
    icon("chevron"));
}

export function startPeople() {
  const kept = JSON.parse(sessionStorage.getItem("me") ?? "null");
  store.me = store.people.has(kept) ? kept : null;
  $("me").addEventListener("click", choose);
  on("people", show);
  on("stage", show);
  show();
}
