"""One gateway socket, from HELLO to its end."""

from __future__ import annotations

import asyncio
import json
from typing import TypeVar

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.playground.gateway.codes import Close, Intent, Op
from bot.playground.gateway.commands import Identify, Payload, RequestMembers, Resume
from bot.playground.gateway.compression import compressor
from bot.playground.gateway.session import Session
from bot.playground.gateway.wire import Wire
from bot.playground.loopback import Loopback
from bot.playground.payloads import application, bot_user
from bot.playground.schemas.base import Schema
from bot.playground.world import BOT_USER, TOKEN, Guild, Json, Member

__all__ = ["Connection", "serve"]

_MAX_PAYLOAD = 4096
_MOST_MEMBERS = 1000
_HEARD = frozenset({Op.PRESENCE})

M = TypeVar("M", bound=Schema)


class ProtocolError(Exception):
    """The client did what makes Discord close the socket."""

    def __init__(self, code: Close) -> None:
        super().__init__(code)
        self.code = code


ACK_DELAY = 0.02
"""Seconds."""


async def serve(request: web.Request, loopback: Loopback) -> web.StreamResponse:
    """Run a gateway socket."""
    try:
        compress = compressor(request.query.get("compress"))
    except ValueError as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    if request.query.get("v") != "10" or request.query.get("encoding") != "json":
        raise web.HTTPBadRequest(text="the playground speaks v=10&encoding=json")
    socket = web.WebSocketResponse(timeout=1)
    await socket.prepare(request)
    await Connection(loopback, Wire(request, socket, compress)).run()
    return socket


class Connection:
    """A socket and, once identified, its session."""

    def __init__(self, loopback: Loopback, wire: Wire) -> None:
        self._loopback = loopback
        self._wire = wire
        self._session: Session | None = None

    async def run(self) -> None:
        """Answer the client until it leaves, is silent too long, or breaks a rule."""
        interval = self._loopback.heartbeat
        self._wire.send(Op.HELLO, {"heartbeat_interval": round(interval * 1000)})
        pump = asyncio.create_task(self._wire.pump())
        try:
            await self._listen(patience=interval * 1.5)
        except ProtocolError as refusal:
            self._wire.close(refusal.code)
            await asyncio.wait([pump], timeout=2)
        finally:
            pump.cancel()
            self._leave()

    async def _listen(self, patience: float) -> None:
        socket = self._wire.socket
        while True:
            try:
                message = await socket.receive(timeout=patience)
            except TimeoutError:
                raise ProtocolError(Close.SESSION_TIMED_OUT) from None
            if message.type is not WSMsgType.TEXT:
                return
            self._answer(_decoded(message.data))

    def _leave(self) -> None:
        session = self._session
        # a resumed session may already have a newer socket
        if session is not None and session.wire is self._wire:
            # 1000 and 1001 are the client's own goodbye: Discord then ends the session
            self._loopback.hub.leave(session, for_good=self._wire.socket.close_code in (1000, 1001))

    def _answer(self, payload: Payload) -> None:
        match payload.op:
            case Op.HEARTBEAT:
                # A real line takes its time: a client that hears at once takes the answer for
                # one to its heartbeat before, and complains of a slow line.
                later = asyncio.get_running_loop().call_later
                later(ACK_DELAY, self._wire.send, Op.HEARTBEAT_ACK, None)
            case Op.IDENTIFY:
                self._identify(_read(Identify, payload.d))
            case Op.RESUME:
                self._resume(_read(Resume, payload.d))
            case _ if self._session is None:
                raise ProtocolError(Close.NOT_AUTHENTICATED)
            case Op.REQUEST_MEMBERS:
                self._members(self._session, _read(RequestMembers, payload.d))
            case op if op not in _HEARD:
                raise ProtocolError(Close.UNKNOWN_OPCODE)

    def _identify(self, identify: Identify) -> None:
        if self._session is not None:
            raise ProtocolError(Close.ALREADY_AUTHENTICATED)
        if identify.token.removeprefix("Bot ") != TOKEN:
            raise ProtocolError(Close.AUTHENTICATION_FAILED)
        if identify.shard not in (None, (0, 1)):
            raise ProtocolError(Close.INVALID_SHARD)
        session = self._session = Session(identify.intents)
        session.attach(self._wire)
        session.dispatch("READY", self._ready(session, identify))
        for guild in self._loopback.directory.joined():
            told = self._loopback.affairs.guild(guild, session.intents)
            session.dispatch("GUILD_CREATE", told)
        self._loopback.hub.add(session)

    def _ready(self, session: Session, identify: Identify) -> Json:
        shard = {"shard": list(identify.shard)} if identify.shard else {}
        guilds = self._loopback.directory.joined()
        app = application(len(guilds))
        return shard | {
            "v": 10,
            "user": bot_user(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._loopback.gateway_url,
            "application": {"id": app["id"], "flags": app["flags"]},
            "private_channels": [],
            "relationships": [],
        }

    def _resume(self, resume: Resume) -> None:
        if resume.token.removeprefix("Bot ") != TOKEN:
            raise ProtocolError(Close.AUTHENTICATION_FAILED)
        session = self._loopback.hub.find(resume.session_id)
        if session is None or not session.can_replay(resume.seq):
            self._wire.send(Op.INVALID_SESSION, False)
            return
        if session.wire is not None:
            session.wire.close(Close.SESSION_TIMED_OUT)
        self._session = session
        session.attach(self._wire)
        session.replay(resume.seq)
        session.dispatch("RESUMED", {})
        self._loopback.hub.tell()

    def _members(self, session: Session, wanted: RequestMembers) -> None:
        guild = self._loopback.directory.guilds.get(wanted.guild_id)
        if guild is None or guild.member(BOT_USER.id) is None:
            raise ProtocolError(Close.DECODE_ERROR)
        if wanted.everybody and not session.intents & Intent.GUILD_MEMBERS:
            raise ProtocolError(Close.DISALLOWED_INTENTS)
        found = self._matching(guild, wanted)
        limit = wanted.limit or _MOST_MEMBERS
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [self._loopback.affairs.member(member) for member in found[:limit]],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | wanted.echo())

    def _matching(self, guild: Guild, wanted: RequestMembers) -> list[Member]:
        if wanted.user_ids is not None:
            return [member for member in guild.members if member.user_id in wanted.user_ids]
        start = (wanted.query or "").lower()
        users = self._loopback.directory.users
        return [m for m in guild.members if users[m.user_id].handle.lower().startswith(start)]


def _decoded(text: str) -> Payload:
    if len(text.encode()) > _MAX_PAYLOAD:
        raise ProtocolError(Close.DECODE_ERROR)
    try:
        return _read(Payload, json.loads(text))
    except ValueError:
        raise ProtocolError(Close.DECODE_ERROR) from None


def _read(model: type[M], data: object) -> M:
    try:
        return model.model_validate(data)
    except ValidationError:
        raise ProtocolError(Close.DECODE_ERROR) from None
