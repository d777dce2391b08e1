"""Chinese numerals: 一百二十, 一千零五, 两万三, 二〇二六."""

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DIGITS |= {sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
STEPS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
SIGNS = frozenset((*DIGITS, *STEPS, *LARGE))


def whole_number(numeral: str) -> int | None:
    """Return what a numeral says, or None for what is none, such as 三五 (three to five)."""
    if all(sign in DIGITS for sign in numeral):
        return _by_places(numeral)
    total = 0
    for large in ("亿", "万"):
        head, found, tail = numeral.partition(large)
        if not found:
            continue
        times = _below_ten_thousand(head)
        if times is None:
            return None
        total += times * LARGE[large]
        numeral = _with_its_step(tail, LARGE[large])
    rest = _below_ten_thousand(numeral) if numeral else 0
    return None if rest is None else total + rest


def either(numeral: str) -> tuple[int, int] | None:
    """Return the two numbers of 三五家, 七八个 and 二三十人."""
    if len(numeral) < 2 or any(sign not in DIGITS for sign in numeral[:2]):
        return None
    low, high = (whole_number(sign + numeral[2:]) for sign in numeral[:2])
    return (low, high) if low is not None and high is not None and 0 < low < high else None


def _by_places(numeral: str) -> int | None:
    """A row of digits is a number by its places, as 二〇二六, if that is how it was meant."""
    if len(numeral) == 1 or "〇" in numeral or "零" in numeral:
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    return None


def _with_its_step(tail: str, large: int) -> str:
    """After 两万三 the last digit counts thousands."""
    if large == LARGE["万"] and len(tail) == 1 and tail in DIGITS and tail not in "零〇":
        return tail + "千"
    return tail


def _below_ten_thousand(numeral: str) -> int | None:
    """Steps must fall from the left to the right, each with at most one digit before it."""
    total, digit, last = 0, None, 10_000
    for sign in numeral:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
            continue
        step = STEPS.get(sign, 0)
        if not 0 < step < last:
            return None
        total, digit, last = total + step * (1 if digit is None else digit), None, step
    return total + _units(numeral, digit, last)


def _units(numeral: str, digit: int | None, last: int) -> int:
    """After 一百二 the last digit counts tens, after 一百零二 it does not."""
    if digit is None:
        return 0
    alone = len(numeral) > 1 and numeral[-2] in STEPS and last > STEPS["十"]
    return digit * (last // 10 if alone else 1)
