// One message: built once, then changed part by part, so that an edit disturbs nothing else.

import { remove } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { markdown, plain } from "./markdown.js";
import { attachments, embeds, rows, slotsOf } from "./parts.js";
import { avatar, classOf, nameOf, userOf } from "./people.js";
import { me, state } from "./state.js";

const LOADING = 128;
const time = (text) => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export function messageElement(message, { onReply, onJump }) {
  const part = (name) => h("div", { data: { part: name } });
  const body = h("div", { class: "body" }, part("head"), part("text"), part("media"), part("rows"), part("private"));
  const element = h("li", { class: "message", id: `m${message.id}`, data: { id: message.id, author: message.author.id } }, body);
  element.append(actions(message, onReply));
  element.jump = onJump;
  return element;
}

// Draw `message` into its element. `grouped` hides what the message before already says.
export function draw(element, message, grouped) {
  element.classList.toggle("first", !grouped);
  element.classList.toggle("pinging", message.mentions.some((user) => user.id === state.me));
  element.dataset.edited = message.edited_timestamp ?? "";
  element.querySelector("[data-bin]").hidden = !(message.author.id === state.me || me()?.may_delete);
  head(element, message, grouped);
  update(element, "text", [message.content, message.edited_timestamp, message.flags], () => text(message));
  update(element, "media", [message.attachments, message.embeds], () => {
    const slot = slotsOf(message);
    return [...attachments(message, slot), ...embeds(message, slot)];
  });
  update(element, "rows", message.components, () => rows(message));
  update(element, "private", message.only_for, () => (message.only_for ? [h("span", { class: "private" }, "Only you can see this.")] : []));
}

// Rebuild a part only if what it shows has changed: focus and hover survive.
function update(element, name, data, build) {
  const part = element.querySelector(`[data-part=${name}]`);
  const seen = JSON.stringify(data ?? null);
  if (part.seen === seen) return;
  part.seen = seen;
  part.replaceChildren(...build());
}

function head(element, message, grouped) {
  const marked = message.content ? null : edited(message); // with text, the mark stands after it
  const about = JSON.stringify([grouped, message.referenced_message, Boolean(message.message_reference), Boolean(marked)]);
  if (element.about === about) return;
  element.about = about;
  element.querySelectorAll(":scope > .avatar, :scope > .side-when, :scope > .reference").forEach((old) => old.remove());
  const id = message.author.id;
  const when = h("time", { class: grouped ? "side-when" : "when", datetime: message.timestamp, title: new Date(message.timestamp).toLocaleString() }, time(message.timestamp));
  element.prepend(grouped ? when : avatar(id));
  if (message.message_reference) element.prepend(reference(element, message));
  const tag = message.author.bot ? h("span", { class: "tag" }, "BOT") : userOf(id)?.admin ? h("span", { class: "tag admin" }, "ADMIN") : null;
  const line = grouped ? [] : [h("div", { class: "head" }, h("span", { class: `name ${classOf(id)}` }, nameOf(id)), tag, when, marked)];
  element.querySelector("[data-part=head]").replaceChildren(...line);
}

function text(message) {
  if (message.flags & LOADING) return [h("span", { class: "thinking" }, dots(), `${nameOf(message.author.id)} is thinking…`)];
  return message.content ? [h("div", { class: "text" }, ...markdown(message.content), edited(message))] : [];
}

function edited(message) {
  if (!message.edited_timestamp) return null;
  return h("span", { class: "edited", title: new Date(message.edited_timestamp).toLocaleString() }, "(edited)");
}

export const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

function reference(element, message) {
  const answered = message.referenced_message;
  if (!answered) return h("span", { class: "reference" }, h("span", {}, "The message it answered was deleted."));
  const id = answered.author.id;
  const words = plain(answered.content) || answered.embeds[0]?.title || (answered.attachments.length ? "a picture" : "a message");
  const name = h("span", { class: `name ${classOf(id)}` }, nameOf(id));
  return h("button", { type: "button", class: "reference", "aria-label": `In reply to ${nameOf(id)}: ${words}`, onclick: () => element.jump(answered.id) }, avatar(id, "tiny"), name, h("span", {}, words));
}

function actions(message, onReply) {
  const act = (name, label, does) => h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick: does }, icon(name));
  const bin = act("bin", "Delete", () => remove(state.me, message.id).catch(() => {}));
  bin.dataset.bin = "";
  return h("div", { class: "actions" }, act("reply", "Reply", () => onReply(message.id)), bin);
}
