// A wall shows one pane after the other below the level, by itself and for as long as it hangs there.

const SECONDS = 20;

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
    const scene = panes[this.#place].dataset.part.startsWith("exercise-");
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
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.show(this.#place + 1), SECONDS * 1000);
  }

  #pressed(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.show(this.#place + step);
    if (step) this.#go();
    if (event.key === " ") {
      event.preventDefault();
      this.#timer = this.#timer ? clearInterval(this.#timer) : this.#go();
    }
  }
}
