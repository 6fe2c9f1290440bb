"""What members can say to the bot, one cog a subject."""

from bot.chat.cogs.buttons import Buttons
from bot.chat.cogs.errors import Errors
from bot.chat.cogs.forget import Forget
from bot.chat.cogs.menu import Menu
from bot.chat.cogs.queue import Queue
from bot.chat.cogs.style import Style

__all__ = ["PARTS"]

PARTS = (Errors, Style, Queue, Buttons, Menu, Forget)
"""Every cog for members."""
