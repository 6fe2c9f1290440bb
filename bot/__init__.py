"""The Discord application: chat, jobs, engines, and a playground that needs no Discord."""
