// Who is typing: for ten seconds, or until their message comes.

import { byId } from "./dom.js";
import { dots } from "./message.js";
import { nameOf } from "./people.js";

const timers = new Map();

export function isTyping(user) {
  clearTimeout(timers.get(user));
  timers.set(user, setTimeout(() => stopped(user), 10000));
  draw();
}

export function stopped(user) {
  clearTimeout(timers.get(user));
  timers.delete(user);
  draw();
}

function draw() {
  const names = [...timers.keys()].map(nameOf);
  const words = names.length > 1 ? `${names.join(" and ")} are typing…` : `${names[0]} is typing…`;
  byId("typing").replaceChildren(...(names.length ? [dots(), words] : []));
}
