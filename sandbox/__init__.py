"""A local Telegram: speaks the Bot API over HTTP, for tests, rehearsals and demos."""

from sandbox.chats import ChatKind, Member, Status, Topic
from sandbox.clock import Clock, PlayClock, RealClock, SteppableClock
from sandbox.errors import ApiError
from sandbox.faults import Fault, FaultKind
from sandbox.files import Upload
from sandbox.journal import Event, Journal, What
from sandbox.messages import Button, CallbackAnswer, CallbackQuery, Chat, Contact, Message
from sandbox.people import Bot, Person, User
from sandbox.server import SandboxApp, Server, create_app, serve, serving
from sandbox.state import HANG
from sandbox.world import World

__all__ = [
    "HANG",
    "ApiError",
    "Bot",
    "Button",
    "CallbackAnswer",
    "CallbackQuery",
    "Chat",
    "ChatKind",
    "Clock",
    "Contact",
    "Event",
    "Fault",
    "FaultKind",
    "Journal",
    "Member",
    "Message",
    "Person",
    "PlayClock",
    "RealClock",
    "SandboxApp",
    "Server",
    "Status",
    "SteppableClock",
    "Topic",
    "Upload",
    "User",
    "What",
    "World",
    "create_app",
    "serve",
    "serving",
]
