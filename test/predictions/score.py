"""Scores of label files against the experts' files, by nibabel and NumPy alone.

    score.py TRUTH PREDICTIONS nested|independent

TRUTH holds ID/label.nii.gz, PREDICTIONS holds ID.nii.gz (label values) or ID_REGION.nii.gz (masks). Prints
means over subjects as JSON: Dice (two empty masks: 1) in %, HD95 in mm by MONAI's definition (one empty
mask: 100, two: 0), absolute volume difference in ml.
"""
import json, pathlib, sys
import nibabel, numpy

truths, predictions, rule = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
REGIONS = {"WT": [1, 2, 3], "TC": [1, 3], "ET": [3]}


def edge(mask):
    """Voxels with a neighbour (of six) outside."""
    padded = numpy.pad(mask, 1)
    inner = padded.copy()
    for axis in range(3):
        inner &= numpy.roll(padded, 1, axis) & numpy.roll(padded, -1, axis)
    return numpy.argwhere(mask & ~inner[1:-1, 1:-1, 1:-1])


def hd95(one, other, zooms):
    if not one.any() or not other.any():
        return 0.0 if one.any() == other.any() else 100.0
    a, b = edge(one) * zooms, edge(other) * zooms
    apart = numpy.linalg.norm(a[:, None] - b[None], axis=2)
    return max(numpy.quantile(apart.min(1), 0.95), numpy.quantile(apart.min(0), 0.95))


def dice(one, other):
    total = one.sum() + other.sum()
    return 100.0 if total == 0 else 200.0 * (one & other).sum() / total


found = {f"{metric}.{region}": [] for metric in ["dice", "hd95", "volumeDifference"] for region in REGIONS}
voxels = {region: 0 for region in REGIONS}
subjects = sorted({file.name.split(".")[0].split("_")[0] for file in predictions.glob("*.nii.gz")})
for subject in subjects:
    truth = nibabel.load(truths / subject / "label.nii.gz")
    zooms = numpy.array(truth.header.get_zooms()[:3], float)
    for region, values in REGIONS.items():
        name = subject if rule == "nested" else f"{subject}_{region}"
        file = nibabel.load(predictions / f"{name}.nii.gz")
        assert file.shape == truth.shape and numpy.allclose(file.affine, truth.affine, atol=1e-4), subject
        own = numpy.asarray(file.dataobj)
        one = numpy.isin(own, values) if rule == "nested" else own > 0
        other = numpy.isin(numpy.asarray(truth.dataobj), values)
        voxels[region] += int(one.sum())
        found[f"dice.{region}"].append(dice(one, other))
        found[f"hd95.{region}"].append(hd95(one, other, zooms))
        found[f"volumeDifference.{region}"].append(abs(int(one.sum()) - int(other.sum())) * zooms.prod() / 1000)
means = {name: float(numpy.mean(values)) for name, values in found.items()}
print(json.dumps({"subjects": subjects, "voxels": voxels, "means": means}))
