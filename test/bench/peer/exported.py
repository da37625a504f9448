"""Reads what our side leaves in the folder of a case."""

import json
import os

import numpy
import torch

import tuning


def inputs(setting, name):
    """An array that our side exported, as a tensor; indices become int64."""
    array = numpy.load(os.path.join(setting["folder"], f"{name}.npy"))
    wide = array.astype(numpy.int64) if array.dtype == numpy.uint32 else array
    return tuning.waiting(setting, torch.from_numpy(wide))


def draws(setting, name, *shape):
    """What is drawn anew in every step: [steps, *shape]."""
    return inputs(setting, name).reshape(setting["steps"], *shape)


def of_step(setting, images, index):
    """
    The images of a step, brought to the device: [steps, b, c, d, h, w], or [b, c, d, h, w] where every step
    has the same.
    """
    chosen = images[index] if images.dim() == 6 else images
    return tuning.placed(setting, tuning.brought(setting, chosen))


def in_torch_layout(tensor):
    """Weights of linear layers come as [in, out], those of convolutions as [kd, kh, kw, in, out]."""
    if tensor.dim() == 2:
        return tensor.t()
    if tensor.dim() == 5:
        return tensor.permute(4, 3, 0, 1, 2)
    return tensor


def weights(setting, prefix=""):
    """The exported weights whose names begin with a prefix, named by the rest."""
    path = os.path.join(setting["folder"], "weights.safetensors")
    found = {}
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        for name, entry in header.items():
            if name == "__metadata__" or not name.startswith(prefix):
                continue
            begin, end = entry["data_offsets"]
            file.seek(8 + length + begin)
            values = numpy.fromfile(file, "<f4", (end - begin) // 4).reshape(entry["shape"])
            tensor = in_torch_layout(torch.from_numpy(values))
            found[name[len(prefix) :]] = tensor.clone(memory_format=torch.contiguous_format)
    return found


def load(module, setting, prefix=""):
    """Loads exported weights into a module; every name must match."""
    module.load_state_dict(weights(setting, prefix), strict=True)
