// Pictures that are repainted in place: the new one is decoded before the old one goes.

import { h, local } from "./dom.js";
import { refresh, show } from "./lightbox.js";

const slots = new Map(); // "message/number" -> its element, which outlives every edit

const MAX = { wide: 460, high: 400 };

export function picture(key, media, label) {
  const url = local(media.url);
  let element = slots.get(key);
  if (!element) {
    element = h("button", { type: "button", class: "picture", onclick: () => show(key, element.dataset.url, element.getAttribute("aria-label")) }, h("img", { alt: "", decoding: "async" }));
    element.dataset.shown = "";
    slots.set(key, element);
  }
  element.setAttribute("aria-label", label);
  if (element.dataset.url !== url) {
    element.dataset.url = url;
    swap(element, key, url, media);
  }
  return element;
}

export function forget(message) {
  for (const key of [...slots.keys()]) if (key.startsWith(`${message}/`)) slots.delete(key);
}

async function swap(element, key, url, media) {
  const image = element.firstChild;
  const first = !element.dataset.shown;
  if (first) measure(element, media);
  const next = new Image();
  next.src = url;
  try {
    await next.decode();
  } catch {
    // the file went with a newer edit, whose own picture is on its way
    return;
  }
  if (element.dataset.url !== url) return;
  next.alt = "";
  image.replaceWith(next);
  measure(element, { width: next.naturalWidth, height: next.naturalHeight });
  element.dataset.shown = url;
  refresh(key, url);
}

function measure(element, { width, height }) {
  if (!width || !height) return;
  const scale = Math.min(1, MAX.wide / width, MAX.high / height);
  // small previews are shown larger, so that nothing jumps when they grow
  const grow = Math.max(scale, Math.min(320 / Math.max(width, height), 2.5));
  const shown = scale < 1 ? scale : grow;
  element.style.width = `${Math.round(width * shown)}px`;
  element.style.aspectRatio = `${width} / ${height}`;
}
