"""The reference implementation (saic-vul/image_harmonization), from a checkout of it."""

import sys
import types

import numpy


def reference_network(name: str, checkout: str):
    """The reference implementation's network, in training mode, with its own random weights."""
    numpy.int = int  # it was written for an older NumPy
    logs = types.ModuleType("torch.utils.tensorboard")
    logs.SummaryWriter = object  # imported by its logging, not used here
    sys.modules["torch.utils.tensorboard"] = logs
    sys.path.insert(0, checkout)
    from iharm.mconfigs import ALL_MCONFIGS

    configuration = ALL_MCONFIGS[name]
    return configuration["model"](**configuration["params"])
