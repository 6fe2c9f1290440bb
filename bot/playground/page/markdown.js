// The part of Discord's markdown that people use, built as nodes: user text is never parsed as HTML.

import { h } from "./dom.js";
import { nameOf, userOf } from "./people.js";
import { state } from "./state.js";

const INLINE = [
  [/^`([^`]+)`/, ([, code]) => h("code", {}, code)],
  [/^\*\*([\s\S]+?)\*\*(?!\*)/, ([, text]) => h("strong", {}, ...inline(text))],
  [/^__([\s\S]+?)__/, ([, text]) => h("u", {}, ...inline(text))],
  [/^~~([\s\S]+?)~~/, ([, text]) => h("s", {}, ...inline(text))],
  [/^\*(?!\s)([^*\n]+?)\*/, ([, text]) => h("em", {}, ...inline(text))],
  [/^_(?!\s)([^_\n]+?)_(?![A-Za-z0-9])/, ([, text]) => h("em", {}, ...inline(text))],
  [/^<@!?(\d{1,20})>/, ([whole, id]) => (userOf(id) ? h("span", { class: "mention" }, `@${nameOf(id)}`) : whole)],
  [/^<#(\d{1,20})>/, ([whole, id]) => channel(id) ?? whole],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, ([, time, style]) => moment(Number(time), style)],
  [/^\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/, ([, text, url]) => link(url, text)],
  [/^<(https?:\/\/[^\s<>]+)>/, ([, url]) => link(url, url)],
  [/^https?:\/\/[^\s<>]*[^\s<>.,:;!?)'"\]]/, ([url]) => link(url, url)],
  [/^\\([*_`~|<>\\])/, ([, sign]) => sign],
];

export function markdown(text) {
  const nodes = [];
  text.split(/(```[\s\S]*?```)/).forEach((part) => {
    const fence = /^```(?:[\w+-]*\n)?([\s\S]*?)\n?```$/.exec(part);
    if (fence && part.length > 6) nodes.push(h("pre", {}, h("code", {}, fence[1])));
    else nodes.push(...lines(nodes.length ? part.replace(/^\n/, "") : part));
  });
  return nodes;
}

// The text alone, for a line that quotes it.
export const plain = (text) => markdown(text).map((node) => node.textContent ?? node).join(" ").replace(/\s+/g, " ").trim();

function lines(text) {
  const nodes = [];
  const all = text.split("\n");
  all.forEach((line, index) => {
    const block = blockOf(line);
    nodes.push(...(block ? [block] : inline(line)));
    if (!block && index < all.length - 1) nodes.push("\n");
  });
  return nodes;
}

function blockOf(line) {
  let found;
  if ((found = /^(#{1,3}) (.+)/.exec(line))) return h("span", { class: `md-h md-h${found[1].length}` }, ...inline(found[2]));
  if ((found = /^-# (.+)/.exec(line))) return h("span", { class: "md-small" }, ...inline(found[1]));
  if ((found = /^> (.*)/.exec(line))) return h("blockquote", {}, ...inline(found[1]));
  if ((found = /^[-*] (.+)/.exec(line))) return h("span", { class: "md-item" }, "• ", ...inline(found[1]));
  return null;
}

function inline(text) {
  const nodes = [];
  let plainText = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    // snake_case is a word, not emphasis
    const inWord = rest[0] === "_" && /\w$/.test(text.slice(0, at));
    const hit = /^[`*_~<[\\h]/.test(rest) && !inWord ? INLINE.map(([rule, make]) => [rule.exec(rest), make]).find(([match]) => match) : null;
    if (!hit) {
      plainText += rest[0];
      at += 1;
      continue;
    }
    if (plainText) nodes.push(plainText);
    plainText = "";
    nodes.push(hit[1](hit[0]));
    at += hit[0][0].length;
  }
  if (plainText) nodes.push(plainText);
  return nodes;
}

const link = (url, text) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);

function channel(id) {
  const found = state.channels.find((other) => other.id === id);
  return found ? h("span", { class: "mention" }, `#${found.name}`) : null;
}

function moment(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  const text = style === "R" ? relative(seconds) : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: date.toISOString(), title: date.toLocaleString() }, text);
}

function relative(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]].find(([, s]) => Math.abs(away) >= s) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(away / size), unit);
}
