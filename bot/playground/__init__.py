"""A loopback Discord for one server: gateway, REST and files, and a chat page in the browser."""
