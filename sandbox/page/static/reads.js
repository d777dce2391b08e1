// Counts who has read how much of which chat. Everything that was there at the start counts as read.

import { store } from "./store.js";

let read = new Map();
let baseline = new Map();

const key = (person, chat) => `${person ?? 0}|${chat.key}`;

/** It survives a reload of the page within the same world, as for the other language. */
export function recall() {
  const kept = JSON.parse(sessionStorage.getItem("reads") ?? "null");
  const same = kept?.play === store.play;
  read = new Map(same ? kept.read : []);
  baseline = new Map(same ? kept.baseline : [...store.chats.values()].map((chat) => [chat.key, chat.count]));
}

export function keep() {
  const kept = { play: store.play, read: [...read], baseline: [...baseline] };
  sessionStorage.setItem("reads", JSON.stringify(kept));
}

const seen = (person, chat) => read.get(key(person, chat)) ?? baseline.get(chat.key) ?? 0;

export const unread = (person, chat) => Math.max(chat.count - seen(person, chat), 0);

/** What one person has read is read in the list of everyone's chats too. */
export function markRead(person, chat) {
  read.set(key(person, chat), chat.count);
  read.set(key(null, chat), chat.count);
}

/** What a person writes counts as read by that person. */
export function countOwn(person, chat) {
  if (store.people.has(person)) read.set(key(person, chat), seen(person, chat) + 1);
}

/** A deleted message leaves every count. */
export function countDeleted(chat) {
  for (const [name, count] of read) {
    if (name.endsWith(`|${chat.key}`) && count > chat.count) read.set(name, chat.count);
  }
}
