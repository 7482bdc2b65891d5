"""A real browser for the tests of pages: Chromium without a window, spoken to over a pair of pipes (DevTools protocol)."""

import json
import os
import shutil
import subprocess
from itertools import count

PATH = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


class Page:
    """One tab. Use as a context manager."""

    def __init__(self, profile):
        self._to_read, to_write = os.pipe()
        from_read, self._from_write = os.pipe()
        self._out, self._in = os.fdopen(to_write, "wb", 0), os.fdopen(from_read, "rb")

        def wire():  # the browser reads commands from descriptor 3 and answers on 4
            first, second = os.dup(self._to_read), os.dup(self._from_write)
            os.dup2(first, 3)
            os.dup2(second, 4)

        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        command = [PATH, *flags, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            preexec_fn=wire,  # noqa: PLW1509  before any thread
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(self._to_read)
        os.close(self._from_write)
        self._number, self._session, self.events = count(1), None, []
        tab = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=tab["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._out.close()
        self._process.kill()
        self._process.wait()
        self._in.close()

    def send(self, method, **params):
        """Send a command; its result. Events that come meanwhile are kept."""
        message = {"id": next(self._number), "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == message["id"]:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def open(self, path, width=1280, height=900, *, dark=False):
        """Open a file in a window of the given size, in CSS pixels."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 700
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.events.clear()
        self.send("Page.navigate", url=path.as_uri())
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self._read())

    def run(self, script):
        """The value of a JavaScript expression; a promise is waited for. A click counts as a user's."""
        done = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def _read(self):
        data = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            assert byte, "the browser has gone"
            data += byte
        return json.loads(data)
