// Where the parts meet: events come in, the page follows.

import { label, reply, replyGone, startComposer } from "./composer.js";
import { byId, h } from "./dom.js";
import { startGallery } from "./gallery.js";
import { icon } from "./icons.js";
import { added, drawAll, drawOne, removed, startList, toEnd } from "./list.js";
import { showMembers, showSwitch } from "./people.js";
import { listen } from "./socket.js";
import { channelNow, state, take } from "./state.js";
import { isTyping, stopped } from "./typing.js";

const HANDLERS = {
  snapshot(event) {
    const first = !state.users.size;
    take(event);
    frame();
    drawAll();
    if (first) toEnd();
  },
  message_created({ message }) {
    const known = state.messages.get(message.channel_id);
    if (!known) return;
    known.set(message.id, message);
    stopped(message.author.id);
    if (message.channel_id === state.channel) added(message);
    else byId("channels").querySelector(`[data-channel="${message.channel_id}"]`)?.classList.add("unread");
  },
  message_updated({ message }) {
    const known = state.messages.get(message.channel_id);
    if (!known?.has(message.id)) return;
    known.set(message.id, message);
    if (message.channel_id === state.channel) drawOne(message);
  },
  message_deleted({ id, channel_id: channel }) {
    const known = state.messages.get(channel);
    known?.delete(id);
    for (const message of known?.values() ?? []) if (message.message_reference?.message_id === id) message.referenced_message = null;
    replyGone(id);
    if (channel === state.channel) removed(id);
  },
  channel_created({ channel }) {
    if (channel.guild_id !== state.guild) return;
    state.channels.push(channel);
    state.messages.set(channel.id, new Map());
    showChannels();
  },
  typing: ({ channel_id: channel, user_id: user }) => channel === state.channel && user !== state.me && isTyping(user),
  bot({ online }) {
    state.online = online;
    showMembers();
    showStatus();
  },
};

function showStatus() {
  const status = byId("status");
  status.dataset.state = !state.connected ? "reconnecting" : state.online ? "online" : "offline";
  byId("status-text").textContent = !state.connected ? "Reconnecting" : state.online ? "Easel is online" : "Easel is offline";
  byId("banner").hidden = state.connected || !state.users.size;
}

function showChannels() {
  const open = (id) => {
    state.channel = id;
    reply(null);
    frame();
    drawAll();
    toEnd();
    drawer(false);
  };
  byId("channels").replaceChildren(
    ...state.channels.map(({ id, name }) =>
      h("li", {}, h("button", { type: "button", data: { channel: id }, "aria-current": id === state.channel ? "page" : null, onclick: () => open(id) }, h("span", { class: "hash", "aria-hidden": "true" }, "#"), name)),
    ),
  );
}

function frame() {
  const channel = channelNow();
  byId("channel-name").textContent = channel.name;
  byId("topic").textContent = channel.topic ?? "";
  document.title = `#${channel.name} · Easel`;
  showChannels();
  showMembers();
  showStatus();
  showSwitch(switched);
  label();
}

function switched() {
  label();
  drawAll();
}

function drawer(open) {
  byId("side").classList.toggle("open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
}

function connected(now) {
  state.connected = now;
  showStatus();
}

byId("menu").append(icon("menu"));
byId("menu").onclick = () => drawer(!byId("side").classList.contains("open"));
byId("scrim").onclick = () => drawer(false);
document.addEventListener("keydown", (event) => event.key === "Escape" && drawer(false));

startComposer();
startList(reply);
startGallery();
listen({ event: (payload) => HANDLERS[payload.type]?.(payload), connected });
