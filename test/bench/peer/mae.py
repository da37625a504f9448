"""One step of a masked autoencoder (He et al. 2022) on MONAI's ViT and transformer blocks."""

import torch
from torch import nn
from torch.nn import functional as F

import exported
import tuning
from encoder import tokens_of, vit, with_fused_attention
from parts import TransformerBlock, build_sincos_position_embedding


def gather(tokens, index):
    return tokens.gather(1, index.unsqueeze(-1).expand(-1, -1, tokens.shape[-1]))


class Autoencoder(nn.Module):
    def __init__(self, options):
        super().__init__()
        told, size = options["encoder"], options["decoder"]
        grid, width = told["crop"] // told["patch"], size["width"]
        self.options = options
        self.encoder = vit(options)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, width))
        self.decoder_embed = nn.Linear(told["width"], width)
        self.decoder_blocks = nn.ModuleList(
            TransformerBlock(width, 4 * width, size["heads"], qkv_bias=True)
            for _ in range(size["depth"])
        )
        with_fused_attention(self.decoder_blocks)
        self.decoder_norm = nn.LayerNorm(width)
        self.decoder_pred = nn.Linear(width, told["patch"] ** 3 * told["channels"])
        # Dimensions that 6 does not divide stay zero.
        positions = build_sincos_position_embedding((grid,) * 3, width // 6 * 6)
        padded = F.pad(positions.detach(), (0, width % 6))
        self.register_buffer("positions", padded, persistent=False)

    def forward(self, image, visible, masked, restore):
        x = gather(self.encoder.patch_embedding(image), visible)
        for block in self.encoder.blocks:
            x = block(x)
        x = self.decoder_embed(self.encoder.norm(x))
        hidden = self.mask_token.expand(len(x), masked.shape[1], -1)
        x = gather(torch.cat([x, hidden], 1), restore) + self.positions
        for block in self.decoder_blocks:
            x = block(x)
        predicted = gather(self.decoder_pred(self.decoder_norm(x)), masked)
        return F.mse_loss(predicted, gather(tokens_of(image, self.options), masked))


def training(setting):
    """The encoder, and a step that trains it."""
    tuning.begin(setting)
    options = setting["options"]
    model = Autoencoder(options)
    exported.load(model, setting)
    images = exported.inputs(setting, "image")
    visible, masked, restore = (
        exported.draws(setting, name, options["batch"], -1)
        for name in ("visible", "masked", "restore")
    )
    optimizer = tuning.adamw(setting, model.parameters())
    forward = tuning.compiled(setting, model)

    def step(index):
        image = exported.of_step(setting, images, index)
        drawn = (tuning.brought(setting, each[index]) for each in (visible, masked, restore))
        loss = forward(image, *drawn)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return {"loss": loss.item()}

    return model.encoder, step


def prepare(setting):
    return {}, training(setting)[1]
