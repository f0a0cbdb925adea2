"""How the set-up talks: one line a step, one line an error."""

import sys
import time


class SetupError(Exception):
    """What went wrong and what to do about it, in one line."""


def say(message: str) -> None:
    print(f"setup: {message}", file=sys.stderr, flush=True)


class Progress:
    """A line that counts bytes: redrawn on a terminal, printed every ten seconds elsewhere."""

    def __init__(self, what: str, total: int):
        self.what, self.total, self.done = what, total, 0
        self.terminal = sys.stderr.isatty()
        self.next = time.monotonic() + (0 if self.terminal else 10)

    def advance(self, count: int) -> None:
        self.done += count
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + (0.2 if self.terminal else 10)
        line = f"setup: {self.what}: {self.done / 1e6:.0f} of {self.total / 1e6:.0f} MB"
        print(f"\r\033[K{line}" if self.terminal else line, end="" if self.terminal else "\n", file=sys.stderr, flush=True)

    def finish(self) -> None:
        if self.terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
