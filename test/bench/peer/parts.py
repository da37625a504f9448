"""MONAI's parts, or plain ones of the same names and layers where there is no MONAI."""

try:
    from monai.inferers import SlidingWindowInferer
    from monai.losses import DiceLoss
    from monai.networks.blocks.pos_embed_utils import build_sincos_position_embedding
    from monai.networks.blocks.transformerblock import TransformerBlock
    from monai.networks.nets import UNETR, BasicUNet, ViT
except ImportError:
    from plain import (
        UNETR,
        BasicUNet,
        DiceLoss,
        SlidingWindowInferer,
        TransformerBlock,
        ViT,
        build_sincos_position_embedding,
    )

__all__ = [
    "UNETR",
    "BasicUNet",
    "DiceLoss",
    "SlidingWindowInferer",
    "TransformerBlock",
    "ViT",
    "build_sincos_position_embedding",
]
