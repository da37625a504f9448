"""MONAI's ViT at the sizes of a case, attention through scaled_dot_product_attention."""

from torch import nn

from parts import TransformerBlock, ViT


def with_fused_attention(module):
    for part in list(module.modules()):
        if isinstance(part, TransformerBlock):
            part.attn.use_flash_attention = True
            # A norm that MONAI makes but never uses without cross-attention.
            part.norm_cross_attn = nn.Identity()
    return module


def vit(options):
    told = options["encoder"]
    return with_fused_attention(
        ViT(
            in_channels=told["channels"],
            img_size=(told["crop"],) * 3,
            patch_size=(told["patch"],) * 3,
            hidden_size=told["width"],
            mlp_dim=4 * told["width"],
            num_layers=told["depth"],
            num_heads=told["heads"],
            proj_type="perceptron",
        )
    )


def image_of(tokens, options):
    """Tokens [b, n, patch^3 c] put together to images [b, c, d, h, w]."""
    told = options["encoder"]
    grid, patch, channels = told["crop"] // told["patch"], told["patch"], told["channels"]
    cells = tokens.reshape(-1, grid, grid, grid, patch, patch, patch, channels)
    return cells.permute(0, 7, 1, 4, 2, 5, 3, 6).reshape(-1, channels, *(grid * patch,) * 3)


def tokens_of(image, options):
    """Images cut into the voxels of their tokens: the inverse of image_of."""
    told = options["encoder"]
    grid, patch, channels = told["crop"] // told["patch"], told["patch"], told["channels"]
    cells = image.reshape(-1, channels, grid, patch, grid, patch, grid, patch)
    return cells.permute(0, 2, 4, 6, 3, 5, 7, 1).reshape(-1, grid**3, patch**3 * channels)
