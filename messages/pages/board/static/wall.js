// A wall shows one pane after the other below the level, by itself and for as long as it hangs there.

// A pane stays as long as it takes to read from afar; a chart is looked at for as long as a table.
const SHORTEST = 8, LONGEST = 30, PER_LINE = 0.5, LOOK_AT_CHART = 20;

function seconds(pane) {
  const lines = pane.querySelectorAll("li, tbody tr, dt").length;
  const needed = SHORTEST + PER_LINE * lines;
  return Math.min(LONGEST, pane.querySelector("svg.strip") ? Math.max(needed, LOOK_AT_CHART) : needed);
}

export class Wall {
  #main;
  #root = document.documentElement;
  #dots = document.querySelector(".panes");
  #place = 0;
  #timer = 0;

  constructor(main) {
    this.#main = main;
    document.addEventListener("keydown", (event) => this.#pressed(event));
    this.show(0);
    this.#go();
    navigator.wakeLock?.request("screen").catch(() => {});
  }

  #panes() {
    return [...this.#main.querySelectorAll("[data-pane]")];
  }

  // Panes come and go with what there is to show, so that they are counted anew each time.
  show(place) {
    const panes = this.#panes();
    this.#root.classList.toggle("rotating", panes.length > 0);
    if (!panes.length) return;
    this.#place = (place + panes.length) % panes.length;
    const scene = panes[this.#place].matches(".exercise, [data-part^=exercise-]");
    panes.forEach((pane, number) => pane.classList.toggle("shown", number === this.#place));
    for (const mark of this.#main.querySelectorAll(".exercise-mark")) mark.classList.toggle("shown", scene);
    this.#dots?.replaceChildren(...panes.map((_, number) => this.#dot(number)));
  }

  again() {
    this.show(this.#place);
  }

  #dot(number) {
    const dot = document.createElement("i");
    dot.classList.toggle("on", number === this.#place);
    return dot;
  }

  #go() {
    clearTimeout(this.#timer);
    const shown = this.#panes()[this.#place];
    this.#timer = setTimeout(() => this.#turn(1), (shown ? seconds(shown) : SHORTEST) * 1000);
  }

  #turn(step) {
    this.show(this.#place + step);
    this.#go();
  }

  #pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #pressed(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.#turn(step);
    if (event.key === " ") {
      event.preventDefault();
      if (this.#timer) this.#pause();
      else this.#go();
    }
  }
}
