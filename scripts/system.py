"""libvips from the system's packages."""

import ctypes
import os
import shutil
import subprocess
import sys

from report import SetupError, say

LIBRARIES = ["libvips.so.42", "libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"]
PACKAGE = "libvips42"


def have_vips() -> bool:
    """Whether the loader finds libvips."""
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
            return True
        except OSError:
            pass
    return False


def install_vips() -> bool:
    if sys.platform == "darwin":
        raise SetupError("libvips is missing; install it with: brew install vips")
    command = f"apt-get install --no-install-recommends {PACKAGE}"
    if not shutil.which("apt-get"):
        raise SetupError("libvips is missing and there is no apt-get; install libvips 8.14 or newer with your package manager")
    if os.geteuid() != 0:
        raise SetupError(f"libvips is missing; install it with: sudo {command}")
    say(f"installing {PACKAGE} with apt-get")
    if not apt_install() and not (apt("update") and apt_install()):
        raise SetupError(f"this failed, see above: {command}")
    if not have_vips():
        raise SetupError(f"{PACKAGE} is installed but the loader finds no {LIBRARIES[0]}")
    return True


def apt_install() -> bool:
    return apt("install", "--yes", "--no-install-recommends", PACKAGE)


def apt(*arguments: str) -> bool:
    """Runs apt-get; its output is shown only when the last resort fails too."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdout=subprocess.DEVNULL)
    return done.returncode == 0
