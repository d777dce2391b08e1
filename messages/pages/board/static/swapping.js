// Puts what has changed of a new page into the one that is shown; what has not changed stays untouched.

const PART = "[data-part]";
const FOCUSABLE = "a, button, summary, [tabindex]";

function partsOf(main) {
  return new Map([...main.querySelectorAll(PART)].map((part) => [part.dataset.part, part]));
}

// What the server wrote, without what our own scripts added to it.
function written(part) {
  const copy = part.cloneNode(true);
  copy.classList.remove("shown");
  for (const left of copy.querySelectorAll("[data-until]")) left.textContent = "";
  for (const fold of copy.querySelectorAll("details")) fold.open = true;
  return copy.outerHTML.replace(/ class=""/g, "");
}

// The region that is read aloud must stay the same element, or nothing is read.
function keepLive(shown, fresh) {
  const [old, next] = [shown, fresh].map((part) => part.querySelector("[data-live-region]"));
  if (!old || !next) return;
  if (old.innerHTML !== next.innerHTML) old.replaceChildren(...next.childNodes);
  next.replaceWith(old);
}

function replace(shown, fresh) {
  const scrolled = [...shown.querySelectorAll("[tabindex]")].map((one) => [one.scrollLeft, one.scrollTop]);
  const focused = [...shown.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  keepLive(shown, fresh);
  fresh.classList.toggle("shown", shown.classList.contains("shown"));
  shown.replaceWith(fresh);
  fresh.querySelectorAll("[tabindex]").forEach((one, place) => {
    if (scrolled[place]) [one.scrollLeft, one.scrollTop] = scrolled[place];
  });
  fresh.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
}

// Return the names of the parts that were replaced; null for a page that cannot be put into this one.
export function swap(main, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  // After an upgrade the page comes with another style and other scripts, which only loading it brings.
  if (fresh?.dataset.static !== main.dataset.static) return null;
  for (const [name, value] of Object.entries(fresh.dataset)) main.dataset[name] = value;
  const [shown, next] = [partsOf(main), partsOf(fresh)];
  if ([...shown.keys()].join() !== [...next.keys()].join()) {
    const top = window.scrollY;
    main.replaceChildren(...fresh.childNodes);
    window.scrollTo({ top, behavior: "instant" });
    return [...next.keys()];
  }
  const changed = [...next].filter(([name, part]) => written(part) !== written(shown.get(name)));
  for (const [name, part] of changed) replace(shown.get(name), document.adoptNode(part));
  return changed.map(([name]) => name);
}
