"""Unified social credit codes: 18 characters, the last of which checks the others (GB 32100)."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(body: str) -> str:
    """The check character that follows these 17 characters of the code's alphabet."""
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def fault(code: str) -> str | None:
    """In Chinese, what the code should be, or None where it is sound."""
    if len(code) != 18:
        return "18 位统一社会信用代码（文本格式）"
    if any(char not in _ALPHABET for char in code):
        return "数字和大写字母（不含 I、O、S、V、Z）"
    right = check_character(code[:17])
    return None if code[17] == right else f"末位校验码 {right}"
