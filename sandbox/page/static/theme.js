// Runs before anything is drawn, so that a chosen theme never flashes; hence it is no module.

document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
