"""What is wrong with a template: a phrase with its facts, which whoever sent it reads."""

from typing import Any


class TemplateFault(Exception):
    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts
