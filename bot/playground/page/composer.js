// The message box.

import * as api from "./api.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";
import { channelNow, here, state } from "./state.js";
import { clear, files, startTray } from "./tray.js";

const box = byId("text");
let replyTo = null;
let sending = false;
let toldAt = 0;

export function startComposer() {
  byId("attach").append(icon("plus"));
  byId("samples").append(icon("gallery"));
  byId("send").append(icon("send"));
  startTray(changed);
  box.addEventListener("input", () => changed());
  box.addEventListener("keydown", keyed);
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  changed();
}

export function fill(text) {
  box.value = text;
  changed();
  box.focus();
  box.setSelectionRange(text.length, text.length);
}

export function reply(id) {
  replyTo = id;
  const answered = id && here().get(id);
  const bar = byId("answering");
  bar.hidden = !answered;
  if (answered) {
    const stop = h("button", { type: "button", class: "icon", "aria-label": "Do not reply", onclick: () => reply(null) }, icon("close"));
    bar.replaceChildren(h("span", {}, "Replying to ", h("strong", {}, nameOf(answered.author.id))), stop);
  }
  box.focus();
}

export const label = () => {
  box.placeholder = `Message #${channelNow()?.name ?? ""} as ${nameOf(state.me)}`;
};

export const replyGone = (id) => replyTo === id && reply(null);

export function changed(problem = "") {
  byId("problem").textContent = problem;
  byId("problem").hidden = !problem;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  byId("send").disabled = sending || (!box.value.trim() && files().length === 0);
}

function keyed(event) {
  if (event.key === "Escape" && replyTo) return reply(null);
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    return submit();
  }
  if (event.key.length === 1 && Date.now() - toldAt > 8000) {
    toldAt = Date.now();
    api.typing(state.me, state.channel);
  }
  return undefined;
}

// `@Easel` becomes the mention that Discord would send.
const named = (text) => [...state.users.values()].reduce((all, user) => all.replaceAll(new RegExp(`@${user.name}\\b`, "g"), `<@${user.id}>`), text);

async function submit() {
  const content = named(box.value.trim());
  if (sending || (!content && files().length === 0)) return;
  if (content.length > state.limits.text) return changed(`A message may have ${state.limits.text} characters; this one has ${content.length}.`);
  sending = true;
  changed();
  try {
    await api.send({ user: state.me, channel: state.channel, content, replyTo, files: files() });
    box.value = "";
    sending = false;
    toldAt = 0;
    reply(null);
    clear();
  } catch (error) {
    sending = false;
    changed(error.message);
  }
}
