"""Fetches pinned wheels from the package index into the user's download cache; every use checks SHA-256."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from report import Progress, SetupError, say

BLOCK = 1 << 20


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "swift-image-harmonization" / "downloads"


def fetch(wheel: dict) -> Path:
    """The verified wheel in the download cache, fetched when it is not there yet."""
    target = cache_folder() / wheel["file"]
    if target.is_file() and sha256(target) == wheel["sha256"]:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    say(f"fetching {wheel['project']} {wheel['version']} ({wheel['bytes'] / 1e6:.0f} MB)")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        file = Path(scratch) / wheel["file"]
        if not fetch_with_pip(wheel, file):
            fetch_directly(wheel, file)
        if sha256(file) != wheel["sha256"]:
            raise SetupError(f"{wheel['file']} has the wrong SHA-256; the index or a proxy altered it, try again or another network")
        os.replace(file, target)
    return target


def sha256(file: Path) -> str:
    with open(file, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def fetch_with_pip(wheel: dict, file: Path) -> bool:
    """pip knows the user's mirror, proxy and certificates; False when there is no pip or it gets nothing."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        return False
    requirements = file.parent / "requirements.txt"
    requirements.write_text(f"{wheel['project']}=={wheel['version']} --hash=sha256:{wheel['sha256']}\n")
    python, abi, platforms = wheel["file"].removesuffix(".whl").rsplit("-", 3)[1:]
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-cache-dir", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", "--implementation", "cp", "--python-version", "311", "--abi", abi]
    command += [argument for name in platforms.split(".") for argument in ("--platform", name)]
    command += ["--dest", str(file.parent), "--requirement", str(requirements)]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    done = subprocess.run(command + quiet, stdout=sys.stderr, stderr=None if sys.stderr.isatty() else subprocess.PIPE)
    return done.returncode == 0 and file.is_file()


def fetch_directly(wheel: dict, file: Path) -> None:
    """Reads the index's page of the project and streams the file, for a Python without pip."""
    page = f"{index_url().rstrip('/')}/{wheel['project']}/"
    try:
        with urllib.request.urlopen(page, timeout=60) as answer:
            links = Links(answer.read().decode())
        if wheel["file"] not in links.found:
            raise SetupError(f"{page} has no {wheel['file']}; PIP_INDEX_URL may name a mirror without it")
        stream(urljoin(page, links.found[wheel["file"]]), wheel, file)
    except (urllib.error.URLError, OSError) as error:
        raise SetupError(f"cannot fetch {wheel['file']} from {page}: {error}; check the network or set PIP_INDEX_URL") from None


def stream(url: str, wheel: dict, file: Path) -> None:
    progress = Progress(wheel["file"], wheel["bytes"])
    with urllib.request.urlopen(url, timeout=60) as answer, open(file, "wb") as sink:
        while block := answer.read(BLOCK):
            sink.write(block)
            progress.advance(len(block))
    progress.finish()


def index_url() -> str:
    """The package index: the user's setting, else PyPI."""
    return os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"


class Links(HTMLParser):
    """The files that a simple index page offers: name -> address."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        address = dict(attributes).get("href") or ""
        name = re.sub(r"[?#].*", "", address).rsplit("/", 1)[-1]
        if tag == "a" and name:
            self.found[name] = address
