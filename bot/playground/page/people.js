// Who is who, who is here, and as whom one writes.

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";

const known = ["mia", "noor", "ada"];
const kind = (user) => (user?.bot ? "easel" : known.includes(user?.username) ? user.username : "mia");

export const userOf = (id) => state.users.get(id);
export const nameOf = (id) => userOf(id)?.name ?? "somebody";
export const classOf = (id) => kind(userOf(id));

export function avatar(id, size = "") {
  const user = userOf(id);
  const inside = user?.bot ? icon("easel") : (user?.name ?? "?").slice(0, 2);
  return h("span", { class: `avatar ${kind(user)} ${size}`, "aria-hidden": "true" }, inside);
}

export function showMembers() {
  byId("brand-mark").replaceChildren(h("span", { class: "avatar easel" }, icon("easel")));
  byId("members").replaceChildren(
    ...[...state.users.values()].map((user) => {
      const here = !user.bot || state.online;
      const what = user.bot ? (here ? "the artist, online" : "the artist, offline") : user.admin ? "admin" : "member";
      return h("li", { class: here ? "" : "away" }, h("span", { class: "seat" }, avatar(user.id, "small")), h("div", { class: "who" }, user.name, h("span", {}, what)));
    }),
  );
}

export function showSwitch(changed) {
  const buttons = state.people.map((id) => {
    const user = userOf(id);
    const role = user.admin ? "admin" : "member";
    const chosen = id === state.me;
    return h(
      "button",
      { type: "button", role: "radio", "aria-checked": String(chosen), tabindex: chosen ? "0" : "-1", title: `Write as ${user.name}, ${role}`, "aria-label": `${user.name}, ${role}`, data: { user: user.username }, onclick: () => choose(id, changed), onkeydown: (event) => step(event, id, changed) },
      avatar(id, "small"),
      h("span", {}, `${user.name} `, h("em", {}, role)),
    );
  });
  byId("people").replaceChildren(...buttons);
}

function choose(id, changed) {
  state.me = id;
  sessionStorage.setItem("me", id);
  showSwitch(changed);
  changed();
}

function step(event, id, changed) {
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const by = ["ArrowLeft", "ArrowUp"].includes(event.key) ? -1 : 1;
  choose(state.people.at((state.people.indexOf(id) + by) % state.people.length), changed);
  byId("people").querySelector("[aria-checked=true]").focus();
}
