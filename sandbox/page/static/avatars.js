// Draws round pictures with initials, in one of a few quiet colours.

import { el } from "./dom.js";

const HUES = 8;
// The rank of a place in front of a name tells nobody apart, so 市住建局 is shown as 住建.
const RANK = /^(?:[省州市区县](?=.{2})|Municipal )/;
const CJK = /[\u3400-\u9fff]/;

function initials(name) {
  const bare = name.replace(RANK, "").trim();
  if (CJK.test(bare)) return bare.slice(0, 2);
  const words = bare.split(/[\s_-]+/).filter(Boolean);
  // “Office of the City” is OC.
  const names = words.filter((word) => word[0] !== word[0].toLowerCase());
  const parts = names.length > 1 ? names : words;
  return parts.slice(0, 2).map((part) => [...part][0]).join("").toUpperCase() || "?";
}

function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % HUES;
}

export function avatar(name, colour = "", classes = "") {
  return el("span", {
    class: `avatar ${classes}`, "aria-hidden": true, dataset: { hue: hue(name), colour },
  }, el("span", {}, initials(name)));
}
