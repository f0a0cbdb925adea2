#!/usr/bin/env python3
"""Times training steps of our executor and of the reference in PyTorch in one run, and prints a Markdown table.

    bench_train.py TRAINING-THROUGHPUT CHECKOUT [--batch 16] [--steps 3] [--rounds 2] [--threads N]

Both sides start from the same weights and the same batch at 256 x 256 and do the same: forward in training mode, FN-MSE
(minimum area 100), backward, Adam. The reference runs as it is published: contiguous float32. Sides take turns, so that a
machine whose speed drifts is fair to both; the first step of every turn is not counted. Their first losses must agree.
Needs numpy and torch (scripts/bench_train.sh makes an environment with both).
"""

import argparse
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

from bench_prepare import entries, save, tensor

NETWORKS = ["improved_dih256", "hrnet18s_idih256"]


def prepare(network: str, batch: int, folder: Path) -> tuple:
    """Weights and a batch of noise with elliptic foregrounds, as safetensors."""
    random = numpy.random.default_rng(0)
    weights, images = folder / f"{network}.safetensors", folder / "batch.safetensors"
    save(weights, {name: tensor(name, shape, random) for name, shape, _ in entries(network)})
    y, x = numpy.mgrid[:256, :256] - 127.5
    mask = numpy.clip(8 * (1 - numpy.hypot(y / 77, x / 56)) + 0.5, 0, 1)[None, None]
    picture = lambda: random.uniform(-2, 2, (batch, 3, 256, 256)).astype(numpy.float32)
    tensors = {"image": picture(), "mask": numpy.repeat(mask, batch, 0).astype(numpy.float32), "target": picture()}
    save(images, tensors)
    return weights, images


def load(path: Path) -> dict:
    import torch

    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    types = {"F32": numpy.float32, "I64": numpy.int64}
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[start:end], types[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def train_reference(checkout: str, network: str, weights: Path, images: Path, steps: int, threads: int) -> None:
    """The other side, in a process of its own: its network, loss and optimizer from its own code."""
    import torch
    from bench_reference import reference_network

    logging.disable(logging.INFO)  # it lists every parameter with a rate of its own
    torch.set_num_threads(threads)
    net = reference_network(network, checkout).train()
    from iharm.engine.optimizer import get_optimizer
    from iharm.model.losses import MaskWeightedMSE

    net.load_state_dict(load(weights))
    batch = load(images)
    optimizer = get_optimizer(net, "adam", {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8})
    criterion = MaskWeightedMSE(min_area=100)
    seconds, first = [], None
    for _ in range(steps + 1):
        start = time.perf_counter()
        output = net(batch["image"], batch["mask"])["images"]
        loss = criterion(output, batch["target"], batch["mask"]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        first = loss.item() if first is None else first
        loss.item()
        seconds.append(time.perf_counter() - start)
    status = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(json.dumps({"loss": first, "seconds": seconds[1:], "peak": int(status[1]) / 1024}))


def run(command: list) -> dict:
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.splitlines()[-1])


def compare(network: str, options, folder: Path) -> None:
    files = prepare(network, options.batch, folder)
    limits = [options.steps, options.threads]
    ours = lambda precision: [options.tool, network, *files, precision, *limits]
    peer = [sys.executable, __file__, options.tool, options.reference, "--peer", network, *files]
    peer += ["--steps", options.steps, "--threads", options.threads]
    sides = {"PyTorch": peer, "f32": ours("f32"), "bf16": ours("bf16")}
    turns = {side: [] for side in sides}
    for _ in range(options.rounds):
        for side, command in sides.items():
            turns[side].append(run(command))
    losses = {side: results[0]["loss"] for side, results in turns.items()}
    # Dropout differs by its random numbers, bfloat16 by rounding.
    if any(abs(loss / losses["PyTorch"] - 1) > 0.02 for loss in losses.values()):
        sys.exit(f"bench-train: {network}: the sides do not train the same: first losses {losses}")
    seconds = {side: numpy.median([s for result in results for s in result["seconds"]]) for side, results in turns.items()}
    peak = {side: max(result["peak"] for result in results) for side, results in turns.items()}
    for side in ["f32", "bf16"]:
        cells = [f"{network}, {side}", f"{options.batch / seconds[side]:.2f}", f"{seconds['PyTorch'] / seconds[side]:.2f}x"]
        cells += [f"{peak[side]:.0f}", f"{peak['PyTorch']:.0f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=Path)
    parser.add_argument("reference")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--networks", nargs="+", default=NETWORKS)
    parser.add_argument("--peer", nargs=3, metavar=("NETWORK", "WEIGHTS", "BATCH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        network, weights, images = options.peer
        return train_reference(
            options.reference, network, Path(weights), Path(images), options.steps, options.threads)
    print(f"\nBatch {options.batch}, {options.threads} threads, 256 x 256; the reference in contiguous float32.\n")
    print("| training step | ours, images/s | over PyTorch | peak, MiB | PyTorch's peak, MiB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for network in options.networks:
            compare(network, options, Path(folder))


if __name__ == "__main__":
    main()
