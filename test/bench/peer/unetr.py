import networks
import tuning
from segmentation import prepare_training


def prepare(setting):
    tuning.begin(setting)
    return prepare_training(setting, networks.unetr(setting))
