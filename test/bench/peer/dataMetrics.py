"""Dice by NumPy and HD95 by MONAI of the same masks."""

import os

import numpy as np
import torch


def hd95(prediction, truth):
    from monai.metrics import compute_hausdorff_distance

    value = compute_hausdorff_distance(
        prediction, truth, include_background=True, percentile=95, spacing=(1, 1, 1)
    )
    return float(value)


def dice(prediction, truth):
    both = np.count_nonzero(prediction & truth)
    return 2 * both / (np.count_nonzero(prediction) + np.count_nonzero(truth))


def prepare(setting):
    options = setting["options"]
    torch.set_num_threads(setting["threads"])

    def load(name, pair):
        mask = np.load(os.path.join(setting["folder"], f"{name}{pair}.npy"))
        return mask.astype(bool) if options["metric"] == "dice" else torch.from_numpy(mask)[None, None]

    pairs = [(load("prediction", i), load("truth", i)) for i in range(options["pairs"])]
    metric = dice if options["metric"] == "dice" else hd95
    return {}, lambda index: {"values": [metric(*pair) for pair in pairs]}
