// Runs before anything is drawn, so that a chosen theme never flashes: not a module.

document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
