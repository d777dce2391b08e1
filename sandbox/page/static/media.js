// Draws photos, albums and files inside bubbles, and shows a photo large.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { say, size } from "./words.js";

const WIDEST = 340;
const TALLEST = 320;

/** Room is kept before a photo has come, so that the log never jumps. */
function roomFor({ width, height }) {
  const scale = Math.min(WIDEST / width, TALLEST / height, 1);
  return { width: Math.max(Math.round(width * scale), 90), height: Math.max(Math.round(height * scale), 60) };
}

function photoButton(file, attributes) {
  return el("button", {
    type: "button", class: "photo", "aria-label": `${say("photo")} ${file.name}`, onclick: () => enlarge(file),
  }, el("img", { src: file.url, alt: "", loading: "lazy", ...attributes }));
}

export function photos(files) {
  if (files.length === 1) return photoButton(files[0], roomFor(files[0]));
  return el("div", { class: "album", dataset: { count: files.length } }, ...files.map((file) => photoButton(file, {})));
}

export function fileLink(file) {
  return el("a", { class: "file", href: file.url, download: file.name },
    icon("file"), el("span", {}, file.name), el("small", {}, size(file.size)));
}

function enlarge(file) {
  const node = el("dialog", { class: "large", "aria-label": file.name, onclick: () => node.close() },
    el("img", { src: file.url, alt: file.name }),
    el("p", {}, file.name));
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
}
