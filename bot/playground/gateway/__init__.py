"""The gateway: sessions that outlive their sockets, and the events sent down them."""
