"""How the peer is set up: what a user who tunes PyTorch for a CPU, or for a GPU, does."""

import torch


def on_gpu(setting):
    return setting["options"].get("device", "cpu").startswith("cuda")


def begin(setting):
    if on_gpu(setting):
        rounded = setting["options"].get("precision") == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = rounded
        torch.backends.cudnn.allow_tf32 = rounded
        torch.backends.cudnn.benchmark = True
        torch.set_default_device("cuda")
    torch.set_num_threads(setting["threads"])
    torch.set_num_interop_threads(1)
    # Adam's second moments decay into denormals; ours flushes them too.
    torch.set_flush_denormal(True)


def waiting(setting, tensor):
    """Where a loader leaves what a step brings to the device: in pinned memory for a GPU."""
    return tensor.pin_memory() if on_gpu(setting) else tensor


def brought(setting, tensor):
    """On the device that the case says."""
    return tensor.cuda(non_blocking=True) if on_gpu(setting) else tensor


def device_bytes():
    """The most that tensors took of a GPU at once."""
    return torch.cuda.max_memory_allocated() if torch.cuda.is_available() else None


def autocast(setting, function):
    """`function` with its products in bfloat16 where the case says so."""
    if setting["options"].get("precision") != "bfloat16":
        return function
    device = "cuda" if on_gpu(setting) else "cpu"

    def inside(*arguments):
        with torch.autocast(device, dtype=torch.bfloat16):
            return function(*arguments)

    return inside


def compiled(setting, function):
    """`function` through torch.compile where the case says that it is the faster way."""
    made = torch.compile(function) if setting["options"].get("compile") else function
    return autocast(setting, made)


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
