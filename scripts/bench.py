#!/usr/bin/env python3
"""Measures the tool against its peers in one run and prints a Markdown table of ratios: make bench.

    bench.py TOOL [--reference CHECKOUT] [--quick]

Peers: OpenVINO's and ONNX Runtime's Python APIs and PyTorch on the network, `vips copy` on photos. With --reference, a
checkout of the reference implementation (saic-vul/image_harmonization), its network runs in PyTorch and is exported by
PyTorch; without, the peers get the plain ONNX file that the tool exports. Python standard library only; the peers run in a
virtual environment that scripts/bench.sh makes.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NETWORKS = ["improved_dih256", "hrnet18s_idih256"]
ROUNDS = 3


def run(command: list, **options) -> str:
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def median(values: list) -> float:
    return sorted(values)[len(values) // 2]


def measured(command: list) -> tuple:
    """Wall seconds and peak MiB of a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"bench: failed: {' '.join(map(str, command))}")
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * scale / 2**20


def row(*cells) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def networks(tool: Path, folder: Path, reference: str, python: str) -> None:
    print("\n| network, batch 1 | ours, ms | OpenVINO Python | ONNX Runtime | PyTorch eager |\n|---|---|---|---|---|")
    for name in NETWORKS:
        weights, model = folder / f"{name}.safetensors", folder / f"{name}.onnx"
        prepare = [python, "scripts/bench_prepare.py", name, weights, model]
        run(prepare + (["--reference", reference] if reference else []))
        if not model.exists():
            run([tool, "export", "--weights", weights, "--network", name, "--onnx", model, "--plain"])
        for precision in ["f32", "bf16"]:
            compare(tool, name, weights, model, precision, reference, python)


def compare(tool, name, weights, model, precision, reference, python) -> None:
    """Alternates between us and the peers, so that a machine whose speed drifts is fair to all."""
    ours, peers = [], {}
    for _ in range(ROUNDS):
        timing = run([tool, "benchmark", "--weights", weights, "--network", name, "--precision", precision, "--json"])
        ours.append(json.loads(timing)["median"])
        command = [python, "scripts/bench_peers.py", model, "--precision", precision, "--repeat", "30"]
        if reference and precision == "f32":
            command += ["--reference", reference, "--network", name]
        for line in run(command).splitlines():
            peer = json.loads(line)
            peers.setdefault(peer["peer"], []).append(peer["median"])
    best = median(ours)
    ratio = lambda peer: f"{median(peers[peer]) / best:.2f}x" if peer in peers else "-"
    row(f"{name}, {precision}", f"{best:.1f}", ratio("OpenVINO (Python)"), ratio("ONNX Runtime"), ratio("PyTorch"))


def photos(tool: Path, folder: Path, quick: bool) -> None:
    vips = shutil.which("vips")
    if not vips:
        sys.exit("bench: the `vips` command is needed for the photos: apt-get install libvips-tools")
    sizes = [(1, 1224, 816), (12, 4242, 2828), (24, 6000, 4000)] + ([] if quick else [(100, 12247, 8165)])
    print("\n| one JPEG, cold start | ours, s | over `vips copy` | peak memory, MiB |\n|---|---|---|---|")
    for megapixels, width, height in sizes:
        photo, mask = folder / f"{megapixels}.jpg", folder / f"{megapixels}_mask.png"
        run([vips, "resize", "examples/composite.jpg", f"{photo}[Q=90]", width / 3000, "--vscale", height / 2000])
        run([vips, "resize", "examples/mask.png", mask, width / 3000, "--vscale", height / 2000])
        command = [tool, "photo", photo, mask, "--output", folder / "out.jpg", "--overwrite"]
        measured(command)
        ours = [measured(command) for _ in range(ROUNDS)]
        copy = [measured([vips, "copy", photo, f"{folder}/copy.jpg[Q=90]"]) for _ in range(ROUNDS)]
        seconds = median([s for s, _ in ours])
        row(
            f"{megapixels} megapixels", f"{seconds:.2f}", f"{seconds / median([s for s, _ in copy]):.1f}x",
            f"{max(m for _, m in ours):.0f}")


def batch(tool: Path, folder: Path, count: int) -> None:
    source = folder / "many"
    (source / "masks").mkdir(parents=True)
    for index in range(count):
        shutil.copy(folder / "12.jpg", source / f"{index}.jpg")
        shutil.copy(folder / "12_mask.png", source / "masks" / f"{index}.png")
    ours, theirs = [], []
    script = 'ls "$0"/*.jpg | xargs -P "$1" -I {} sh -c \'vips copy {} "$(echo {} | sed s/.jpg$/_copy.v.jpg/)[Q=90]"\''
    for _ in range(ROUNDS):
        ours.append(measured([tool, "batch", source, "--output", folder / "results", "--overwrite"]))
        theirs.append(measured(["sh", "-c", script, source, os.cpu_count()]))
        for copy in source.glob("*_copy.v.jpg"):
            copy.unlink()
    seconds, limit = median([s for s, _ in ours]), median([s for s, _ in theirs])
    print(f"\n| {count} JPEGs of 12 megapixels | ours, per photo | over decode + encode alone | peak, MiB |\n|---|---|---|---|")
    row("batch", f"{seconds / count:.3f} s", f"{seconds / limit:.2f}x", f"{max(m for _, m in ours):.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=Path)
    parser.add_argument("--reference", default=os.environ.get("REFERENCE", ""))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--quick", action="store_true", help="leave the 100-megapixel photo out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        networks(options.tool, Path(folder), options.reference, options.python)
        photos(options.tool, Path(folder), options.quick)
        batch(options.tool, Path(folder), 16)


if __name__ == "__main__":
    main()
