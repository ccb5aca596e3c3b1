"""Reads Dockerfile and .dockerignore as far as ours go."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath


@dataclass
class Stage:
    """What stands from one FROM to the next: the instructions as (word, rest) in order."""

    base: str
    name: str | None
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """The rests of every instruction with this word."""
        return [rest for found, rest in self.instructions if found == word]

    def last(self, word: str) -> str:
        """The rest of the one that holds. Raises IndexError where there is none."""
        return self.all(word)[-1]

    def environment(self) -> dict[str, str]:
        """The values of all ENV, not expanded."""
        pairs = [pair for rest in self.all("ENV") for pair in shlex.split(rest)]
        return dict(pair.split("=", 1) for pair in pairs)

    def copies(self) -> list[tuple[str, str]]:
        """(source, destination) of every COPY out of the build context."""
        plain = [shlex.split(rest) for rest in self.all("COPY") if not rest.startswith("--from")]
        return [(source, words[-1]) for words in plain for source in words[:-1]]


def read(path: Path) -> tuple[dict[str, str], list[Stage]]:
    """The arguments before the first FROM with their defaults, and the stages in order."""
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    for word, rest in _instructions(path.read_text(encoding="utf-8")):
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base, name or None))
        elif stages:
            stages[-1].instructions.append((word, rest))
        else:
            assert word == "ARG", f"{word} stands before the first FROM"
            name, _, default = rest.partition("=")
            arguments[name] = default
    return arguments, stages


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield word.upper(), " ".join(rest.split())


def sent(context: Path, source: str) -> list[Path]:
    """Files of one COPY source, relative to the context, that .dockerignore lets through."""
    rules = ignore_rules(context)
    start = context / source
    files = [start] if start.is_file() else [path for path in start.rglob("*") if path.is_file()]
    found = [path.relative_to(context) for path in files]
    return [path for path in found if let_through(PurePosixPath(path), rules)]


def ignore_rules(context: Path) -> list[str]:
    """The lines of .dockerignore that say something."""
    lines = (context / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def let_through(path: PurePosixPath, rules: list[str]) -> bool:
    """The last rule that matches the path or a folder above it decides."""
    kept = True
    for rule in rules:
        pattern = rule.removeprefix("!")
        anywhere = pattern.startswith("**/")
        pattern = pattern.removeprefix("**/")
        names = [name.name if anywhere else str(name) for name in (path, *path.parents)]
        if any(fnmatch(name, pattern) for name in names if name not in ("", ".")):
            kept = rule.startswith("!")
    return kept
