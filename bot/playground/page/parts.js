// The parts of a message: its pictures and files, embeds, and buttons.

import { click } from "./api.js";
import { h, local, readable } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { picture } from "./picture.js";
import { state } from "./state.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

// Slots are numbered over the whole message: a picture that moves from attachment to embed stays itself.
export function slotsOf(message) {
  let next = 0;
  return (media, label) => picture(`${message.id}/${next++}`, media, label);
}

export function attachments(message, slot) {
  if (!message.attachments.length) return [];
  const pictures = message.attachments.filter((file) => file.width);
  const others = message.attachments.filter((file) => !file.width);
  const shown = pictures.map((file) => slot(file, file.description ?? file.filename));
  return [h("div", { class: pictures.length > 1 ? "pictures many" : "pictures" }, ...shown, ...others.map(file))];
}

function file({ filename, size, url }) {
  const name = h("span", {}, filename, h("small", {}, readable(size)));
  return h("a", { class: "file", href: local(url), download: filename }, icon("file"), name);
}

export const embeds = (message, slot) => message.embeds.map((embed) => embedOf(embed, slot));

function embedOf(embed, slot) {
  const band = h("span", { class: "band" });
  if (embed.color) band.style.background = `#${embed.color.toString(16).padStart(6, "0")}`;
  const title = embed.url ? h("a", { href: embed.url, target: "_blank", rel: "noopener noreferrer" }, embed.title ?? embed.url) : embed.title;
  return h(
    "article",
    { class: embed.thumbnail ? "embed has-thumbnail" : "embed" },
    band,
    embed.author && h("div", { class: "author" }, embed.author.name),
    embed.title && h("h3", {}, ...(embed.url ? [title] : markdown(title))),
    embed.description && h("div", { class: "text" }, ...markdown(embed.description)),
    embed.fields?.length ? h("dl", {}, ...embed.fields.map(fieldOf)) : null,
    embed.image && slot(embed.image, embed.title ?? "Picture"),
    embed.thumbnail && h("div", { class: "thumbnail" }, slot(embed.thumbnail, "Thumbnail")),
    footer(embed),
  );
}

const fieldOf = ({ name, value, inline }) =>
  h("div", { class: inline ? "inline" : "" }, h("dt", {}, ...markdown(name)), h("dd", { class: "text" }, ...markdown(value)));

function footer(embed) {
  const when = embed.timestamp && new Date(embed.timestamp).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const text = [embed.footer?.text, when].filter(Boolean).join(" · ");
  return text ? h("div", { class: "footer" }, text) : null;
}

export const rows = (message) =>
  message.components.map((row) => h("div", { class: "row" }, ...row.components.map((button) => press(message, button))));

function press(message, button) {
  const inside = h("span", {}, [button.emoji?.name, button.label].filter(Boolean).join(" "));
  if (button.style === 5) return h("a", { class: "press", href: button.url, target: "_blank", rel: "noopener noreferrer" }, inside);
  const element = h("button", { type: "button", class: `press ${STYLES[button.style]}`, disabled: button.disabled, data: { customId: button.custom_id } }, inside);
  element.onclick = () => pressed(element, message.id, button.custom_id);
  return element;
}

async function pressed(element, message, customId) {
  if (element.getAttribute("aria-busy") === "true") return;
  const body = element.closest(".body");
  body.querySelector(".failed")?.remove();
  element.setAttribute("aria-busy", "true");
  try {
    await click(state.me, message, customId);
  } catch (error) {
    body.append(h("p", { class: "failed", role: "alert" }, error.message));
  } finally {
    element.setAttribute("aria-busy", "false");
  }
}
