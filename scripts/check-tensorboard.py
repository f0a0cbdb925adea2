#!/usr/bin/env python3
"""Reads a run's event files with TensorBoard's own reader and compares them with the run's CSV files.

    python3 -m venv venv && venv/bin/pip install tensorboard
    venv/bin/python scripts/check-tensorboard.py runs/quick
"""

import csv
import math
import pathlib
import struct
import sys


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        from tensorboard.backend.event_processing.event_accumulator import IMAGES, SCALARS, EventAccumulator
    except ImportError:
        print("check-tensorboard: install tensorboard into a virtual environment first, see --help", file=sys.stderr)
        return 2
    run = pathlib.Path(sys.argv[1])
    events = EventAccumulator(str(run / "events"), size_guidance={SCALARS: 0, IMAGES: 0})
    events.Reload()
    problems = []
    compared = 0
    for tag, file, column in [
        ("training/loss", "train.csv", "loss"),
        ("training/learning_rate", "train.csv", "learning_rate"),
        ("validation/mse", "validation.csv", "mse"),
        ("validation/fmse", "validation.csv", "fmse"),
        ("validation/psnr", "validation.csv", "psnr"),
    ]:
        with open(run / file, newline="") as lines:
            expected = [(int(row["step"]), float(row[column])) for row in csv.DictReader(lines) if row[column]]
        if not expected:
            continue
        found = [(event.step, event.value) for event in events.Scalars(tag)] if tag in events.Tags()["scalars"] else []
        if [step for step, _ in found] != [step for step, _ in expected]:
            problems.append(f"{tag}: steps {[s for s, _ in found][:8]}... instead of {[s for s, _ in expected][:8]}...")
            continue
        compared += len(found)
        for (step, value), (_, number) in zip(found, expected):
            if not math.isclose(value, number, rel_tol=1e-6):
                problems.append(f"{tag} at step {step}: {value} instead of {number}")
    pictures = [event for tag in events.Tags()["images"] for event in events.Images(tag)]
    for picture in pictures:
        if jpeg_size(picture.encoded_image_string) != (picture.width, picture.height):
            problems.append(f"the picture at step {picture.step} is not a JPEG of {picture.width}x{picture.height}")
    for problem in problems:
        print(f"check-tensorboard: {problem}", file=sys.stderr)
    if compared == 0:
        print("check-tensorboard: there is nothing to compare", file=sys.stderr)
        return 1
    print(f"{compared} numbers agree with the CSV files, {len(pictures)} pictures")
    return 1 if problems else 0


def jpeg_size(data: bytes):
    """Width and height in the frame header of a JPEG."""
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data):
        marker, length = struct.unpack(">HH", data[at : at + 4])
        if 0xFFC0 <= marker <= 0xFFC2:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


if __name__ == "__main__":
    sys.exit(main())
