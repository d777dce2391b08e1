"""Which listed enterprises a reply says stopped or were limited, and which did not.

Only a name beside such a word is taken. What may be another name, or may mean either, is handed
back as a question; a name that stands for itself says something only where it was asked for.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from office.reading import firm_names
from office.reading.typed import compact, plain
from storage.immutable import immutable

MOST_READ = 200
"""More names than this are sent as a table."""
LONGEST_ITEM = 30
FEWEST_IN_TEXT = 3
"""A shorter name is known only where names are listed."""
MOST_CANDIDATES = 3
_NAME = "\0"

_SENTENCE = re.compile(r"[。;!\n]|(?<![0-9])\.|\.(?![0-9])")
_CLAUSE = re.compile(r"[,()]")
_ITEM = re.compile(r"[、和及与/]|以及")
_NOT = re.compile(
    r"(?:未|没有?|尚未|拒不)[^:\0]{0,5}?(?:停(?:产|工|止生产)?|限(?:产)?|落实|执行|到位)(?:企业|单位)?"
    r"|(?:停产|限产|停限产|落实|执行)不到位|(?:仍|还|继续|正常|照常)(?:旧|然)?在?(?:生产|运行|作业)"
    r"|(?:did|was|were|has|have)?not(?:been)?(?:stop|limit|reduc)\w*|still(?:running|producing)"
)
_BUT = re.compile(
    rf"除(?:了)?({_NAME}+(?:[、和及与]{_NAME}+)*)(?:等?\d+家)?(?:企业)?(?:以外|之外|外)"
)
_REMARK = re.compile(rf"\([^(){_NAME}]*\)")
_YES = re.compile(
    r"停产|停工|停止生产|(?:已|均|都|全部)[^:\0]{0,4}?(?:停|限|落实|执行)|限产|stopped|limited|reduced"
)
_LIMITED = re.compile(r"限|limited|reduced")
_STOPPED = re.compile(r"停|落实|执行|stop")
_LIKE_A_FIRM = re.compile(r"(?:厂|公司|集团|矿|站|窑|场|co\.?ltd\.?)$")
_FILLING = re.compile(r"分别为|分别是|包括|为|是|即|有|等|企业|单位|名单|\d+家|[:、和及与/.\s]")


@immutable
class ReadFirm:
    key: str
    """The name of the list, as names are compared."""
    done: bool
    words: str


@immutable
class DoubtfulFirm:
    words: str
    done: bool | None
    """None where the words may mean either."""
    candidates: tuple[str, ...]
    """Those of the list that may be meant; none where the list has nothing like it."""


@immutable
class FirmsRead:
    firms: tuple[ReadFirm, ...] = ()
    doubtful: tuple[DoubtfulFirm, ...] = ()


@dataclass(slots=True)
class _Found:
    stops: frozenset[str]
    firms: dict[str, ReadFirm] = field(default_factory=dict)
    doubtful: dict[str, DoubtfulFirm] = field(default_factory=dict)

    def take(self, said: str, keys: Sequence[str], done: bool | None) -> None:
        if len(keys) != 1 or done is None:
            self.ask(said, keys, done)
            return
        known = self.firms.get(keys[0])
        if known is not None and known.done != done:
            # The reply says both.
            del self.firms[keys[0]]
            self.ask(said, keys, None)
        elif not self.is_full:
            self.firms[keys[0]] = ReadFirm(keys[0], done, said)

    def ask(self, said: str, keys: Sequence[str], done: bool | None) -> None:
        if not self.is_full:
            asked = DoubtfulFirm(said, done, tuple(keys[:MOST_CANDIDATES]))
            self.doubtful.setdefault(said, asked)

    def judged(self, keys: Sequence[str], one: "_Clause", done: bool | None) -> bool | None:
        """To say that one was limited which is to stop may mean either."""
        return None if done and one.only_limited and not self.stops.isdisjoint(keys) else done

    @property
    def is_full(self) -> bool:
        return len(self.firms) + len(self.doubtful) >= MOST_READ


@immutable
class _Names:
    """The names of the list, and what people say for them."""

    names: Mapping[str, str]
    said: Mapping[str, tuple[str, ...]]
    """The keys of the names that may be meant by a piece of text."""

    def mentioned(self, text: str) -> list[tuple[int, int]]:
        """Where names stand; of two that overlap the longer one is meant."""
        spans: list[tuple[int, int]] = []
        for alias in self.said:
            if len(alias) >= FEWEST_IN_TEXT:
                spans += ((at, at + len(alias)) for at in _places(text, alias))
        taken: list[tuple[int, int]] = []
        for start, end in sorted(spans, key=lambda one: (one[0] - one[1], one[0])):
            if all(end <= left or start >= right for left, right in taken):
                taken.append((start, end))
        return sorted(taken)

    def like(self, item: str) -> tuple[str, ...]:
        near = firm_names.near(item, self.names.values())
        return tuple(compact(one) for one in near)


def _places(text: str, alias: str) -> Iterator[int]:
    at = text.find(alias)
    while at >= 0:
        yield at
        at = text.find(alias, at + len(alias))


def _of_list(names: Mapping[str, str]) -> _Names:
    said: dict[str, dict[str, None]] = {}
    for key, name in names.items():
        for alias in (key, firm_names.core(name)):
            if len(alias) >= firm_names.FEWEST:
                said.setdefault(alias, {})[key] = None
    # A name that another one only begins with is that name where it stands whole.
    return _Names(
        names, {alias: (alias,) if alias in names else tuple(keys) for alias, keys in said.items()}
    )


def read(
    text: str, names: Mapping[str, str], stops: Collection[str] = (), *, asked: bool = False
) -> FirmsRead:
    """Read it; the names are those of the list by their keys, of which some are to stop.

    Where it was `asked` which ones did not, names that stand alone say so.
    """
    known, found = _of_list(names), _Found(frozenset(stops))
    for line in text.split("\n"):
        for sentence in _SENTENCE.split(plain(line).replace("：", ":")):
            _sentence(known, found, compact(sentence))
    if asked and not found.firms and not found.doubtful:
        _alone(known, found, text)
    return FirmsRead(tuple(found.firms.values()), tuple(found.doubtful.values()))


@immutable
class _Clause:
    said: str
    masked: str
    """The same with each listed name in it struck out."""
    names: tuple[tuple[int, int], ...]

    @property
    def done(self) -> bool | None:
        """What it says of the names in it; None where it says nothing of that, or both."""
        denied = bool(_NOT.search(self.masked))
        rest = _NOT.sub("", self.masked)
        return None if bool(_YES.search(rest)) == denied else not denied

    @property
    def says_something(self) -> bool:
        return bool(_NOT.search(self.masked) or _YES.search(self.masked))

    @property
    def only_limited(self) -> bool:
        return bool(_LIMITED.search(self.masked)) and not _STOPPED.search(self.masked)

    @property
    def is_bare(self) -> bool:
        return not _FILLING.sub("", self.masked.replace(_NAME, ""))


def _sentence(known: _Names, found: _Found, sentence: str) -> None:
    spans = known.mentioned(sentence)
    masked = _REMARK.sub(_unless_it_says_so, _struck_out(sentence, spans))
    for but in _BUT.finditer(masked):
        within = [one for one in spans if but.start(1) <= one[0] < but.end(1)]
        for start, end in within:
            found.take(sentence[start:end], known.said[sentence[start:end]], False)
        spans = [one for one in spans if one not in within]
    clauses = list(_clauses(sentence, masked, spans))
    carried: bool | None = None
    for at, one in enumerate(clauses):
        done = _said_of(clauses, at, carried)
        if one.says_something and one.done is not None:
            _listed_beside(known, found, one, one.done)
        if one.names and (done is not None or one.says_something):
            for start, end in one.names:
                said = one.said[start:end]
                found.take(said, known.said[said], found.judged(known.said[said], one, done))
        carried = done if one.is_bare or one.says_something else None


def _said_of(clauses: Sequence[_Clause], at: int, carried: bool | None) -> bool | None:
    """What is said of the names of a clause by itself, by the one before, or by the one after."""
    one = clauses[at]
    if one.says_something or not one.is_bare:
        return one.done
    following = next((it for it in clauses[at:] if not (it.is_bare and it.names)), None)
    if one.names and following is not None and not following.names and following.says_something:
        return following.done
    return carried


def _unless_it_says_so(remark: re.Match[str]) -> str:
    """(检修) between a name and its word parts nothing."""
    said = remark[0]
    return said if _NOT.search(said) or _YES.search(said) else " " * len(said)


def _struck_out(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _NAME * (end - start) + text[end:]
    return text


def _clauses(sentence: str, masked: str, spans: Sequence[tuple[int, int]]) -> Iterator[_Clause]:
    start = 0
    ends = [(one.start(), one.end()) for one in _CLAUSE.finditer(masked)]
    for end, following in (*ends, (len(masked), len(masked))):
        own = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        clause = _Clause(sentence[start:end], masked[start:end], own)
        if clause.masked:
            yield clause
        start = following


def _listed_beside(known: _Names, found: _Found, one: _Clause, done: bool) -> None:
    """Names behind a colon, or before the word, that are not just those of the list."""
    head, colon, tail = one.masked.rpartition(":")
    if colon and (_NOT.search(head) or _YES.search(head)):
        for item in _items(one.said[len(head) + 1 :], tail):
            _unlisted(known, found, item, done)
        return
    word = _NOT.search(one.masked) or _YES.search(one.masked)
    if word is not None:
        for item in _items(one.said[: word.start()], one.masked[: word.start()]):
            _unlisted(known, found, item, done)


def _items(said: str, masked: str) -> Iterator[str]:
    start = 0
    for at, after in (*(one.span() for one in _ITEM.finditer(masked)), (len(masked), 0)):
        if _NAME not in masked[start:at]:
            yield re.sub(r"等?\d*家?(?:企业)?$", "", said[start:at].strip("/:"))
        start = after


def _unlisted(known: _Names, found: _Found, item: str, done: bool) -> None:
    if not firm_names.FEWEST <= len(item) <= LONGEST_ITEM or not any(map(str.isalpha, item)):
        return
    exact = known.said.get(firm_names.core(item), ())
    if exact:
        found.take(item, exact, done)
        return
    # A near name is asked about, and never taken for the one of the list.
    candidates = known.like(item) if _LIKE_A_FIRM.search(item) else ()
    if candidates or _LIKE_A_FIRM.search(item):
        found.ask(item, candidates, done)


def _alone(known: _Names, found: _Found, text: str) -> None:
    """Take names that stand for themselves, where nothing else stands beside them."""
    items = [one for one in re.split(r"[、和及与/,;。\n]", compact(text.replace("\n", ","))) if one]
    meant = [known.said.get(one) or known.said.get(firm_names.core(one), ()) for one in items]
    if not all(meant):
        return
    for item, keys in zip(items, meant, strict=True):
        found.take(item, keys, False)
