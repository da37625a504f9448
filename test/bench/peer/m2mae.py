"""One step of M2-MAE: equations 4 to 9 of the paper, non-saturating adversarial loss."""

import torch
from torch import nn
from torch.nn import functional as F

import exported
import tuning
from encoder import image_of, vit


class Discriminator(nn.Module):
    def __init__(self, told):
        super().__init__()
        grid = told["crop"] // told["patch"]
        self.conv1 = nn.Conv3d(told["channels"], 8, 3, padding=1)
        self.conv2 = nn.Conv3d(8, 8, told["patch"], stride=told["patch"])
        self.fc1 = nn.Linear(8 * grid**3, 512)
        self.fc2 = nn.Linear(512, 128)
        self.fc3 = nn.Linear(128, 1)

    def forward(self, image):
        x = F.leaky_relu(self.conv1(image), 0.2)
        x = F.leaky_relu(self.conv2(x), 0.2)
        x = x.permute(0, 2, 3, 4, 1).flatten(1)
        x = F.leaky_relu(self.fc1(x), 0.2)
        x = F.leaky_relu(self.fc2(x), 0.2)
        return self.fc3(x).squeeze(-1)


class Generator(nn.Module):
    def __init__(self, options):
        super().__init__()
        told = options["encoder"]
        self.options = options
        self.encoder = vit(options)
        self.decoder = nn.Linear(told["width"], told["patch"] ** 3 * told["channels"])

    def forward(self, image, mask):
        told = self.options["encoder"]
        grid, patch = told["crop"] // told["patch"], told["patch"]
        cells = image.reshape(*image.shape[:2], grid, patch, grid, patch, grid, patch)
        visible = cells * (1 - mask.reshape(*mask.shape[:2], grid, 1, grid, 1, grid, 1))
        # Both encodings in one pass: the batch is images, then their masked versions.
        tokens, layers = self.encoder(torch.cat([image, visible.reshape(image.shape)]))
        reconstruction = image_of(self.decoder(tokens[len(image) :]), self.options)
        return reconstruction, [layers[level - 1].chunk(2) for level in self.options["pbt"]]


def barlow_twins(z, z_masked, lam, reduction):
    def normalized(x):
        rows = x.flatten(0, -2)
        return rows * torch.rsqrt(rows.square().sum(0, keepdim=True) + 1e-12)

    correlation = normalized(z).t() @ normalized(z_masked)
    diagonal = correlation.diagonal()
    redundancy = correlation.square().sum() - diagonal.square().sum()
    total = (1 - diagonal).square().sum() + lam * redundancy
    return total / z.shape[-1] if reduction == "perDimension" else total


def against(logits, real):
    target = torch.ones_like(logits) if real else torch.zeros_like(logits)
    return F.binary_cross_entropy_with_logits(logits, target)


def training(setting):
    """The encoder, and a step that trains it."""
    tuning.begin(setting)
    options = setting["options"]
    told = options["encoder"]
    generator, discriminator = Generator(options), Discriminator(told)
    generator.load_state_dict(
        {
            **{f"encoder.{k}": v for k, v in exported.weights(setting, "encoder.").items()},
            **{f"decoder.{k}": v for k, v in exported.weights(setting, "decoder.").items()},
        }
    )
    exported.load(discriminator, setting, "discriminator.")
    generator, discriminator = tuning.placed(setting, generator), tuning.placed(setting, discriminator)
    images = exported.inputs(setting, "image")
    cells = (told["crop"] // told["patch"]) ** 3
    masks = exported.draws(setting, "mask", options["batch"], told["channels"], cells)
    of_generator = tuning.adamw(setting, generator.parameters())
    of_discriminator = tuning.adamw(setting, discriminator.parameters())

    weights = options["loss"]

    def generator_loss(image, mask):
        reconstruction, pairs = generator(image, mask)
        mse = F.mse_loss(reconstruction, image)
        adversarial = against(discriminator(reconstruction), True)
        read = options["lambda"], options["pbtReduction"]
        pbt = sum(barlow_twins(z, masked, *read) for z, masked in pairs)
        loss = weights["mse"] * mse + weights["adversarial"] * adversarial + weights["pbt"] * pbt
        return loss, mse, adversarial, pbt, reconstruction.detach()

    def discriminator_loss(image, reconstruction):
        return against(discriminator(image), True) + against(discriminator(reconstruction), False)

    generator_loss = tuning.compiled(setting, generator_loss)
    discriminator_loss = tuning.compiled(setting, discriminator_loss)

    def step(index):
        discriminator.requires_grad_(False)
        image = exported.of_step(setting, images, index)
        mask = tuning.brought(setting, masks[index])
        loss, mse, adversarial, pbt, reconstruction = generator_loss(image, mask)
        loss.backward()
        discriminator.requires_grad_(True)
        judged = discriminator_loss(image, reconstruction)
        judged.backward()
        for optimizer in (of_generator, of_discriminator):
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return {
            "loss": loss.item(),
            "mse": mse.item(),
            "adversarial": adversarial.item(),
            "pbt": pbt.item(),
            "discriminator": judged.item(),
        }

    return generator.encoder, step


def prepare(setting):
    return {}, training(setting)[1]
