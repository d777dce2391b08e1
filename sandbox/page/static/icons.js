// Draws line icons on a grid of 24, so that nothing has to be fetched.

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  attach: "M20 11.5l-8 8a5 5 0 01-7-7l8.5-8.5a3.4 3.4 0 015 5L10 17.3a1.8 1.8 0 01-2.5-2.5l7.3-7.4",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 017 6",
  forward: "M14 6l6 6-6 6M20 12h-9a7 7 0 00-7 6",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  pause: "M8 5v14M16 5v14",
  skip: "M5 5l9 7-9 7zM18.5 5v14",
  people: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20a6.5 6.5 0 0113 0M16 4.3a3.5 3.5 0 010 6.4M18 14a6.5 6.5 0 013.5 6",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  moon: "M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z",
  half: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M12 7h5M12 11h6.5M12 15h6",
  menu: "M4 7h16M4 12h16M4 17h16",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  down: "M6 9l6 6 6-6",
  chevron: "M8 10l4 4 4-4",
  beside: "M4 5h16v14H4zM12 5v14",
  check: "M5 12.5l4.5 4.5L19 7",
  checks: "M2 12.5l4.5 4.5L15 7M11 16l1 1L21.5 7",
  clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.5l3 2",
  restart: "M19 12a7 7 0 11-2-5M19 3v5h-5",
  chat: "M4 5h16v11h-9l-4 4v-4H4z",
  phone: "M6 3h4l1.5 5-2.5 1.5a12 12 0 005.5 5.5L16 12.5l5 1.5v4a2 2 0 01-2 2A16 16 0 014 5a2 2 0 012-2z",
  mask: "M3 7c3-1.5 6-1.5 9 0 3-1.5 6-1.5 9 0v4c0 4-2 6-4.500 6-2 0-3-1.500-4.500-3-1.500 1.500-2.500 3-4.500 3C5 17 3 15 3 11zM7 11h2M15 11h2",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
};

export function icon(name, label) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
