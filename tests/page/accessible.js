() => {
  const found = [];
  const say = (what, one) => found.push(`${what}: ${one.outerHTML.slice(0, 120)}`);
  const all = (query) => [...document.querySelectorAll(query)];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const named = (one) => {
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const texts = ids.map((id) => document.getElementById(id)?.textContent.trim() ?? "");
    return [...texts, one.getAttribute("aria-label") ?? "", one.textContent.trim()].join("");
  };
  if (!document.documentElement.lang) say("no language", document.documentElement);
  if (!document.title) say("no title", document.head);
  for (const [query, count] of [["main", 1], ["h1", 1], ["body > header", 1]]) {
    if (all(query).length !== count) found.push(`${all(query).length} of ${query}`);
  }
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) found.push(`twice: ${id}`);
  for (const one of all("[aria-labelledby]")) {
    for (const id of one.getAttribute("aria-labelledby").split(" ")) {
      if (!ids.includes(id)) say("labelled by nothing", one);
    }
  }
  for (const one of all("a, button, nav, section, [role=img], [role=group]")) if (!named(one)) say("no name", one);
  for (const one of all("svg")) {
    if (one.getAttribute("aria-hidden") !== "true" && one.getAttribute("role") !== "img") say("no role", one);
  }
  let level = 0;
  for (const one of all("h1, h2, h3, h4")) {
    const next = Number(one.tagName[1]);
    if (next > level + 1) say("a heading is left out before", one);
    level = next;
  }
  for (const one of all("th")) if (!one.scope) say("of what is it the head", one);
  for (const one of all("table")) if (!one.querySelector("th")) say("no heads", one);
  for (const one of all("ul > *, ol > *")) if (one.tagName !== "LI") say("no item", one);
  for (const one of all("dl > *")) if (!["DT", "DD", "DIV"].includes(one.tagName)) say("no term", one);
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) say("before its turn", one);
  for (const one of all("[style]")) say("a style that the policy forbids", one);
  if (!document.querySelector("[aria-live=polite]")) found.push("nothing is read aloud");

  // A colour says nothing that no sign and no word says beside it.
  for (const one of all(".tile, .heat td:not(.nothing), .legend li")) {
    if (!one.querySelector(".sign")) say("a colour alone", one);
  }
  for (const one of all(".heat td")) if (!one.querySelector(".sr")?.textContent.trim()) say("no word", one);

  const parse = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const behind = (one) => {
    let colour = [255, 255, 255];
    const layers = [];
    for (let at = one; at; at = at.parentElement) layers.unshift(parse(getComputedStyle(at).backgroundColor));
    for (const [r, g, b, a = 1] of layers) colour = [r, g, b].map((part, i) => part * a + colour[i] * (1 - a));
    return colour;
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    if (!node.textContent.trim() || !seen(one) || one.closest(".sr, noscript, .skip")) continue;
    const style = getComputedStyle(one);
    const ink = parse(one.closest("svg") ? style.fill : style.color).slice(0, 3);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const reached = ratio(ink, behind(one));
    if (reached < needed) say(`contrast ${reached.toFixed(2)}`, one);
  }
  return [...new Set(found)];
}
