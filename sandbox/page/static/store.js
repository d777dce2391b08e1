// Holds what the page knows, and tells of changes whoever wants to hear of them.

import { ask } from "./api.js";

export const store = {
  play: "",
  number: 0,
  staged: false,
  people: new Map(),
  bots: new Map(),
  chats: new Map(),
  /** The person whose chats are listed; null lists the chats of all. */
  me: null,
  clock: { now: new Date().toISOString(), speed: null, zone: null, banner: [] },
  stage: { marks: {}, positions: {}, offices: {}, actors: [], due: [], panes: [], ribbon: null, hint: null, back_in: 0 },
};

const bus = new EventTarget();

/** The topics are chats, people, me, clock, stage, news, drawn and moved. */
export function on(topic, listener) {
  bus.addEventListener(topic, (event) => listener(event.detail));
}

export function tell(topic, detail) {
  bus.dispatchEvent(new CustomEvent(topic, { detail }));
}

export async function load() {
  const answer = await ask("/sandbox/state");
  const { play, number, staged } = answer;
  Object.assign(store, { play, number, staged, clock: answer.clock });
  store.people = new Map(answer.people.map((person) => [person.id, person]));
  store.bots = new Map(answer.bots.map((bot) => [bot.id, bot]));
  store.chats = new Map(answer.chats.map((chat) => [chat.key, chat]));
  if (!store.people.has(store.me)) store.me = null;
  tell("clock");
  tell("people");
  tell("chats");
}

export const personName = (id) => store.people.get(id)?.name ?? "";
export const position = (id) => store.stage.positions[id] ?? "";
export const office = (id) => store.stage.offices?.[id] ?? "";
export const actor = (id) => store.stage.actors.find((one) => one.person === id) ?? null;
export const isPrivate = (chat) => chat.kind === "private";
export const botOf = (chat) => store.bots.get(chat.known_bots[0]) ?? store.bots.values().next().value ?? null;

/** Instants of one zone and form sort as texts, which is a hundred times faster than as dates. */
export const byNewest = (a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0);

/** A person's own list names a private chat after the bot, the list of all after the person. */
export function titleFor(chat, viewer) {
  if (!isPrivate(chat)) return chat.title;
  return viewer ? botOf(chat)?.name ?? chat.title : chat.title;
}
