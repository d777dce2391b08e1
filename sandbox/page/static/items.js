// Lists what a log shows, from top to bottom: days, service messages, messages and albums.

import { drawMessage } from "./message.js";
import { el } from "./dom.js";
import { actor } from "./store.js";
import { sameDay, serviceText, when } from "./words.js";

/** Messages of one sender within this time stand together. */
const TOGETHER = 5 * 60 * 1000;

/** Makes one entry of photos and files that were sent together; everything else stands alone. */
function gathered(messages) {
  const entries = [];
  for (const message of messages) {
    const before = entries.at(-1);
    const goesOn = message.album && before?.[0].album === message.album && !message.service;
    if (goesOn) before.push(message);
    else entries.push([message]);
  }
  return entries;
}

const follows = (before, message) =>
  before && !before.service && before.sender_id === message.sender_id
  && before.anonymous === message.anonymous
  && before.thread === message.thread
  && new Date(message.at) - new Date(before.at) < TOGETHER
  && sameDay(new Date(before.at), new Date(message.at));

export function itemsOf(pane, messages) {
  const items = [];
  const entries = gathered(messages);
  let last = null;
  entries.forEach((entry, index) => {
    const [first] = entry;
    const at = new Date(first.at);
    if (!last || !sameDay(last, at)) items.push(day(at));
    last = at;
    items.push(first.service ? service(first) : bubble(pane, entries, index));
  });
  return items;
}

function day(at) {
  const label = when("day", at);
  return {
    key: `day ${when("date", at)}`, signature: [label],
    draw: () => el("div", { class: "day" }, el("span", {}, label)),
  };
}

function service(message) {
  return {
    key: message.id, signature: [message],
    draw: () => el("div", { class: "service", dataset: { message: message.id } }, el("span", {}, serviceText(message))),
  };
}

function bubble(pane, entries, index) {
  const album = entries[index];
  const [message] = album;
  const place = {
    mine: pane.isMine(message),
    begins: !follows(entries[index - 1]?.at(-1), message),
    ends: !entries[index + 1] || !follows(message, entries[index + 1][0]),
    scripted: Boolean(actor(message.sender_id)?.on),
    topics: pane.topic === null,
  };
  return {
    key: message.id,
    signature: [album.length, ...album, place.mine, place.begins, place.ends, place.topics],
    draw: () => drawMessage(pane, album, place),
  };
}
