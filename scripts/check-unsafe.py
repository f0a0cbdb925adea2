"""Compares the sources that use unsafe pointers with the list of those that may, scripts/unsafe-files.txt."""
import pathlib
import re
import sys

WORDS = re.compile(r"\bUnsafe\w*Pointer\b|\bwithUnsafe\w*|\bunsafeUninitialized\w*")
ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "scripts" / "unsafe-files.txt"


def main():
    used = {
        str(path.relative_to(ROOT / "Sources"))
        for path in (ROOT / "Sources").rglob("*.swift")
        if WORDS.search(path.read_text())
    }
    lines = [line.strip() for line in LIST.read_text().splitlines()]
    allowed = {line for line in lines if line and not line.startswith("#")}
    for path in sorted(used - allowed):
        print(f"Sources/{path}: uses unsafe pointers; use an array or a span, or give the reason in scripts/unsafe-files.txt")
    for path in sorted(allowed - used):
        print(f"scripts/unsafe-files.txt: {path} uses no unsafe pointers any more; remove the line")
    return used != allowed


if __name__ == "__main__":
    sys.exit(main())
