// Draws one message, or one album, as a bubble.

import { avatar } from "./avatars.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { fileLink, photos } from "./media.js";
import { copy, messageMenu } from "./deeds.js";
import { follow } from "./deeplinks.js";
import { isPrivate, position, store } from "./store.js";
import { gist, say, when } from "./words.js";

export function drawMessage(pane, album, place) {
  const [message] = album;
  const worded = album.find((one) => one.html) ?? message;
  const node = el("article", {
    class: classes(message, place), tabindex: "-1", dataset: { message: message.id },
    "aria-label": `${message.sender} ${when("time", new Date(message.at))}`,
  },
  place.mine || isPrivate(pane.chat) ? null : face(message, place),
  el("div", { class: "stack" },
    bubble(pane, album, worded, place),
    worded.keyboard.length ? keyboard(pane, worded) : null,
    worded.choices.length ? choices(pane, worded) : null));
  node.addEventListener("click", (event) => follow(pane, event));
  node.addEventListener("dblclick", (event) => {
    if (!event.target.closest("button, a, .text")) pane.composer.replyTo(message);
  });
  // A touch screen has no hovering, so a tap opens what a pointer finds at the corner.
  node.addEventListener("click", (event) => {
    if (matchMedia("(hover: none)").matches && !event.target.closest("button, a")) messageMenu(pane, message, node);
  });
  return node;
}

function classes(message, { mine, begins, ends }) {
  const flags = { mine, begins, ends, bot: message.bot, asks: message.force_reply };
  return ["message", ...Object.keys(flags).filter((name) => flags[name])].join(" ");
}

/** A run of messages has one picture, which stands at its foot. */
function face(message, place) {
  return place.ends ? avatar(message.sender, "", "small") : el("span", { class: "avatar-room" });
}

function bubble(pane, album, message, place) {
  const pictures = album.filter((one) => one.photo).map((one) => one.photo);
  const files = album.filter((one) => one.document).map((one) => one.document);
  const bare = pictures.length > 0 && !message.html;
  return el("div", { class: `bubble${pictures.length ? " pictured" : ""}${bare ? " bare" : ""}` },
    place.begins && !place.mine ? sender(pane, message) : null,
    message.forwarded ? el("div", { class: "forwarded" }, icon("forward"), `${say("forwarded")} ${message.forwarded}`) : null,
    message.reply ? quote(pane, message.reply) : null,
    pictures.length ? photos(pictures) : null,
    ...files.map(fileLink),
    message.contact ? contactCard(message.contact) : null,
    words(message),
    foot(pane, message, place),
    opener(pane, message));
}

function sender(pane, message) {
  if (isPrivate(pane.chat)) return null;
  const roles = [];
  if (message.anonymous) roles.push(say("anonymous"));
  else if (message.bot) roles.push(say("bot"));
  else if (position(message.sender_id) !== message.sender) roles.push(position(message.sender_id));
  const topic = pane.topic === null && message.thread ? pane.topicName(message.thread) : "";
  return el("div", { class: "sender" }, message.sender,
    ...roles.filter(Boolean).map((role) => el("small", {}, role)),
    topic ? el("small", { class: "topic" }, `# ${topic}`) : null);
}

export function quote(pane, glimpse) {
  return el("button", { type: "button", class: "quote", onclick: () => pane.log.goTo(glimpse.id) },
    el("b", {}, glimpse.sender), el("span", {}, gist(glimpse)));
}

function contactCard(contact) {
  return el("div", { class: "file contact" },
    icon("phone"), el("span", {}, contact.first_name), el("small", {}, `+${contact.phone_number.replace("+", "")}`));
}

function words(message) {
  if (!message.html) return null;
  const text = el("div", { class: "text" });
  text.innerHTML = message.html; // escaped by the server: only its own tags are in it
  return text;
}

function foot(pane, message, { mine }) {
  return el("div", { class: "foot" },
    ...message.reactions.map((emoji) => el("span", { class: "reaction" }, emoji)),
    message.pinned ? icon("pin", say("pinned")) : null,
    message.edited ? el("span", { class: "edited" }, say("edited")) : null,
    el("time", { datetime: message.at }, when("time", new Date(message.at))),
    mine && store.bots.size ? tick(message) : null);
}

function tick(message) {
  return message.fetched ? icon("checks", say("fetched")) : icon("check", say("sent"));
}

function opener(pane, message) {
  return el("button", {
    type: "button", class: "opener", "aria-label": say("more"), title: say("more"), "aria-haspopup": "menu",
    tabindex: "-1", dataset: { focus: "opener" },
    onclick: (event) => messageMenu(pane, message, event.currentTarget),
  }, icon("chevron"));
}

function keyboard(pane, message) {
  const button = (one) => (one.url
    ? el("a", { href: one.url, rel: "noreferrer", target: "_blank" }, one.text)
    : el("button", {
      type: "button", class: one.style ?? "", disabled: one.data === null && !one.copies,
      dataset: { data: one.data ?? "", focus: one.data ?? one.text },
      onclick: (event) => (one.copies ? copy(one.copies) : pane.press(message, one, event.currentTarget)),
    }, one.copies ? icon("copy") : null, one.text));
  return el("div", { class: "keys" }, ...message.keyboard.map((row) => el("div", {}, ...row.map(button))));
}

function choices(pane, message) {
  const take = (one, anchor) => {
    if (one.request_chat) return pane.shareChat(message, one, anchor);
    return one.request_contact ? pane.shareNumber(message, one) : pane.composer.say(one.text);
  };
  const button = (one) => el("button", { type: "button", onclick: (event) => take(one, event.currentTarget) }, one.text);
  return el("div", { class: "keys choices" }, ...message.choices.map((row) => el("div", {}, ...row.map(button))));
}
