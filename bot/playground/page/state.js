// What the page knows. Modules read it; main.js and the socket's events change it.

export const state = {
  guild: null,
  users: new Map(),
  people: [],
  channels: [],
  channel: null,
  me: null,
  online: false,
  connected: false,
  messages: new Map(), // channel -> Map(id -> message), in order of age
  limits: { text: 2000, files: 10, bytes: 10485760 },
};

export const here = () => state.messages.get(state.channel) ?? new Map();
export const channelNow = () => state.channels.find((channel) => channel.id === state.channel);
export const me = () => state.users.get(state.me);
export const mayRead = (message) => !message.only_for || message.only_for === state.me;

export function take(snapshot) {
  state.users = new Map(snapshot.users.map((user) => [user.id, user]));
  state.guild = snapshot.guild.id;
  state.people = snapshot.people;
  state.channels = snapshot.channels;
  state.online = snapshot.bot.online;
  state.limits = snapshot.limits;
  state.me ??= snapshot.people.includes(sessionStorage.getItem("me")) ? sessionStorage.getItem("me") : snapshot.people[0];
  if (!state.channels.some((channel) => channel.id === state.channel)) state.channel = snapshot.channel;
  state.messages = new Map(Object.entries(snapshot.messages).map(([id, list]) => [id, new Map(list.map((message) => [message.id, message]))]));
}
