// Offers what one can do with a message.

import { order } from "./api.js";
import { menu } from "./popups.js";
import { pick } from "./picker.js";
import { position, store, titleFor } from "./store.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

export function messageMenu(pane, message, anchor) {
  const may = pane.person !== null && !pane.chat.gone;
  const own = pane.isOwn(message);
  const writes = may && pane.chat.kind !== "channel";
  menu(anchor, [
    writes && { text: say("reply"), icon: "reply", act: () => pane.composer.replyTo(message) },
    writes && own && !message.forwarded && { text: say("edit"), icon: "edit", act: () => pane.composer.edit(message) },
    may && { text: say("forward"), icon: "forward", act: () => forward(pane, message, anchor) },
    message.html && { text: say("copy"), icon: "copy", act: () => copy(plainText(message)) },
    may && own && { text: say("delete"), icon: "trash", danger: true, act: () => remove(pane, message) },
  ].filter(Boolean));
}

const target = (pane, message) => ({ person: pane.person, chat: pane.key, message: message.id });

export function plainText(message) {
  const node = document.createElement("div");
  node.innerHTML = message.html;
  return node.textContent;
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(say("copied"));
}

const remove = (pane, message) => order("delete", target(pane, message));

export function forward(pane, message, anchor) {
  const chats = [...store.chats.values()].filter((chat) => chat.people.includes(pane.person) && !chat.gone);
  pick(anchor.isConnected ? anchor : pane.node, {
    title: say("forward_to"), search: say("search_chats"), empty: say("no_chats"), chosen: null,
    entries: chats.map((chat) => {
      const name = titleFor(chat, pane.person);
      return { key: chat.key, name, text: position(pane.person), found: name, colour: "" };
    }),
    act: async (entry) => {
      const done = await order("forward", { ...target(pane, message), to: entry.key });
      if (done) toast(say("forwarded_done"));
    },
  });
}
