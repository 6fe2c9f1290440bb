// The sample pairs: one click lays photo, painting and command ready to send.

import * as api from "./api.js";
import { byId, h } from "./dom.js";
import { changed, fill } from "./composer.js";
import { set } from "./tray.js";

const COMMAND = "!style weight=20:1";
let pairs = null;

export async function startGallery() {
  const button = byId("samples");
  button.onclick = () => open(byId("gallery").hidden);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("gallery").hidden) return;
    open(false);
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#gallery, #samples")) open(false);
  });
  pairs = await api.samples().catch(() => []);
  welcome();
}

function welcome() {
  byId("welcome").replaceChildren(
    h("h2", {}, "Two pictures become one"),
    h("p", {}, "Attach a photo and a painting, write ", h("code", {}, COMMAND), ", and watch the photo being repainted. Or begin with one of these:"),
    cards(),
  );
}

async function open(wanted) {
  byId("gallery").hidden = !wanted;
  byId("samples").setAttribute("aria-expanded", String(wanted));
  if (!wanted) return;
  if (!pairs?.length) pairs = await api.samples().catch(() => []);
  const words = pairs.length ? "one click, then send" : "none could be loaded";
  byId("gallery").replaceChildren(h("h2", {}, "Sample pairs ", h("span", {}, `· ${words}`)), cards());
  byId("gallery").querySelector("button")?.focus();
}

const cards = () => h("div", { class: "pairs" }, ...pairs.map(card));

function card(pair) {
  const shown = [pair.photo, pair.painting].map(({ url }) => h("img", { src: url, alt: "", loading: "lazy" }));
  const names = `${pair.photo.name} × ${pair.painting.name}`;
  return h("button", { type: "button", class: "pair", data: { pair: `${pair.photo.name}-${pair.painting.name}` }, "aria-label": `Use ${pair.photo.name} with ${pair.painting.name}`, onclick: () => choose(pair) }, h("span", { class: "two" }, ...shown), h("span", {}, names));
}

async function choose(pair) {
  open(false);
  try {
    set(await Promise.all([pair.photo, pair.painting].map(load)));
    fill(COMMAND);
  } catch {
    changed("Those pictures could not be loaded.");
  }
}

async function load({ name, url }) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(name);
  return new File([await answer.blob()], `${name}.jpg`, { type: "image/jpeg" });
}
