#!/usr/bin/env python3
"""Measures PCT-Net against its published implementation in PyTorch, in turns, and prints ratios: make bench REFERENCE_PCTNET=checkout.

    bench_pctnet.py TOOL CHECKOUT [--rounds N]

CHECKOUT: rakutentech/PCT-Net-Image-Harmonization. Both get the same random weights. The network is timed at 256 x 256 in one process
each, wall and processor time; the whole command on a photo of 12 megapixels, with peak memory, against scripts/evaluate_folder.py.
Needs torch, torchvision, kornia, einops, opencv-python-headless, tqdm and numpy.
"""

import argparse
import json
import os
import runpy
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

PHOTO = (4242, 2828)


def prepare(checkout: str) -> None:
    """Makes the checkout's modules importable; its logging, which nothing here uses, would need TensorBoard."""
    logs = types.ModuleType("torch.utils.tensorboard")
    logs.SummaryWriter = object
    sys.modules["torch.utils.tensorboard"] = logs
    sys.path.insert(0, checkout)


def reference(checkout: str, name: str):
    """The published network, in evaluation mode, with random weights."""
    prepare(checkout)
    import torch
    from iharm.mconfigs import ALL_MCONFIGS

    torch.manual_seed(0)
    configuration = ALL_MCONFIGS[name]
    return configuration["model"](**configuration["params"]).eval()


def save(checkout: str, name: str, path: str) -> None:
    import torch

    torch.save(reference(checkout, name).state_dict(), path)


def network(checkout: str, name: str, repeat: int) -> None:
    """Prints the median time of a forward pass without a large picture, in milliseconds."""
    import torch

    net = reference(checkout, name)
    image, mask = torch.rand(1, 3, 256, 256), (torch.rand(1, 1, 256, 256) > 0.5).float()
    large, cover = image, mask
    times = []
    with torch.inference_mode():
        for turn in range(repeat + 3):
            start = time.perf_counter()
            net(image, large, mask, cover)
            if turn >= 3:
                times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"median": sorted(times)[repeat // 2], "fastest": min(times)}))


def predict(checkout: str, name: str, folder: str, weights: str) -> None:
    """Runs the published script on a folder."""
    prepare(checkout)
    sys.argv = ["evaluate_folder.py", folder, name, "--weights", weights]
    runpy.run_path(f"{checkout}/scripts/evaluate_folder.py", run_name="__main__")


def photo(folder: Path) -> None:
    import cv2
    import numpy

    width, height = PHOTO
    colours = numpy.random.default_rng(0).integers(0, 255, (40, 60, 3), dtype=numpy.uint8)
    picture = cv2.resize(colours, (width, height), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(folder / "a.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    y, x = numpy.mgrid[0:height, 0:width]
    mask = (((x - width / 2) / (0.3 * width)) ** 2 + ((y - height / 2) / (0.35 * height)) ** 2 < 1) * 255
    cv2.imwrite(str(folder / "a_mask.png"), mask.astype(numpy.uint8))


def measured(command: list, **options) -> tuple:
    """Wall seconds, processor seconds and peak MiB of a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"bench: failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def median(values: list) -> float:
    return sorted(values)[len(values) // 2]


def output(command: list) -> dict:
    result = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def compare(tool: Path, checkout: str, name: str, folder: Path, rounds: int) -> None:
    weights = folder / f"{name}.pth"
    this = [sys.executable, Path(__file__).resolve()]
    subprocess.run([str(part) for part in this + [tool, checkout, "--save", weights, "--network", name]], check=True)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(output([tool, "benchmark", "-w", weights, "--runs", "10", "--precision", "f32", "--json"])["median"])
        theirs.append(output(this + [tool, checkout, "--time", "--network", name])["median"])
    ratio = median([b / a for a, b in zip(ours, theirs)])
    print(f"| {name}, 256 x 256 | {median(ours):.1f} ms | {median(theirs):.1f} ms | {ratio:.2f}x | |", flush=True)
    command = [tool, "photo", folder / "a.jpg", folder / "a_mask.png", "-w", weights, "-o", folder / "out.jpg", "--overwrite"]
    script = this + [tool, checkout, "--predict", folder, weights, "--network", name]
    measured(command)
    pairs = [(measured(command), measured(script)) for _ in range(rounds)]
    wall = median([b[0] / a[0] for a, b in pairs])
    memory = [median([pair[side][2] for pair in pairs]) for side in (0, 1)]
    seconds = [median([pair[side][0] for pair in pairs]) for side in (0, 1)]
    print(
        f"| {name}, whole command, 12 megapixels | {seconds[0]:.2f} s | {seconds[1]:.2f} s | {wall:.2f}x "
        f"| {memory[0]:.0f} of {memory[1]:.0f} MiB |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=Path)
    parser.add_argument("checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--network", nargs="+", default=["ViT_pct", "CNN_pct"])
    parser.add_argument("--save")
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--predict", nargs=2)
    options = parser.parse_args()
    checkout = str(Path(options.checkout).resolve())
    if options.save:
        return save(checkout, options.network[0], options.save)
    if options.predict:
        return predict(checkout, options.network[0], *options.predict)
    if options.time:
        return network(checkout, options.network[0], 10)
    print("\n| against PCT-Net in PyTorch, f32 | ours | PyTorch eager | ratio | peak memory |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        photo(Path(folder))
        for name in options.network:
            compare(options.tool.resolve(), checkout, name, Path(folder), options.rounds)


if __name__ == "__main__":
    main()
