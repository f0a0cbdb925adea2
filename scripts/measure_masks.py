#!/usr/bin/env python3
"""How well `harmonize mask` finds objects whose masks were made by hand: mean overlap (IoU) in photos that nobody has to see.

    scripts/measure_masks.py FOLDER [--tool harmonize] [--every N] [--kinds box loop line] [--keep OUT]

FOLDER has images/NAME.jpg and masks/NAME.png. What a user would draw is made from the mask by hand:

    box    the rectangle around it, sides 5 % longer; photos that it covers are counted as skipped
    loop   a stroke along the object's long axis, and one around the object at 8 % of the photo's long side
    line   the same stroke on the object, and a straight one through the middle of the widest background

It needs numpy and Pillow. --keep writes the masks, for people to look at.
"""

import argparse
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image


def distance(inside: np.ndarray) -> np.ndarray:
    """Steps from every pixel of a region to its edge, by turns straight and diagonal (an octagon for a circle)."""
    result = np.zeros(inside.shape, int)
    region, step = inside.copy(), 0
    while region.any():
        step += 1
        result[region] = step
        padded = np.pad(region, 1, constant_values=True)
        kept = region & padded[1:-1, 2:] & padded[1:-1, :-2] & padded[2:, 1:-1] & padded[:-2, 1:-1]
        if step % 2:
            kept &= padded[2:, 2:] & padded[2:, :-2] & padded[:-2, 2:] & padded[:-2, :-2]
        if (kept == region).all():
            break
        region = kept
    return result


def straight(depth: np.ndarray, direction: np.ndarray, least: float, longest: int) -> np.ndarray:
    """Pixels on a line through the deepest one, as far as it is deep enough."""
    line = np.zeros(depth.shape, bool)
    height, width = depth.shape
    y0, x0 = np.unravel_index(depth.argmax(), depth.shape)
    for sign in (-1, 1):
        for step in range(longest):
            x, y = round(x0 + sign * step * direction[0]), round(y0 + sign * step * direction[1])
            if not (0 <= x < width and 0 <= y < height) or depth[y, x] < least:
                break
            line[y, x] = True
    return line


def thick(line: np.ndarray, radius: int) -> np.ndarray:
    for _ in range(radius):
        padded = np.pad(line, 1)
        line = line | padded[1:-1, 2:] | padded[1:-1, :-2] | padded[2:, 1:-1] | padded[:-2, 1:-1]
    return line


def strokes(mask: np.ndarray, kind: str) -> np.ndarray:
    """White on the object, black on the background, grey elsewhere."""
    longest = max(mask.shape)
    radius = max(1, round(0.006 * longest))
    inner, outer = distance(mask), distance(~mask)
    points = np.argwhere(mask)[:, ::-1]
    centre = points.mean(0)
    axis = np.linalg.svd((points - centre)[:: len(points) // 20000 + 1], full_matrices=False)[2][0]
    own = thick(straight(inner, axis, max(2 * radius, 0.25 * inner.max()), longest), radius) & mask
    if kind == "loop":
        rest = (outer > 0.08 * longest - radius) & (outer <= 0.08 * longest + radius)
        if not rest.any():
            rest = outer >= 0.9 * outer.max()
    else:
        y, x = np.unravel_index(outer.argmax(), outer.shape)
        away = np.array([x, y]) - centre
        across = np.array([-away[1], away[0]]) / max(np.hypot(*away), 1e-6)
        rest = thick(straight(outer, across, 2 * radius, int(0.35 * longest)), radius)
    result = np.full(mask.shape, 128, np.uint8)
    result[rest & ~mask] = 0
    result[own] = 255
    return result


def marks(kind: str, mask: np.ndarray, folder: Path) -> list[str] | None:
    height, width = mask.shape
    if kind != "box":
        Image.fromarray(strokes(mask, kind)).save(folder / "strokes.png")
        return ["--strokes", str(folder / "strokes.png")]
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    dy, dx = int(np.ceil(0.025 * (bottom - top))), int(np.ceil(0.025 * (right - left)))
    top, left, bottom, right = max(top - dy, 0), max(left - dx, 0), min(bottom + dy, height), min(right + dx, width)
    if (top, left, bottom, right) == (0, 0, height, width):
        return None
    return ["--box", f"{left},{top},{right - left},{bottom - top}"]


def measured(photo: Path, kind: str, options: argparse.Namespace) -> float | str | None:
    truth = np.asarray(Image.open(options.folder / "masks" / f"{photo.stem}.png").convert("L")) > 127
    with tempfile.TemporaryDirectory() as scratch:
        arguments = marks(kind, truth, Path(scratch))
        if arguments is None:
            return None
        result = Path(scratch) / "mask.png"
        done = subprocess.run(
            [options.tool, "mask", str(photo), *arguments, "-o", str(result)], capture_output=True, text=True)
        if done.returncode != 0:
            return done.stderr.strip()
        own = np.asarray(Image.open(result).convert("L"))
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            Image.fromarray(own).save(options.keep / f"{photo.stem}_{kind}.png")
    return float(((own > 127) & truth).sum() / max(((own > 127) | truth).sum(), 1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tool", default="harmonize")
    parser.add_argument("--every", type=int, default=1, help="every N-th photo only")
    parser.add_argument("--kinds", nargs="+", default=["box", "loop", "line"], choices=["box", "loop", "line"])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    photos = sorted((options.folder / "images").glob("*.jpg"))[:: options.every]
    for kind in options.kinds:
        with ThreadPoolExecutor(options.threads) as pool:
            results = list(pool.map(lambda photo: measured(photo, kind, options), photos))
        # What the tool refuses, it has not found.
        refused = [(photo.name, result) for photo, result in zip(photos, results) if isinstance(result, str)]
        values = sorted((0.0 if isinstance(result, str) else result, photo.name)
                        for photo, result in zip(photos, results) if result is not None)
        overlaps = np.array([value for value, _ in values])
        print(f"{kind}: mean IoU {overlaps.mean():.3f}, median {np.median(overlaps):.3f}, below 0.5 "
              f"{(overlaps < 0.5).mean():.0%} of {len(values)} photos; {len(photos) - len(values)} skipped, {len(refused)} refused")
        print("  worst: " + ", ".join(f"{name} {value:.2f}" for value, name in values[:12]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
