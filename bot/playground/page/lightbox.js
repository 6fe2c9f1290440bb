// A picture over everything; a dialog, so Escape closes it and focus comes back.

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";

let open = null;

export function show(key, url, label) {
  const dialog = byId("lightbox");
  open = key;
  const image = h("img", { src: url, alt: label });
  const close = h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const original = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Open original");
  dialog.replaceChildren(close, h("figure", {}, image, h("figcaption", {}, h("span", {}, label), original)));
  dialog.onclick = (event) => event.target.closest("img, a, button") || dialog.close();
  dialog.onclose = () => (open = null);
  dialog.showModal();
}

// The picture was repainted while one looks at it.
export function refresh(key, url) {
  if (key !== open) return;
  byId("lightbox").querySelector("img").src = url;
  byId("lightbox").querySelector("a").href = url;
}
