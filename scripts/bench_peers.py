#!/usr/bin/env python3
"""Times peers on an ONNX file: batch 1, the file's own input sizes, every core; one JSON line each.

    bench_peers.py NETWORK.onnx [--precision f32 bf16] [--repeat 60] [--reference CHECKOUT --network NAME]

Needs openvino and onnxruntime, and torch for the reference (scripts/bench.sh makes an environment with all).
"""

import argparse
import json
import time

import numpy
import onnxruntime
import openvino

from bench_reference import reference_network


def inputs(session) -> dict:
    """Fixed values; a free batch extent becomes 1."""
    random = numpy.random.default_rng(0)
    shapes = {i.name: [e if isinstance(e, int) else 1 for e in i.shape] for i in session.get_inputs()}
    return {name: random.random(shape, dtype=numpy.float32) for name, shape in shapes.items()}


def report(peer: str, precision: str, run, repeat: int) -> None:
    for _ in range(10):
        run()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    row = {"peer": peer, "precision": precision, "minimum": times[0], "median": times[repeat // 2]}
    print(json.dumps(row), flush=True)


def run_openvino(path: str, feeds: dict, precision: str, repeat: int) -> None:
    core = openvino.Core()
    model = core.read_model(path)
    model.reshape({name: list(value.shape) for name, value in feeds.items()})
    settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    report("OpenVINO (Python)", precision, lambda: request.infer(feeds), repeat)


def run_torch(name: str, checkout: str, feeds: dict, repeat: int) -> None:
    import torch

    network = reference_network(name, checkout).eval()
    image, mask = torch.from_numpy(feeds["image"]), torch.from_numpy(feeds["mask"])
    with torch.inference_mode():
        report("PyTorch", "f32", lambda: network(image, mask), repeat)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--precision", nargs="+", default=["f32", "bf16"])
    parser.add_argument("--repeat", type=int, default=60)
    parser.add_argument("--reference", default="")
    parser.add_argument("--network", default="")
    options = parser.parse_args()
    session = onnxruntime.InferenceSession(options.model, providers=["CPUExecutionProvider"])
    feeds = inputs(session)
    for precision in options.precision:
        run_openvino(options.model, feeds, precision, options.repeat)
    if "f32" in options.precision:
        report("ONNX Runtime", "f32", lambda: session.run(None, feeds), options.repeat)
    if options.reference:
        run_torch(options.network, options.reference, feeds, options.repeat)


if __name__ == "__main__":
    main()
