// Offers what can befall the bot in one chat: it is thrown out, blocked, or the group moves.

import { order } from "./api.js";
import { isPrivate, store, tell } from "./store.js";
import { say } from "./words.js";

/** Lists what can befall the bot in the chat of a pane. */
export function faultItems(pane) {
  const { chat } = pane;
  if (chat.gone || !store.bots.size) return [];
  const about = { chat: chat.key, person: pane.person ?? chat.people[0] };
  const hasBot = chat.bots.length > 0;
  if (isPrivate(chat)) return [hasBot ? block(about) : unblock(about)];
  return [
    hasBot ? kick({ ...about, bot: chat.bots[0] }) : bringBack({ ...about, bot: chat.known_bots[0] }),
    chat.kind === "group" && upgrade(about),
  ].filter(Boolean);
}

const kick = (about) => ({ text: say("kick"), icon: "close", danger: true, act: () => order("kick", about) });
const bringBack = (about) => ({ text: say("bring_back"), icon: "restart", act: () => order("bring_back", about) });
const block = (about) => ({ text: say("block"), icon: "close", danger: true, act: () => order("block", about) });
const unblock = (about) => ({ text: say("unblock"), icon: "restart", act: () => order("start", about) });

const upgrade = (about) => ({
  text: say("upgrade"), icon: "people",
  act: async () => {
    const done = await order("upgrade", about);
    if (done) tell("moved", { from: about.chat, to: done.chat });
  },
});
