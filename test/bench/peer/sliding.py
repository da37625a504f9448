"""UNETR over whole volumes with MONAI's SlidingWindowInferer."""

import os

import numpy
import torch

import networks
import tuning
from parts import SlidingWindowInferer

sampled = 4096


def prepare(setting):
    tuning.begin(setting)
    options = setting["options"]
    network = tuning.placed(setting, networks.unetr(setting).eval())
    predictor = tuning.compiled(setting, network)
    inferer = SlidingWindowInferer(
        roi_size=(options["encoder"]["crop"],) * 3,
        sw_batch_size=1,
        overlap=options["overlap"],
        mode="gaussian",
    )
    volumes = [
        tuning.brought(
            setting, torch.from_numpy(numpy.load(os.path.join(setting["folder"], name, "image.npy")))
        )[None]
        for name in ("part", "whole")
    ]

    @torch.inference_mode()
    def step(index):
        logits = inferer(volumes[index >= setting["warmup"]], predictor).float().flatten()
        return {"logits": logits[:: logits.numel() // sampled][:sampled].tolist()}

    return {}, step
