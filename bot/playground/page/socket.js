// The page's socket: it comes back by itself, soon, for it is on this machine.

export function listen({ event, connected }) {
  let wait = 250;
  const open = () => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/page/events`);
    socket.onmessage = ({ data }) => {
      const payload = JSON.parse(data);
      if (payload.type === "snapshot") {
        wait = 250;
        connected(true);
      }
      event(payload);
    };
    socket.onclose = () => {
      connected(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 1.5, 1500);
    };
  };
  open();
}
