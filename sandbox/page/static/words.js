// Gives the words of the page in the reader's language, and tells dates and sizes in it.

const words = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang;
const locale = language === "zh" ? "zh-CN" : "en-GB";

/** Returns the phrase with its {places} filled. */
export function say(key, places = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

export const knows = (key) => key in words;

let zone;
let formats = {};

const STYLES = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  day: { month: "long", day: "numeric", weekday: "long" },
  now: { month: language === "zh" ? "long" : "short", day: "numeric", weekday: "short" },
  shortDay: { month: "numeric", day: "numeric" },
  date: { year: "numeric", month: "2-digit", day: "2-digit" },
};

/** The zone in which all times are shown; undefined is the browser's. */
export function setZone(name) {
  if (name === zone) return;
  zone = name;
  formats = {};
}

/** Making a format costs more than using it, so each is made once. */
export function when(style, instant) {
  formats[style] ??= new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone: zone });
  return formats[style].format(instant);
}

export const sameDay = (a, b) => when("date", a) === when("date", b);

/** Lists show the hour for today, and the day before that. */
export function briefly(instant, now) {
  return sameDay(instant, now) ? when("time", instant) : when("shortDay", instant);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

const nameOf = (glimpse) => glimpse.sender;

/** Tells what a service message says. */
export function serviceText(glimpse) {
  const { kind, detail } = glimpse.service;
  const by = nameOf(glimpse);
  const places = { by, who: detail, what: detail };
  if (kind === "new_chat_members") return say(by === detail ? "service.joined" : "service.added", places);
  if (kind === "left_chat_member") return say(by === detail ? "service.left" : "service.removed", places);
  if (kind === "pinned_message") return say("service.pinned", places);
  return knows(`service.${kind}`) ? say(`service.${kind}`, places) : `${by}: ${kind}`;
}

/** Tells what a message says, in one line and without its sender. */
export function gist(glimpse) {
  if (glimpse.service) return serviceText(glimpse);
  const text = glimpse.gist.replace(/\s+/g, " ");
  const name = glimpse.document?.name ?? glimpse.document;
  if (glimpse.photo) return `〔${say("photo")}〕${text}`;
  if (glimpse.contact) return `〔${say("contact")}〕${glimpse.contact.first_name ?? glimpse.contact}`;
  if (name) return `〔${say("file")}〕${text || name}`;
  return text;
}
