// The pictures that will go with the message, in their order: photo first, painting second.

import { byId, h, readable } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";

const ROLES = ["photo", "painting"];
let entries = [];
let changed = () => {};

export const files = () => entries.map((entry) => entry.file);

export function startTray(onChange) {
  changed = onChange;
  byId("files").onchange = ({ target }) => {
    add(target.files);
    target.value = "";
  };
  byId("attach").onclick = () => byId("files").click();
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  });
  dropping();
}

export function add(list) {
  const room = state.limits.files - entries.length;
  const fitting = [...list].slice(0, room);
  const heavy = fitting.find((file) => file.size > state.limits.bytes);
  const told = heavy ? `${heavy.name} is too large: files may have ${readable(state.limits.bytes)}.` : list.length > room ? `A message may have ${state.limits.files} files.` : "";
  const taken = fitting.filter((file) => file.size <= state.limits.bytes);
  entries.push(...taken.map((file) => ({ file, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null })));
  draw(told);
}

export function set(list) {
  clear();
  add(list);
}

export function clear() {
  for (const { url } of entries) if (url) URL.revokeObjectURL(url);
  entries = [];
  draw("");
}

function draw(problem) {
  const items = entries.map(item);
  if (entries.length === 2) items.splice(1, 0, exchange());
  byId("tray").replaceChildren(...items);
  byId("tray").hidden = entries.length === 0;
  changed(problem);
}

function item({ file, url }, index) {
  const role = ROLES[index] ?? "extra";
  const shown = url ? h("img", { src: url, alt: "" }) : h("span", { class: "blank" }, icon("file"));
  const remove = h("button", { type: "button", class: "icon remove", "aria-label": `Remove ${role} ${file.name}`, onclick: () => drop(index) }, icon("close"));
  return h("li", { data: { role } }, shown, h("div", { class: "role" }, h("b", {}, String(index + 1)), role), h("div", { class: "label", title: file.name }, file.name), remove);
}

function exchange() {
  const swap = () => {
    entries.reverse();
    draw("");
  };
  return h("li", { class: "exchange" }, h("button", { type: "button", class: "icon", "aria-label": "Swap photo and painting", title: "Swap", onclick: swap }, icon("swap")));
}

function drop(index) {
  const [gone] = entries.splice(index, 1);
  if (gone.url) URL.revokeObjectURL(gone.url);
  draw("");
  byId("text").focus();
}

function dropping() {
  let depth = 0;
  const veil = byId("drop");
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  const over = (by) => {
    depth = Math.max(0, depth + by);
    veil.hidden = depth === 0;
  };
  window.addEventListener("dragenter", (event) => carries(event) && over(1));
  window.addEventListener("dragleave", (event) => carries(event) && over(-1));
  window.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(-depth);
    add(event.dataTransfer.files);
    byId("text").focus();
  });
}
