#!/usr/bin/env python3
"""Compares the look-up tables that harmonize writes with what other programs make of them.

    python3 -m venv venv && venv/bin/pip install numpy pillow opencolorio psd-tools pyora
    apt-get install ffmpeg imagemagick
    venv/bin/python scripts/check-table.py .build/release/harmonize examples/small

Each program applies the table to the whole composite; the result is blended by the written mask and compared with harmonize's own
picture. More than one level of 255 is a failure. Layered files are opened with psd-tools and pyora, and flattened by them.
A program that is not installed is named and left out.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def picture(path):
    """RGB in 0...1."""
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.float64) / 255


def ffmpeg(folder, _):
    # In 8 bits, as people run it; its conversion of 8 bits to 16 or to floats alone is off by up to a level.
    run("ffmpeg", "-y", "-i", folder / "photo.png", "-vf", f"lut3d=file={folder / 'look.cube'}:interp=tetrahedral",
        "-pix_fmt", "rgb24", folder / "ffmpeg.png")
    return picture(folder / "ffmpeg.png")


def opencolorio(folder, _):
    import PyOpenColorIO as ocio
    transform = ocio.FileTransform(src=str(folder / "look.cube"), interpolation=ocio.INTERP_TETRAHEDRAL)
    processor = ocio.Config.CreateRaw().getProcessor(transform).getDefaultCPUProcessor()
    pixels = np.ascontiguousarray(picture(folder / "photo.png"), dtype=np.float32)
    processor.applyRGB(pixels)
    return pixels.astype(np.float64)


def imagemagick(folder, shape):
    raw = folder / "magick.rgb"
    run("convert", folder / "photo.png", folder / "hald.png", "-hald-clut", "-depth", "16", "-endian", "LSB", raw)
    return np.fromfile(raw, dtype="<u2").reshape(shape).astype(np.float64) / 65535


def psd(folder, _):
    from psd_tools import PSDImage
    document = PSDImage.open(folder / "own.psd")
    names = [layer.name for layer in document]
    assert names == ["Background", "Original foreground", "Harmonized"], names
    assert [layer.visible for layer in document] == [True, False, True]
    return np.asarray(document.composite(force=True).convert("RGB"), dtype=np.float64) / 255


def ora(folder, _):
    from pyora import Project
    document = Project.load(str(folder / "own.ora"))
    names = [layer.name for layer in document.children]
    assert set(names) == {"Harmonized", "Original foreground", "Background"}, names
    result = document.get_image_data(use_original=False).convert("RGB")
    return np.asarray(result, dtype=np.float64) / 255


def main():
    tool, sample = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # JPEG decoders differ by a level; all programs get the same pixels.
        Image.open(sample / "composite.jpg").convert("RGB").save(folder / "photo.png")
        harmonize = [tool, "photo", folder / "photo.png", sample / "mask.png"]
        run(*harmonize, "-o", folder / "own.png", "--cube", folder / "look.cube", "--hald", folder / "hald.png")
        for suffix in ["psd", "ora"]:
            subprocess.run([*harmonize, "-o", folder / f"own.{suffix}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        photo, own = picture(folder / "photo.png"), picture(folder / "own.png")
        mask = np.asarray(Image.open(folder / "look_mask.png"), dtype=np.float64)[..., None] / 255
        print(f"the change itself: {255 * np.abs(own - photo).max():.0f} levels at most")
        for program, blends in [(ffmpeg, True), (opencolorio, True), (imagemagick, True), (psd, False), (ora, False)]:
            missing = {"ffmpeg": "ffmpeg", "imagemagick": "convert"}.get(program.__name__)
            if missing and not shutil.which(missing):
                print(f"{program.__name__:12} not installed")
                continue
            try:
                result = program(folder, photo.shape)
            except (ImportError, FileNotFoundError) as error:
                print(f"{program.__name__:12} left out: {error}")
                continue
            if blends:
                result = np.round(255 * np.clip(photo + mask * (result - photo), 0, 1)) / 255
            difference = 255 * np.abs(result - own)
            worst, mean = difference.max(), difference[mask[..., 0] > 0].mean()
            failed |= worst > 1.001
            print(f"{program.__name__:12} differs by {worst:.2f} levels at most, {mean:.3f} on average inside the mask")
    sys.exit(failed)


if __name__ == "__main__":
    main()
