#!/usr/bin/env python3
"""Random but sane weights of a network as safetensors, and, with the reference's code, PyTorch's own ONNX export.

    bench_prepare.py NETWORK WEIGHTS.safetensors MODEL.onnx [--reference CHECKOUT] [--entries FILE]

Without the reference the entries' names and shapes come from the project's own fixtures.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy


def entries(network: str) -> list:
    fixture = Path(__file__).parent.parent / "Tests/HarmonizationNetworksTests/Fixtures" / f"{network}.json"
    return json.loads(fixture.read_text())["state"]


def tensor(name: str, shape: list, random) -> numpy.ndarray:
    if name.endswith("num_batches_tracked"):
        return numpy.zeros(shape, numpy.int64)
    if name.endswith("running_var"):
        return numpy.ones(shape, numpy.float32)
    if len(shape) == 1:
        return numpy.full(shape, 1.0 if name.endswith("weight") else 0.0, numpy.float32)
    spread = (3 / max(1, int(numpy.prod(shape[1:])))) ** 0.5
    return random.uniform(-spread, spread, shape).astype(numpy.float32)


def save(path: str, tensors: dict) -> None:
    """The safetensors format: a length, a JSON header, the bytes."""
    header, offset = {}, 0
    for name, value in tensors.items():
        kind = {"float32": "F32", "int64": "I64"}[str(value.dtype)]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for value in tensors.values():
            file.write(value.tobytes())


def export(network: str, tensors: dict, path: str, reference: str) -> None:
    import torch
    from bench_reference import reference_network

    net = reference_network(network, reference).eval()
    net.load_state_dict({name: torch.from_numpy(value) for name, value in tensors.items()})
    size = 512 if "512" in network else 256
    inputs = (torch.zeros(1, 3, size, size), torch.zeros(1, 1, size, size))
    torch.onnx.export(
        net, inputs, path, input_names=["image", "mask"], output_names=["images"], opset_version=17, dynamo=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("weights")
    parser.add_argument("model")
    parser.add_argument("--reference", default="")
    options = parser.parse_args()
    random = numpy.random.default_rng(0)
    tensors = {name: tensor(name, shape, random) for name, shape, _ in entries(options.network)}
    save(options.weights, tensors)
    if options.reference:
        export(options.network, tensors, options.model, options.reference)


if __name__ == "__main__":
    sys.exit(main())
