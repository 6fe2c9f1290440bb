// Drawn here, in strokes of one width.

const PATHS = {
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12.5 6l6 6-6 6",
  gallery: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.2v.1",
  reply: "M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7v1",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  swap: "M7 4 3.5 7.5 7 11M4 7.5h15M17 13l3.5 3.5L17 20M20 16.5H5",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  easel: "M7.5 21 12 3l4.5 18M5 14.5h14M12 3v2M6 6.5h12v8H6z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
