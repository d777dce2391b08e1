// Follows links that start the bot with a code, as the phone does: nothing leaves the machine.

import { order } from "./api.js";
import { load, store } from "./store.js";

const START = /^https:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/;

/** Follows the link of this click if it leads to a bot of this world. */
export async function follow(pane, event) {
  const link = event.target.closest("a");
  const [, username, code] = START.exec(link?.href ?? "") ?? [];
  const bot = [...store.bots.values()].find((one) => one.username && one.username === username);
  if (!bot || pane.person === null) return;
  event.preventDefault();
  const done = await order("start", { person: pane.person, bot: bot.id, code });
  if (!done) return;
  await load();
  pane.layout.open(done.chat, { person: pane.person });
}
