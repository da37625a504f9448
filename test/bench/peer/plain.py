"""The parts of MONAI that the bench uses, for a PyTorch without MONAI: same names, same layers."""

import itertools

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, heads, qkv_bias):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=qkv_bias)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x):
        b, n, width = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if hasattr(F, "scaled_dot_product_attention"):
            x = F.scaled_dot_product_attention(q, k, v)
        else:
            x = (q @ k.transpose(-2, -1) * self.scale).softmax(-1) @ v
        return self.out_proj(x.transpose(1, 2).reshape(b, n, width))


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.linear2(F.gelu(self.linear1(x)))


class TransformerBlock(nn.Module):
    def __init__(self, hidden_size, mlp_dim, num_heads, qkv_bias=False):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(hidden_size), nn.LayerNorm(hidden_size)
        self.attn = Attention(hidden_size, num_heads, qkv_bias)
        self.mlp = Mlp(hidden_size, mlp_dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Patches(nn.Module):
    def __init__(self, patch):
        super().__init__()
        self.patch = patch

    def forward(self, image):
        b, c, *shape = image.shape
        d, h, w = (length // self.patch for length in shape)
        cells = image.reshape(b, c, d, self.patch, h, self.patch, w, self.patch)
        return cells.permute(0, 2, 4, 6, 3, 5, 7, 1).reshape(b, d * h * w, -1)


class PatchEmbedding(nn.Module):
    def __init__(self, channels, size, patch, width):
        super().__init__()
        self.patch_embeddings = nn.Sequential(Patches(patch), nn.Linear(patch**3 * channels, width))
        self.position_embeddings = nn.Parameter(torch.zeros(1, (size // patch) ** 3, width))

    def forward(self, image):
        return self.patch_embeddings(image) + self.position_embeddings


class ViT(nn.Module):
    def __init__(
        self, in_channels, img_size, patch_size, hidden_size, mlp_dim, num_layers, num_heads, proj_type
    ):
        super().__init__()
        self.patch_embedding = PatchEmbedding(in_channels, img_size[0], patch_size[0], hidden_size)
        self.blocks = nn.ModuleList(
            TransformerBlock(hidden_size, mlp_dim, num_heads) for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(hidden_size)

    def forward(self, image):
        x, layers = self.patch_embedding(image), []
        for block in self.blocks:
            x = block(x)
            layers.append(x)
        return self.norm(x), layers


def named(**modules):
    return nn.ModuleDict(modules)


def convolution(inputs, outputs, size=3):
    return named(conv=nn.Conv3d(inputs, outputs, size, padding=size // 2, bias=False))


def doubling(inputs, outputs):
    return named(conv=nn.ConvTranspose3d(inputs, outputs, 2, stride=2, bias=False))


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1, self.conv2 = convolution(inputs, outputs), convolution(outputs, outputs)
        if inputs != outputs:
            self.conv3 = convolution(inputs, outputs, 1)

    def forward(self, x):
        y = F.leaky_relu(F.instance_norm(self.conv1["conv"](x)), 0.01)
        y = F.instance_norm(self.conv2["conv"](y))
        rest = F.instance_norm(self.conv3["conv"](x)) if hasattr(self, "conv3") else x
        return F.leaky_relu(y + rest, 0.01)


class Skip(nn.Module):
    def __init__(self, width, channels, layers):
        super().__init__()
        self.transp_conv_init = doubling(width, channels)
        self.blocks = nn.ModuleList(
            nn.ModuleList([doubling(channels, channels), ResBlock(channels, channels)])
            for _ in range(layers)
        )

    def forward(self, x):
        x = self.transp_conv_init["conv"](x)
        for up, block in self.blocks:
            x = block(up["conv"](x))
        return x


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.transp_conv = doubling(inputs, outputs)
        self.conv_block = ResBlock(2 * outputs, outputs)

    def forward(self, x, skip):
        return self.conv_block(torch.cat([self.transp_conv["conv"](x), skip], 1))


class First(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.layer = ResBlock(inputs, outputs)

    def forward(self, image):
        return self.layer(image)


class Out(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = named(conv=nn.Conv3d(inputs, outputs, 1))

    def forward(self, x):
        return self.conv["conv"](x)


class UNETR(nn.Module):
    def __init__(
        self,
        in_channels,
        out_channels,
        img_size,
        feature_size,
        hidden_size,
        mlp_dim,
        num_heads,
        proj_type,
    ):
        super().__init__()
        f = feature_size
        self.grid = (img_size // 16,) * 3
        self.encoder1 = First(in_channels, f)
        self.encoder2 = Skip(hidden_size, 2 * f, 2)
        self.encoder3 = Skip(hidden_size, 4 * f, 1)
        self.encoder4 = Skip(hidden_size, 8 * f, 0)
        self.decoder5, self.decoder4 = Up(hidden_size, 8 * f), Up(8 * f, 4 * f)
        self.decoder3, self.decoder2 = Up(4 * f, 2 * f), Up(2 * f, f)
        self.out = Out(f, out_channels)

    def proj_feat(self, x):
        return x.transpose(1, 2).reshape(len(x), -1, *self.grid)


class TwoConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()

        def layer(n):
            normed = named(N=nn.InstanceNorm3d(outputs, affine=True))
            return named(conv=nn.Conv3d(n, outputs, 3, padding=1), adn=normed)

        self.conv_0, self.conv_1 = layer(inputs), layer(outputs)

    def forward(self, x):
        for layer in (self.conv_0, self.conv_1):
            x = F.leaky_relu(layer["adn"]["N"](layer["conv"](x)), 0.1)
        return x


class BasicUNet(nn.Module):
    def __init__(self, in_channels, out_channels, features):
        super().__init__()
        *widths, last = features
        self.conv_0 = TwoConv(in_channels, widths[0])
        for level in range(1, 5):
            self.add_module(f"down_{level}", named(convs=TwoConv(widths[level - 1], widths[level])))
        for level in range(4, 0, -1):
            coarse, fine = widths[level], widths[level - 1]
            between = coarse if level == 1 else coarse // 2
            up = named(deconv=nn.ConvTranspose3d(coarse, between, 2, stride=2))
            joined = TwoConv(fine + between, last if level == 1 else fine)
            self.add_module(f"upcat_{level}", named(upsample=up, convs=joined))
        self.final_conv = nn.Conv3d(last, out_channels, 1)

    def forward(self, image):
        skips = [self.conv_0(image)]
        for level in range(1, 5):
            down = getattr(self, f"down_{level}")
            skips.append(down["convs"](F.max_pool3d(skips[-1], 2)))
        x = skips.pop()
        for level in range(4, 0, -1):
            up = getattr(self, f"upcat_{level}")
            x = up["convs"](torch.cat([skips.pop(), up["upsample"]["deconv"](x)], 1))
        return self.final_conv(x)


class DiceLoss(nn.Module):
    def __init__(self, sigmoid, smooth_nr, smooth_dr):
        super().__init__()
        self.smooth_nr, self.smooth_dr = smooth_nr, smooth_dr

    def forward(self, logits, truth):
        predicted, space = logits.sigmoid(), (2, 3, 4)
        overlap = (predicted * truth).sum(space)
        sizes = predicted.sum(space) + truth.sum(space)
        return (1 - (2 * overlap + self.smooth_nr) / (sizes + self.smooth_dr)).mean()


def build_sincos_position_embedding(grid, width):
    frequencies = 10000.0 ** -(torch.arange(width // 6, dtype=torch.float32) / (width // 6))
    z, y, x = torch.meshgrid(*(torch.arange(n).float() for n in grid), indexing="ij")
    angles = [place.flatten()[:, None] * frequencies for place in (y, z, x)]
    return torch.cat([part(angle) for angle in angles for part in (torch.sin, torch.cos)], 1)[None]


class SlidingWindowInferer:
    """Gaussian weights of deviation 1/8 of the window, which steps by its part that does not overlap."""

    def __init__(self, roi_size, sw_batch_size, overlap, mode):
        self.size, self.interval = roi_size, [int(n * (1 - overlap)) for n in roi_size]
        rows = [torch.arange(n) - (n - 1) / 2 for n in roi_size]
        a, b, c = (torch.exp(-(row**2) / (2 * (len(row) / 8) ** 2)) for row in rows)
        weights = a[:, None, None] * b[:, None] * c
        self.weights = weights.clamp(min=max(weights[weights > 0].min().item(), 1e-3))

    def __call__(self, image, network):
        shape = image.shape[2:]
        starts = [
            sorted({min(at, n - size) for at in range(0, n - size + step, step)})
            for n, size, step in zip(shape, self.size, self.interval)
        ]
        sums, total = None, torch.zeros(shape)
        for corner in itertools.product(*starts):
            window = (..., *(slice(at, at + n) for at, n in zip(corner, self.size)))
            logits = network(image[window])
            if sums is None:
                sums = torch.zeros(*logits.shape[:2], *shape)
            sums[window] += logits * self.weights
            total[window] += self.weights
        return sums / total
