"""The mean token of crops, one crop after another."""

import torch

import exported
import tuning
from encoder import vit


def prepare(setting):
    tuning.begin(setting)
    options = setting["options"]
    model = vit(options).eval()
    exported.load(model, setting)
    image = exported.inputs(setting, "image")
    forward = tuning.compiled(setting, lambda x: model(x)[0].mean((0, 1)))

    @torch.inference_mode()
    def step(index):
        for _ in range(options["crops"]):
            features = forward(image)
        return {"features": features.tolist()}

    return {}, step
