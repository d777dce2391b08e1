"""Notes when the bot had what bodies wrote, by what Telegram was told."""

from dataclasses import dataclass, field

from sandbox import Event, What, World
from tests.winter.writing import Place, Written, place_of


@dataclass
class Arrivals:
    written: list[Written]
    _awaited: dict[Place, Written] = field(default_factory=dict)
    _indexed: int = 0

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what is not What.CONFIRMED or event.subject.kind != "message":
            return
        for one in self.written[self._indexed :]:
            self._awaited[place_of(one)] = one
        self._indexed = len(self.written)
        place = event.subject.chat_id, event.subject.content["message_id"]
        # An update may come twice.
        came = self._awaited.pop(place, None)
        if came is not None:
            came.came_at = event.at
