// On a narrow screen the parts are folded, but for what this reader came for; whoever unfolds one keeps it so.

export class Folding {
  #main;
  #narrow = matchMedia("(max-width: 700px)");
  #chosen = new Map();

  constructor(main) {
    this.#main = main;
    main.addEventListener("click", (event) => this.#pressed(event.target.closest("summary")));
    this.#narrow.addEventListener("change", () => this.again());
    addEventListener("beforeprint", () => this.#all(() => true));
    addEventListener("afterprint", () => this.again());
    this.again();
  }

  // Parts that were swapped come unfolded, as the server wrote them.
  again() {
    this.#all((fold) => this.#chosen.get(nameOf(fold)) ?? ("first" in fold.dataset || !this.#narrow.matches));
  }

  #all(isOpen) {
    for (const fold of this.#main.querySelectorAll("details.fold")) fold.open = isOpen(fold);
  }

  // The keyboard presses a summary too; it opens or closes after this.
  #pressed(summary) {
    if (summary) this.#chosen.set(nameOf(summary), !summary.parentElement.open);
  }
}

function nameOf(element) {
  return element.closest("[data-part]").dataset.part;
}
