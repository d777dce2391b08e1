// Tells the office's time from the last instant that the server named, whatever this device's clock says.

export class OfficeClock {
  #now = Date.now();
  #pace = 1;
  #since = performance.now();

  set(iso, pace) {
    this.#now = Date.parse(iso);
    this.#pace = pace;
    this.#since = performance.now();
  }

  get pace() {
    return this.#pace;
  }

  now() {
    return this.#now + (performance.now() - this.#since) * this.#pace;
  }
}

const MINUTE = 60_000;

// A span as the page writes it: days from three on, else hours, and minutes.
export function span(milliseconds, units) {
  const minutes = Math.max(0, Math.ceil(milliseconds / MINUTE));
  const days = minutes >= 72 * 60 ? Math.floor(minutes / 1440) : 0;
  const hours = Math.floor((minutes - days * 1440) / 60);
  const parts = [[days, units.day], [hours, units.hour], [minutes % 60, units.minute]];
  const said = parts.filter(([count]) => count).map(([count, unit]) => `${count}${unit}`);
  return said.join(units.gap) || `0${units.minute}`;
}

// How old a picture is, to the second while it is young.
export function age(milliseconds, units) {
  return milliseconds < MINUTE ? `${Math.floor(milliseconds / 1000)}${units.second}` : span(milliseconds - MINUTE / 2, units);
}
