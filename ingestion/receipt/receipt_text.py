"""A receipt as text: short enough for a message, or whole for a screen."""

from collections.abc import Iterator
from unicodedata import category

from ingestion.receipt.receipt import Answer, Problem, Receipt, counted

WIDTH = 70
WORST = 3
_STOPS = "，；、：。）》 "


def short(receipt: Receipt, workbook: str | None) -> str:
    """What holds, how many faults, the worst three; all of them where no workbook shows them."""
    problems = receipt.problems
    lines = [f"【回执】{receipt.name}", f"收到时间：{receipt.at}", *receipt.notes]
    for answer in receipt.answers:
        lines.append(f"{answer.heading}：{answer.state_zh}（{answer.reason}）")
        lines += [f"报送编号：{answer.submission_id}", *answer.advice]
    if problems:
        lines.append(f"问题 {len(problems)} 处：{counted(problems)}")
        shown = problems[:WORST] if workbook else problems
        for number, problem in enumerate(shown, start=1):
            lines += _in_brief(number, problem)
        if len(problems) > len(shown):
            lines.append(f"其余 {len(problems) - len(shown)} 处见 {workbook}")
    return "".join(f"{part}\n" for line in lines for part in _wrapped(line))


def full(receipt: Receipt) -> Iterator[str]:
    """Everything, line by line; nothing that a file brings steers a screen."""
    return map(_seen, _whole(receipt))


def _whole(receipt: Receipt) -> Iterator[str]:
    yield f"文件：{receipt.name}"
    if receipt.received_at is not None:
        yield f"收到时间：{receipt.at}"
    yield f"内容校验（SHA-256）：{receipt.content_sha256}"
    yield from receipt.notes
    for number, answer in enumerate(receipt.answers, start=1):
        yield ""
        yield from _answer(number, answer, receipt.received_at is not None)


def _answer(number: int, answer: Answer, is_filed: bool) -> Iterator[str]:
    yield (
        f"{number}. {answer.form_zh}，报告期 {answer.period or '未识别'}，报送单位 {answer.sender}"
    )
    yield f"   处理结果：{answer.state_zh}（{answer.reason}），读出 {answer.figures} 项"
    if is_filed:
        yield f"   报送编号：{answer.submission_id}"
    yield from (f"   {line}" for line in answer.advice)
    if answer.problems:
        yield f"   问题 {len(answer.problems)} 处：{counted(answer.problems)}"
    for place, problem in enumerate(answer.problems, start=1):
        yield from _problem(place, problem)


def _problem(number: int, problem: Problem) -> Iterator[str]:
    yield f"   ({number}) [{problem.severity}] {problem.message}"
    yield f"       位置：{problem.place.words}"
    if problem.expected:
        yield f"       应为：{problem.expected}"
    if problem.found:
        yield f"       实为：{problem.found}"
    if problem.cure:
        yield f"       处理：{problem.cure}"


def _in_brief(number: int, problem: Problem) -> Iterator[str]:
    yield f"{number}. [{problem.severity}] {problem.place.words}：{problem.message}"
    if problem.expected:
        yield f"应为：{problem.expected}"
    if problem.found:
        yield f"实为：{problem.found}"


def _seen(line: str) -> str:
    """Names and cells may hold letters that move the cursor or turn the line around; the lines of
    a cell stand beside each other.
    """
    line = " ".join(line.splitlines())
    return "".join("\ufffd" if category(letter)[0] == "C" else letter for letter in line)


def _wrapped(line: str) -> Iterator[str]:
    """Pieces for one line each: Chinese may break anywhere, best after a stop."""
    text = _seen(" ".join(line.split())) or " "
    while len(text) > WIDTH:
        at = max(text.rfind(stop, 0, WIDTH) for stop in _STOPS) + 1
        at = at if at > WIDTH // 2 else WIDTH
        yield text[:at]
        text = text[at:]
    yield text
