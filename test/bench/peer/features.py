"""Trains as a setting says, and prints the mean token of whole images before and after, with the losses."""

import importlib
import json
import os

import torch

import exported


def main(folder):
    with open(os.path.join(folder, "setting.json")) as file:
        setting = {**json.load(file), "folder": folder}
    encoder, step = importlib.import_module(setting["module"]).training(setting)
    whole = exported.inputs(setting, "whole")

    @torch.inference_mode()
    def features():
        return [encoder(image.unsqueeze(0))[0].mean((0, 1)).tolist() for image in whole]

    before = features()
    losses = [step(index)["loss"] for index in range(setting["steps"])]
    print(json.dumps({"before": before, "losses": losses, "after": features()}))
