// The channel's messages in order, and where one stands in them.

import { older } from "./api.js";
import { byId, h } from "./dom.js";
import { draw, messageElement } from "./message.js";
import { forget } from "./picture.js";
import { here, mayRead, state } from "./state.js";

const TOGETHER_MS = 7 * 60 * 1000;
const list = byId("messages");
const scroller = byId("scroller");
let handlers = {};
let pinned = true;
let asking = false;

export function startList(onReply) {
  handlers = { onReply, onJump: jump };
  scroller.addEventListener("scroll", scrolled, { passive: true });
  new ResizeObserver(() => pinned && toEnd()).observe(list);
  new ResizeObserver(() => pinned && toEnd()).observe(scroller);
  byId("newer").onclick = toEnd;
}

// Bring the list in line with what is known; elements that are there are kept.
export function drawAll() {
  const shown = [...here().values()].filter(mayRead);
  const wanted = [];
  shown.forEach((message, index) => {
    const before = shown[index - 1];
    if (!sameDay(before, message)) wanted.push(day(message));
    const element = byId(`m${message.id}`) ?? messageElement(message, handlers);
    draw(element, message, together(before, message));
    wanted.push(element);
  });
  place(wanted);
  byId("welcome").classList.toggle("empty", shown.length === 0);
}

function place(wanted) {
  const keep = new Set(wanted);
  for (const child of [...list.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
}

// An edit touches its own element alone, unless it is the first we hear of it.
export function drawOne(message) {
  const element = byId(`m${message.id}`);
  if (!element) return drawAll();
  return draw(element, message, !element.classList.contains("first"));
}

export function added(message) {
  drawAll();
  if (pinned || message.author.id === state.me) toEnd();
  else byId("newer").hidden = false;
}

export function removed(id) {
  forget(id);
  drawAll();
}

export function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  pinned = true;
  byId("newer").hidden = true;
}

export async function jump(id) {
  for (let tries = 0; !byId(`m${id}`) && tries < 20 && (await more()); tries += 1);
  const element = byId(`m${id}`);
  if (!element) return;
  pinned = false;
  element.scrollIntoView({ block: "center", behavior: "smooth" });
  element.classList.remove("flash");
  void element.offsetWidth; // start the animation anew
  element.classList.add("flash");
}

function scrolled() {
  pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
  if (pinned) byId("newer").hidden = true;
  if (scroller.scrollTop < 200 && !pinned) more();
}

async function more() {
  const first = here().keys().next().value;
  if (asking || !first) return false;
  asking = true;
  const channel = state.channel;
  const found = await older(channel, first).catch(() => []);
  asking = false;
  if (!found.length || channel !== state.channel) return false;
  const height = scroller.scrollHeight;
  state.messages.set(channel, new Map([...found.map((message) => [message.id, message]), ...here()]));
  drawAll();
  scroller.scrollTop += scroller.scrollHeight - height;
  return true;
}

const sameDay = (before, message) => before && new Date(before.timestamp).toDateString() === new Date(message.timestamp).toDateString();

const together = (before, message) =>
  Boolean(before) && sameDay(before, message) && before.author.id === message.author.id && !message.message_reference && Boolean(before.only_for) === Boolean(message.only_for) && new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER_MS;

function day(message) {
  const date = new Date(message.timestamp);
  const key = `d${date.toDateString()}`;
  return document.getElementById(key) ?? h("li", { class: "day", id: key, role: "separator" }, date.toLocaleDateString(undefined, { dateStyle: "long" }));
}
