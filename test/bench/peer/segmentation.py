"""One step of training a segmentation network: Dice and binary cross-entropy."""

from torch.nn import functional as F

import exported
import tuning
from parts import DiceLoss


def prepare_training(setting, network):
    network = tuning.placed(setting, network)
    images = exported.inputs(setting, "image")
    truths = exported.inputs(setting, "truth")
    dice_loss = DiceLoss(sigmoid=True, smooth_nr=1e-5, smooth_dr=1e-5)
    optimizer = tuning.adamw(setting, network.parameters())

    def losses(image, truth):
        logits = network(image)
        dice = dice_loss(logits, truth)
        bce = F.binary_cross_entropy_with_logits(logits, truth)
        return dice + bce, dice, bce

    losses = tuning.compiled(setting, losses)

    def step(index):
        image = exported.of_step(setting, images, index)
        loss, dice, bce = losses(image, tuning.brought(setting, truths))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return {"loss": loss.item(), "dice": dice.item(), "bce": bce.item()}

    return {}, step
