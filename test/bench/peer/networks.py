"""MONAI's segmentation networks as a case asks for them."""

import exported
from encoder import vit
from parts import UNETR, BasicUNet


class TappedUNETR(UNETR):
    """MONAI's UNETR, its skips fed by chosen layers of the encoder, counted from 1."""

    taps = (3, 6, 9)

    def forward(self, image):
        tokens, layers = self.vit(image)
        first, second, third = (self.proj_feat(layers[tap - 1]) for tap in self.taps)
        x = self.decoder5(self.proj_feat(tokens), self.encoder4(third))
        x = self.decoder4(x, self.encoder3(second))
        x = self.decoder3(x, self.encoder2(first))
        return self.out(self.decoder2(x, self.encoder1(image)))


def unetr(setting):
    options = setting["options"]
    told = options["encoder"]
    network = TappedUNETR(
        in_channels=told["channels"],
        out_channels=options["outputs"],
        img_size=told["crop"],
        feature_size=16,
        hidden_size=told["width"],
        mlp_dim=4 * told["width"],
        num_heads=told["heads"],
        proj_type="perceptron",
    )
    network.vit = vit(options)
    network.load_state_dict(
        {
            **{f"vit.{k}": v for k, v in exported.weights(setting, "encoder.").items()},
            **exported.weights(setting, "network."),
        }
    )
    return network


def unet3d(setting):
    options = setting["options"]
    network = BasicUNet(
        in_channels=options["encoder"]["channels"],
        out_channels=options["outputs"],
        features=tuple(options["features"]),
    )
    exported.load(network, setting, "network.")
    return network
