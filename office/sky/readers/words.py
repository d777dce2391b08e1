"""The words for pollutants and classes of air, as bulletins and tables write them."""

import re
from collections.abc import Iterator

from office.reading.typed import compact
from office.sky.aqi import BOUNDS, AirClass, AirPollutant
from office.sky.series import Estimate

_POLLUTANTS = {
    AirPollutant.PM25: ("pm2.5", "pm2_5", "pm25", "细颗粒物"),
    AirPollutant.PM10: ("pm10", "可吸入颗粒物", "粗颗粒物"),
    AirPollutant.SO2: ("so2", "二氧化硫", "sulphur_dioxide", "sulfur_dioxide"),
    AirPollutant.NO2: ("no2", "二氧化氮", "nitrogen_dioxide"),
    AirPollutant.CO: ("co", "一氧化碳", "carbon_monoxide"),
    AirPollutant.O3: ("o3-8h", "o3_8h", "o3-1h", "o3_1h", "o3", "臭氧", "ozone"),
}
_NAMED = {word: pollutant for pollutant, words in _POLLUTANTS.items() for word in words}
# No letter may stand beside a name in letters: the "co" of "code" is no carbon monoxide.
_IN_TEXT = re.compile(
    "|".join(
        re.escape(word) if word[0] > "z" else rf"(?<![a-z0-9_.]){re.escape(word)}(?![a-z0-9_])"
        for word in sorted(_NAMED, key=len, reverse=True)
    )
)

_CLASSES = {
    "优": AirClass.EXCELLENT,
    "良": AirClass.GOOD,
    "轻": AirClass.LIGHT,
    "轻度": AirClass.LIGHT,
    "中": AirClass.MODERATE,
    "中度": AirClass.MODERATE,
    "重": AirClass.HEAVY,
    "重度": AirClass.HEAVY,
    "严重": AirClass.SEVERE,
}
_ONE_CLASS = r"(?:严重|轻度|中度|重度|优|良|轻|中|重)"
_CLASS = re.compile(
    rf"(?P<low>{_ONE_CLASS})(?:污染)?(?:(?:[-~至到]|转|或)(?P<high>{_ONE_CLASS}))?(?:污染)?"
)

FOREIGN = re.compile(
    r"(?<![a-z])(?:us[ _-]?aqi|epa|european[ _-]?aqi)(?![a-z])"
    r"|美标|美国标准|美国指数|欧标|欧洲标准|欧洲指数",
    re.IGNORECASE,
)
"""Another country's index counts from other concentrations."""


def pollutant(said: str) -> AirPollutant | None:
    return _NAMED.get(compact(said))


def pollutants(text: str) -> tuple[tuple[AirPollutant, ...], str]:
    """Return those that a text names, and the text without their names, which hold digits."""
    found = dict.fromkeys(_NAMED[one[0]] for one in _IN_TEXT.finditer(text))
    return tuple(found), _IN_TEXT.sub(" ", text)


def classes(text: str) -> Estimate | None:
    """Return the bounds of the classes that a text names: 轻至中度 is 101 to 200."""
    named = list(_named_classes(text))
    if not named:
        return None
    return Estimate(
        Estimate.exactly(min(BOUNDS[one][0] for one in named)).low,
        Estimate.exactly(max(BOUNDS[one][1] for one in named)).high,
    )


def _named_classes(text: str) -> Iterator[AirClass]:
    for found in _CLASS.finditer(text):
        yield _CLASSES[found["low"]]
        if found["high"]:
            yield _CLASSES[found["high"]]
