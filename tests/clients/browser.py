"""A headless Chromium, driven by the W3C WebDriver protocol over plain HTTP.

The driver waits until what is looked for is there: nothing here sleeps.
"""

import base64
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from runtime.processes import end
from tests.clients.processes import at_work_in

PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
PATIENCE_SECONDS = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
    # the page must do without any other machine
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_PORT = re.compile(r"started successfully on port (\d+)")


class Browser:
    """One window, of a session of the WebDriver server at `server`."""

    def __init__(self, server: str, profile: Path) -> None:
        self._http = httpx.Client(base_url=server, timeout=2 * PATIENCE_SECONDS, trust_env=False)
        options = {
            "binary": shutil.which("chromium"),
            "args": [*FLAGS, f"--user-data-dir={profile}"],
        }
        wanted = {"alwaysMatch": {"goog:chromeOptions": options}}
        self._path = "/session"
        self._path += "/" + self._send("POST", "", capabilities=wanted)["sessionId"]
        self._send("POST", "/timeouts", implicit=1000 * PATIENCE_SECONDS)

    def open(self, url: str) -> None:
        """Go to a page."""
        self._send("POST", "/url", url=url)

    @property
    def url(self) -> str:
        """Where the window is now."""
        return self._send("GET", "/url")

    def find(self, xpath: str) -> str:
        """The first element of an XPath, as soon as there is one; fails the test if none comes."""
        return self._send("POST", "/element", using="xpath", value=xpath)[ELEMENT]

    def write(self, xpath: str, text: str) -> None:
        """Replace what stands in a field."""
        element = f"/element/{self.find(xpath)}"
        self._send("POST", f"{element}/clear")
        self._send("POST", f"{element}/value", text=text)

    def click(self, xpath: str) -> None:
        """Click an element."""
        self._send("POST", f"/element/{self.find(xpath)}/click")

    def text(self) -> str:
        """Everything that can be read in the window now."""
        return self._send("GET", f"/element/{self.find('//body')}/text")

    def screenshot(self, path: Path) -> None:
        """Keep what is seen as a PNG file."""
        path.write_bytes(base64.b64decode(self._send("GET", "/screenshot")))

    def quit(self) -> None:
        """Close the window and end the browser."""
        self._send("DELETE", "")
        self._http.close()

    def _send(self, method: str, path: str, **content: Any) -> Any:
        body = None if method == "GET" else content
        answer = self._http.request(method, self._path + path, json=body)
        value = answer.json()["value"]
        if answer.is_error:
            pytest.fail(f"{value['error']}: {value['message']}\n{content}")
        return value


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with a fresh profile; afterwards no process and no file of it is left."""
    # not in the tests' folder: the path of a socket in it must stay short
    with tempfile.TemporaryDirectory(prefix="kexie-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            with _driver(folder) as said:
                window = Browser(f"http://127.0.0.1:{_port(said)}", folder / "profile")
                yield window
                window.quit()
        finally:
            assert end(lambda: at_work_in(folder), grace_seconds=5) == []


@contextmanager
def _driver(folder: Path) -> Iterator[IO[str]]:
    """The WebDriver server, on a free port of loopback that it tells; gives what it says."""
    process = subprocess.Popen(
        ["chromedriver", "--port=0", f"--log-path={folder / 'driver.log'}"],
        # nothing of the account's own settings is read or written
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "TMPDIR": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert process.stdout
            yield process.stdout
        finally:
            process.terminate()


def _port(said: IO[str]) -> int:
    lines = []
    for line in said:
        lines.append(line)
        if told := _PORT.search(line):
            return int(told[1])
    pytest.fail("The driver of the browser does not start.\n" + "".join(lines))
