#!/usr/bin/env python3
"""Runs `harmonize export`'s models in ONNX Runtime against `harmonize forward`, for several batch sizes.

    check-onnx.py TOOL NETWORK [NETWORK ...]

A development script: needs onnx, onnxruntime and numpy (scripts/bench.sh makes an environment with them).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import onnxruntime

from bench_prepare import entries, save, tensor


def load(path: Path) -> dict:
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    body = data[8 + size :]
    return {
        name: numpy.frombuffer(body[slice(*entry["data_offsets"])], numpy.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def check(tool: str, network: str, folder: Path) -> bool:
    random = numpy.random.default_rng(0)
    weights, model = folder / f"{network}.safetensors", folder / f"{network}.onnx"
    save(weights, {name: tensor(name, shape, random) for name, shape, _ in entries(network)})
    subprocess.run([tool, "export", "--weights", weights, "--network", network, "--onnx", model], check=True)
    onnx.checker.check_model(str(model), full_check=True)
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    size = session.get_inputs()[0].shape[2]
    worst = 0.0
    for batch in (1, 2):
        feeds = {
            "image": random.normal(size=(batch, 3, size, size)).astype(numpy.float32),
            "mask": random.random((batch, 1, size, size), dtype=numpy.float32),
        }
        source, target = folder / f"in{batch}.safetensors", folder / f"{network}{batch}.safetensors"
        save(source, feeds)
        command = [tool, "forward", network, "--weights", weights, "--input", source, "--output", target]
        subprocess.run(command + ["--precision", "f32"], check=True)
        theirs = session.run(None, feeds)[0]
        worst = max(worst, float(numpy.abs(theirs - load(target)["images"]).max()))
    print(f"{network}: largest difference {worst:.2e}")
    return worst < 1e-4


def main() -> None:
    tool, networks = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        results = [check(tool, network, Path(folder)) for network in networks]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
