"""How the peer is set up: what a user who tunes PyTorch for a CPU does."""

import torch


def begin(setting):
    torch.set_num_threads(setting["threads"])
    torch.set_num_interop_threads(1)
    # Adam's second moments decay into denormals; ours flushes them too.
    torch.set_flush_denormal(True)


def compiled(setting, function):
    """`function` through torch.compile where the case says that it is the faster way."""
    return torch.compile(function) if setting["options"].get("compile") else function


def placed(setting, module_or_tensor):
    """In channels_last_3d where the case says that it is the faster way."""
    if setting["options"].get("channelsLast"):
        return module_or_tensor.to(memory_format=torch.channels_last_3d)
    return module_or_tensor


def adamw(setting, parameters):
    told = setting["options"]["optimizer"]
    given = {
        "lr": told["lr"],
        "betas": tuple(told["betas"]),
        "eps": told["epsilon"],
        "weight_decay": told["weightDecay"],
    }
    parameters = list(parameters)
    try:
        return torch.optim.AdamW(parameters, **given, fused=True)
    except (TypeError, RuntimeError):
        # Before 2.3 there is no fused AdamW for the CPU.
        return torch.optim.AdamW(parameters, **given)
