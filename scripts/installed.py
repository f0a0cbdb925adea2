"""Checks installations that the user names instead of having them set up."""

import ctypes
import re
from pathlib import Path

import wheels
from report import SetupError

# Where the libraries lie below the named folder: as unpacked here, as in a wheel, as in OpenVINO's archives.
FOLDERS = {
    "openvino": ["", "lib", "libs", "openvino/libs", "runtime/lib/intel64", "runtime/lib/aarch64", "runtime/lib"],
    "torch": ["", "lib", "torch/lib"],
    "vips": ["", "lib", "lib64"],
}
# The value of HARMONIZE_VIPS that means the library that the loader finds by itself.
SYSTEM = "system"
PATTERNS = {"openvino": "libopenvino_c.*", "torch": "libtorch_cpu.*", "vips": "libvips.*"}


def verify(part: str, folder: Path) -> None:
    """Throws unless `folder` contains the engine (and, for torch, the version that the shim is written for)."""
    variable = f"HARMONIZE_{part.upper()}"
    if part == "vips" and str(folder) == SYSTEM:
        return verify_system_vips(variable)
    if not any(sorted((folder / below).glob(PATTERNS[part])) for below in FOLDERS[part]):
        raise SetupError(f"{variable} names {folder}, but no {PATTERNS[part]} is there; unset it or name the right folder")
    if part == "torch":
        verify_torch_version(variable, folder)


def verify_system_vips(variable: str) -> None:
    """Throws unless the loader finds libvips."""
    for name in ["libvips.so.42", "libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"]:
        try:
            ctypes.CDLL(name)
            return
        except OSError:
            pass
    raise SetupError(f"{variable} is '{SYSTEM}', but the system has no libvips; unset {variable} or install libvips 8.14 or newer")


def verify_torch_version(variable: str, folder: Path) -> None:
    wanted = wheels.pinned("torch")["version"].rsplit(".", 1)[0]
    for candidate in [folder / "version.py", folder / "torch" / "version.py", folder.parent / "version.py"]:
        if candidate.is_file():
            found = re.search(r"__version__ = '([^']+)'", candidate.read_text())
            if found and found[1].startswith(wanted + "."):
                return
            raise SetupError(f"{variable} names torch {found[1] if found else '?'}, but {wanted}.* is needed")
    raise SetupError(f"{variable} names {folder}, which has no version.py to tell torch's version by")
