// The page's socket: it comes back by itself, sooner first, then with patience.

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
      wait = Math.min(wait * 1.7, 4000);
    };
  };
  open();
}
