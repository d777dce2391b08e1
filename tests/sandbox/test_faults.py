"""Failures on request, as the real library sees them."""

from __future__ import annotations

import time

import pytest
from telegram import Bot as TelegramBot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from sandbox import Chat, Fault, FaultKind, What, World


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        (Fault(FaultKind.TOO_MANY_REQUESTS, retry_after=7), RetryAfter, "Retry in 0:00:07"),
        (
            Fault(FaultKind.FORBIDDEN, text="bot was kicked from the group chat"),
            Forbidden,
            "kicked",
        ),
        (Fault(FaultKind.BAD_REQUEST, text="chat not found"), BadRequest, "Chat not found"),
        (Fault(FaultKind.SERVER_ERROR), NetworkError, "Internal Server Error"),
        (Fault(FaultKind.BAD_GATEWAY), NetworkError, "Bad Gateway"),
        (Fault(FaultKind.RESET_BEFORE), NetworkError, "httpx.ReadError"),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Fault) else "",
)
async def test_a_fault_takes_the_place_of_the_call(
    world: World,
    telegram: TelegramBot,
    group: Chat,
    fault: Fault,
    error: type[Exception],
    text: str,
) -> None:
    before = len(group.messages)
    world.faults.add(fault)
    with pytest.raises(error, match=text):
        await telegram.send_message(group.id, "x")
    assert len(group.messages) == before
    await telegram.send_message(group.id, "x")
    assert len(group.messages) == before + 1
    assert [event.text for event in world.log.of(What.FAULT)] == [str(fault.kind)]


async def test_a_reset_after_the_effect_loses_the_answer_only(
    world: World, telegram: TelegramBot, group: Chat
) -> None:
    world.faults.add(Fault(FaultKind.RESET_AFTER))
    with pytest.raises(NetworkError, match="ReadError"):
        await telegram.send_message(group.id, "x")
    assert group.messages[-1].text == "x"


async def test_a_slow_answer_comes_late(world: World, telegram: TelegramBot, group: Chat) -> None:
    world.faults.add(Fault(FaultKind.SLOW, seconds=0.2))
    began = time.monotonic()
    await telegram.send_message(group.id, "x")
    assert time.monotonic() - began >= 0.2


async def test_a_fault_happens_as_often_as_asked_where_asked(
    world: World, telegram: TelegramBot, group: Chat, supergroup: Chat
) -> None:
    world.faults.add(Fault("server_error", method="sendMessage", chat=group.id, times=2))
    await telegram.send_message(supergroup.id, "x")
    await telegram.get_chat(group.id)
    for _ in range(2):
        with pytest.raises(TelegramError):
            await telegram.send_message(group.id, "x")
    await telegram.send_message(group.id, "x")
    assert len(world.faults) == 0


async def test_faults_can_be_called_off(world: World, telegram: TelegramBot, group: Chat) -> None:
    world.faults.add(Fault("server_error", times=100))
    world.faults.clear()
    await telegram.send_message(group.id, "x")
