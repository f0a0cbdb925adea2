"""Unpacks the needed part of pinned wheels into .deps/<engine>, whole or not at all."""

import fnmatch
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import download
from report import SetupError, say

STAMP = "stamp"


def pinned(engine: str) -> dict:
    """The engine's row of wheels.json: version, wheels of every platform, and the members to keep."""
    return json.loads((Path(__file__).parent / "wheels.json").read_text())[engine]


def this_platform() -> str:
    system = {"linux": "linux", "darwin": "macos"}.get(sys.platform, sys.platform)
    machine = {"amd64": "x86_64", "arm64": "arm64" if system == "macos" else "aarch64"}
    name = platform.machine().lower()
    return f"{system}-{machine.get(name, name)}"


def stamp(engine: str) -> str:
    """Changes whenever what would be unpacked changes."""
    row = pinned(engine)
    return hashlib.sha256(json.dumps([row, this_platform()], sort_keys=True).encode()).hexdigest()


def in_place(root: Path, engine: str) -> bool:
    file = root / ".deps" / engine / STAMP
    return file.is_file() and file.read_text() == stamp(engine)


def install(root: Path, engine: str) -> bool:
    """Fetches what is not yet in the download cache and unpacks it; True when done."""
    row = pinned(engine)
    wheels = row["wheels"].get(this_platform())
    if not wheels:
        variable = f"HARMONIZE_{engine.upper()}"
        raise SetupError(f"no {engine} wheel is pinned for {this_platform()}; install it yourself and name its folder in {variable}")
    with lock(root / ".deps"):
        if in_place(root, engine):
            return True
        files = [download.fetch(wheel) for wheel in wheels]
        say(f"unpacking {engine} {row['version']} into .deps/{engine}")
        replace(root / ".deps" / engine, engine, row, files)
    return True


def replace(target: Path, engine: str, row: dict, files: list[Path]) -> None:
    """Builds the folder beside its place and swaps it in, so that a killed run leaves nothing half done."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{engine}-") as scratch:
        fresh = Path(scratch) / "new"
        for file in files:
            unpack(file, row, fresh)
        (fresh / STAMP).write_text(stamp(engine))
        if target.exists():
            os.rename(target, Path(scratch) / "old")
        os.rename(fresh, target)


def unpack(wheel: Path, row: dict, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            place = destination(member.filename, row)
            if place is None or member.is_dir():
                continue
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, open(path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


def destination(name: str, row: dict) -> PurePosixPath | None:
    """Where a wheel's member goes, None when it is not needed."""
    if ".." in PurePosixPath(name).parts or any(fnmatch.fnmatchcase(name, pattern) for pattern in row["drop"]):
        return None
    for pattern, folder in row["keep"].items():
        if fnmatch.fnmatchcase(name, pattern):
            # What the pattern's last fixed folder contains keeps its own sub-folders.
            fixed = PurePosixPath(pattern).parent
            depth = len(fixed.parts)
            return renamed(PurePosixPath(folder, *PurePosixPath(name).parts[depth:]), row)
    return None


def renamed(place: PurePosixPath, row: dict) -> PurePosixPath:
    """The place under its usual file name: wheels give libraries names with a hash."""
    for pattern, usual in row.get("rename", {}).items():
        if fnmatch.fnmatchcase(place.name, pattern):
            return place.with_name(usual)
    return place


@contextmanager
def lock(folder: Path):
    """Lets one set-up at a time work on a checkout."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
