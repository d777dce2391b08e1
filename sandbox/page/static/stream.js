// Takes news from the sandbox as they happen.

import { $, throttled } from "./dom.js";
import { countDeleted, countOwn } from "./reads.js";
import { load, store, tell } from "./store.js";

const loadSoon = throttled(loadAnew, 500);
/** News that came while everything was asked for anew; they may be newer than the answer. */
let late = null;

async function loadAnew() {
  late ??= [];
  try {
    await load();
  } finally {
    const batch = late;
    late = null;
    takeAll(batch);
  }
}

function take(news) {
  if (news.what === "chat") return takeChat(news);
  if (news.what === "answered") return tell("news", news);
  const chat = store.chats.get(news.chat);
  if (!chat) return loadSoon();
  if (news.what === "sent") noteSent(chat, news.message);
  else if (news.what === "deleted") noteDeleted(chat);
  else if (news.what === "edited" && chat.last?.id === news.message.id) chat.last = news.message;
  return tell("news", news);
}

function noteSent(chat, message) {
  if (message.id <= chat.last?.id) return;
  chat.last = message;
  chat.at = message.at;
  chat.count += 1;
  countOwn(message.sender_id, chat);
  if (message.service?.kind === "forum_topic_created") addTopic(chat, message);
}

function addTopic(chat, { id, service }) {
  if (!chat.topics.some((topic) => topic.id === id)) chat.topics.push({ id, name: service.detail });
  tell("chat", chat.key);
}

function noteDeleted(chat) {
  chat.count -= 1;
  countDeleted(chat);
}

function takeChat({ chat: key, view }) {
  if (view.people.some((id) => !store.people.has(id))) return loadSoon();
  store.chats.set(key, view);
  return tell("chat", key);
}

function takeAll(batch) {
  if (late) return void late.push(...batch);
  for (const news of batch) take(news);
  tell("chats");
  tell("stage-soon");
}

/** The world was started over or the sandbox anew. Whoever ordered it loads when it is done. */
function over() {
  if (!document.body.classList.contains("starting-over")) location.reload();
}

export function listen() {
  const events = new EventSource(`/sandbox/events?since=${store.number}&play=${store.play}`);
  events.addEventListener("news", (event) => takeAll(JSON.parse(event.data)));
  events.addEventListener("clock", (event) => { store.clock = JSON.parse(event.data); tell("clock"); });
  events.addEventListener("over", over);
  events.onopen = () => { $("offline").hidden = true; };
  events.onerror = () => { $("offline").hidden = false; };
}
