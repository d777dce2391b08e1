// Builds and refreshes pieces of the page.

export const $ = (id) => document.getElementById(id);

/** Makes an element with attributes, listeners (on…) and children; null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const same = (a, b) => a.length === b.length && a.every((value, index) => value === b[index]);

/**
 * Makes the children of `parent` those that `items` describe: {key, signature, draw}. What was drawn
 * before and has the same signature stays as it is, with its focus, its selection and its pictures.
 */
export function reconcile(parent, items, drawn) {
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, old] of drawn) {
    if (wanted.has(key)) continue;
    old.node.remove();
    drawn.delete(key);
  }
  let place = parent.firstChild;
  for (const item of items) {
    const node = refreshed(item, drawn);
    // A redrawn item has taken the place of its old self, which may have been next in line.
    if (place && place.parentNode !== parent) place = node;
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
}

function refreshed(item, drawn) {
  const old = drawn.get(item.key);
  if (old && same(old.signature, item.signature)) return old.node;
  const node = item.draw();
  if (old) replaceKeepingFocus(old.node, node);
  drawn.set(item.key, { node, signature: item.signature });
  return node;
}

function replaceKeepingFocus(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.dataset.focus;
  old.replaceWith(node);
  if (!focused) return;
  const again = name ? node.querySelector(`[data-focus="${CSS.escape(name)}"]`) : null;
  (again || node).focus({ preventScroll: true });
}

/** Calls `work` once in the next frame, however often it is asked for until then. */
export function inNextFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; work(); });
  };
}

/** Calls `work` now, or when `pause` has passed since the last time. */
export function throttled(work, pause) {
  let timer = null;
  let last = -Infinity;
  return () => {
    if (timer !== null) return;
    const run = () => { timer = null; last = performance.now(); work(); };
    const wait = last + pause - performance.now();
    if (wait > 0) timer = setTimeout(run, wait);
    else { last = performance.now(); timer = setTimeout(run, 0); }
  };
}
