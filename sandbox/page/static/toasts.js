// Shows short remarks at the foot of the page, and alerts that wait to be read.

import { $, el } from "./dom.js";
import { say } from "./words.js";

const SHOWN = 4000;

export function toast(text, kind = "") {
  const node = el("div", { class: `toast ${kind}` }, text);
  $("toasts").append(node);
  while ($("toasts").children.length > 3) $("toasts").firstChild.remove();
  setTimeout(() => node.remove(), SHOWN);
}

/** Resolves to whether the reader agreed; without `yes` there is nothing to agree to. */
export function dialog(title, text, yes = null) {
  return new Promise((resolve) => {
    const node = el("dialog", { class: "dialog", "aria-label": title || text },
      title ? el("h2", {}, title) : null,
      el("p", {}, text),
      el("form", { method: "dialog" },
        yes ? el("button", { class: "plain", value: "no" }, say("cancel")) : null,
        el("button", { class: yes ? "plain danger" : "plain strong", value: "yes" }, yes ?? say("close"))));
    node.addEventListener("close", () => { node.remove(); resolve(node.returnValue === "yes"); });
    document.body.append(node);
    node.showModal();
  });
}

/** Resolves to a line of text from the reader, or to null. */
export function question(title) {
  return new Promise((resolve) => {
    const field = el("input", { type: "text", required: true, maxlength: 128, "aria-label": title });
    const node = el("dialog", { class: "dialog", "aria-label": title },
      el("form", { method: "dialog" },
        el("h2", {}, title), field,
        el("button", { class: "plain", value: "no", formnovalidate: true }, say("cancel")),
        el("button", { class: "plain strong", value: "yes" }, "OK")));
    node.addEventListener("close", () => {
      node.remove();
      resolve(node.returnValue === "yes" ? field.value.trim() : null);
    });
    document.body.append(node);
    node.showModal();
  });
}
