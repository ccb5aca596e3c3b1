"""The rules that both Python and SQL must know: credit codes, and what makes two names one."""

from random import Random

import psycopg
import pytest
from jinja2 import Environment

from ingestion.reading.credit_code import check_character, fault
from ingestion.settings import REPOSITORY, Settings

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EXAMPLE = "91350100M000100Y43"  # the one most often given with GB 32100-2015


def macro(name: str, argument: str, file: str) -> str:
    """What a macro of the dbt project writes for an argument."""
    source = (REPOSITORY / "dbt_project" / "macros" / file).read_text(encoding="utf-8")
    return str(getattr(Environment().from_string(source).module, name)(argument))  # noqa: S701


def asked(warehouse: Settings, expression: str, texts: list[str]) -> list[object]:
    """The expression on each text, from PostgreSQL."""
    expression = expression.replace("%", "%%")  # for psycopg
    query = f"select {expression} from unnest(%s::text[]) with ordinality as t (x, n) order by n"
    with psycopg.connect(warehouse.dsn("transformer")) as connection:
        return [row[0] for row in connection.execute(query, [texts]).fetchall()]  # type: ignore[arg-type]


def by_the_standard(body: str) -> str:
    """GB 32100-2015, 5: C18 = 31 - (sum of Ci times Wi mod 31), Wi = 3^(i-1) mod 31; 31 is 0."""
    total = 0
    for place, char in enumerate(body, start=1):
        total += ALPHABET.index(char) * (3 ** (place - 1) % 31)
    rest = 31 - total % 31
    return ALPHABET[0 if rest == 31 else rest]


def test_check_character_follows_the_standard() -> None:
    """Written out as the standard words it, on an example and on a thousand bodies."""
    assert check_character(EXAMPLE[:17]) == EXAMPLE[17] == by_the_standard(EXAMPLE[:17])
    rng = Random(31)
    for _ in range(1000):
        body = "".join(rng.choice(ALPHABET) for _ in range(17))
        assert check_character(body) == by_the_standard(body)


def spoiled(rng: Random) -> str:
    """A code that is sound, or has one character changed, dropped, added or out of the alphabet."""
    body = "".join(rng.choice(ALPHABET) for _ in range(17))
    code = body + check_character(body)
    place = rng.randrange(18)
    how = rng.randrange(5)
    if how == 0:
        return code
    if how == 1:
        return code[:place] + rng.choice(ALPHABET) + code[place + 1 :]
    if how == 2:
        return code[:place] + rng.choice("IOSVZ-*ａ中a") + code[place + 1 :]
    return code[:place] + code[place + 1 :] if how == 3 else code + rng.choice(ALPHABET)


def test_sql_and_python_judge_codes_alike(warehouse: Settings) -> None:
    """What the reporter is told when the file is read is what the register is built on."""
    rng = Random(32100)
    codes = [EXAMPLE, "", *(spoiled(rng) for _ in range(2000))]
    sound = asked(warehouse, macro("is_sound_credit_code", "x", "credit_code.sql"), codes)
    assert sound == [fault(code) is None for code in codes]
    assert 300 < sum(map(bool, sound)) < 700


def test_every_single_slip_is_caught() -> None:
    """31 is prime: no single changed character and no swap of neighbours leaves a code sound."""
    for place in range(18):
        for char in ALPHABET:
            slip = EXAMPLE[:place] + char + EXAMPLE[place + 1 :]
            assert (fault(slip) is None) == (slip == EXAMPLE)
    for place in range(17):
        left, right = EXAMPLE[place], EXAMPLE[place + 1]
        swapped = EXAMPLE[:place] + right + left + EXAMPLE[place + 2 :]
        assert (fault(swapped) is None) == (left == right)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("某某（湖北）有限公司", "某某(湖北)有限公司", True),
        ("某某湖北 有限\u3000公司", "某某【湖北】有限公司\ufeff", True),
        ("ＡＢＣ公司", "abc公司", True),
        ("剅河镇农场", "豆河镇农场", False),
        ("某某有限公司", "某某有限责任公司", False),
    ],
)
def test_names_that_may_be_one(warehouse: Settings, one: str, other: str, same: bool) -> None:
    """Width, white space, brackets and case do not count; every other character does."""
    keys = asked(warehouse, macro("comparable_name", "x", "comparable_name.sql"), [one, other])
    assert (keys[0] == keys[1]) is same
