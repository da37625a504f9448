"""Reading NIfTI with nibabel, preprocessing a BraTS subject and reading crops with NumPy."""

import json
import os

import numpy as np


def read(setting):
    import nibabel

    ending = setting["options"]["ending"]
    names = ("t1n", "t1c", "t2w", "t2f")
    paths = [os.path.join(setting["folder"], name + ending) for name in names]

    def load(path):
        # Uncompressed files are only mapped by asanyarray: np.array reads them.
        data = nibabel.load(path).dataobj
        return np.asanyarray(data) if ending == ".nii.gz" else np.array(data)

    def step(index):
        images = [load(path) for path in paths]
        return {"middle": [float(image.ravel("K")[image.size // 2]) for image in images]}

    return {}, step


def save(path, array):
    with open(path, "wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())


def preprocess(setting):
    import nibabel

    options = setting["options"]
    out = os.path.join(setting["folder"], "theirs")
    os.makedirs(out)

    def load(part, dtype):
        path = os.path.join(options["folder"], f"{options['id']}-{part}.nii.gz")
        return np.asarray(nibabel.load(path).dataobj, dtype=dtype).transpose(2, 1, 0)

    def step(index):
        image = np.stack([load(part, np.float32) for part in options["parts"]])
        label = load("seg", np.uint8)
        if not np.isfinite(image).all() or label.max() > 3:
            raise ValueError("values out of range")
        filled = (image != 0).any(axis=0) | (label != 0)
        box = []
        for axis in range(3):
            found = np.flatnonzero(filled.any(axis=tuple(a for a in range(3) if a != axis)))
            box.append(slice(int(found[0]), int(found[-1]) + 1))
        image = image[(slice(None), *box)].copy()
        label = np.ascontiguousarray(label[tuple(box)])
        for channel in image:
            inside = channel != 0
            values = channel[inside]
            channel[inside] = (values - values.mean()) / values.std()
        save(os.path.join(out, "image.npy"), image)
        save(os.path.join(out, "label.npy"), label)
        order = np.flatnonzero(label).astype(np.uint32)
        order = order[np.argsort(label.ravel()[order], kind="stable")]
        save(os.path.join(out, "foreground.npy"), order)
        with open(os.path.join(out, "meta.json"), "w") as file:
            json.dump({"id": options["id"], "shape": label.shape}, file)
        return {
            "shape": list(label.shape),
            "origin": [part.start for part in box],
            "middle": [float(image.ravel()[image.size // 2])],
        }

    return {}, step


def crop(setting):
    folder = setting["folder"]
    edge = setting["options"]["edge"]
    origins = np.load(os.path.join(folder, "origins.npy")).tolist()

    def step(index):
        middle = []
        for z, y, x in origins:
            image = np.load(os.path.join(folder, "image.npy"), mmap_mode="r")
            part = np.array(image[:, z : z + edge, y : y + edge, x : x + edge])
            middle.append(float(part.ravel()[part.size // 2]))
        return {"middle": middle}

    return {}, step


def prepare(setting):
    return {"read": read, "preprocess": preprocess, "crop": crop}[setting["options"]["do"]](setting)
