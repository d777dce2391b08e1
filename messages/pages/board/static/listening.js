// Hears of each new version, and says whether we are still being told.

const SILENCE = 40_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export class Listener {
  #address;
  #heard;
  #lost;
  #crowded;
  #source = null;
  #wait = FIRST_WAIT;
  #watch = 0;

  constructor(address, heard, lost, crowded) {
    this.#address = address;
    this.#heard = heard;
    this.#lost = lost;
    this.#crowded = crowded;
  }

  start() {
    this.#source?.close();
    this.#source = new EventSource(this.#address);
    for (const name of ["version", "beat"]) {
      this.#source.addEventListener(name, (event) => this.#hear(name, event));
    }
    this.#source.addEventListener("crowded", () => this.#dismissed());
    this.#source.addEventListener("error", () => this.#failed());
    this.#expect();
  }

  #hear(name, event) {
    this.#wait = FIRST_WAIT;
    this.#expect();
    this.#heard(name, JSON.parse(event.data));
  }

  // A broken line may be silent for long before anything calls it broken.
  #expect() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#failed(), SILENCE);
  }

  // Other pages took this one's place. Coming again by itself it would drive out one of them, and so
  // on without end; so it waits until somebody turns to it.
  #dismissed() {
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
    this.#crowded();
    const turned = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", turned);
      this.start();
    };
    document.addEventListener("visibilitychange", turned);
  }

  // A browser tries again by itself for some failures and not for others; so we always do.
  #failed() {
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
    this.#lost();
    this.#watch = setTimeout(() => this.start(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
