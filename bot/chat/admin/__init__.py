"""The desks of those in charge: a server's admins, and whoever runs the bot."""

from bot.chat.admin.bounds import host_of
from bot.chat.admin.desk import AdminDesk
from bot.chat.admin.host import HostDesk

__all__ = ["AdminDesk", "HostDesk", "host_of"]
