// The few things that the page asks of the playground.

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? `That did not work (${answer.status}).`);
  return body;
}

const post = (path, data) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) });

export function send({ user, channel, content, replyTo, files }) {
  const form = new FormData();
  form.append("user", user);
  form.append("channel", channel);
  form.append("content", content);
  if (replyTo) form.append("reply_to", replyTo);
  for (const file of files) form.append("files", file, file.name);
  return ask("/page/messages", { method: "POST", body: form });
}

export const click = (user, message, custom_id) => post("/page/clicks", { user, message, custom_id });
export const remove = (user, message) => post("/page/deletions", { user, message });
export const typing = (user, channel) => post("/page/typing", { user, channel }).catch(() => {});
export const older = (channel, before) => ask(`/page/messages?channel=${channel}&before=${before}&limit=50`);
export const samples = () => ask("/page/samples");
