"""Where the time and the memory traffic of a compiled step go: `profile_model.py MODEL THREADS STEPS` prints JSON."""

import json
import math
import os
import sys
import tempfile
from collections import defaultdict

import numpy as np
import onnxruntime

types = {"tensor(float)": np.float32, "tensor(int32)": np.int32, "tensor(bool)": np.bool_}
width = {"float": 4, "int32": 4, "int64": 8, "bool": 1}
# Their result is their input's memory.
moveless = {"Reshape", "Squeeze", "Unsqueeze"}
# They read no more than they write.
parts = {"Gather", "Slice", "Split"}


def inputs_of(session):
    """Small positive numbers, since variances may not be negative; indices are 0."""
    draw = np.random.default_rng(0)
    for given in session.get_inputs():
        kind = types[given.type]
        shape = given.shape
        yield given.name, (
            np.asarray(draw.random(shape, np.float32) * np.float32(0.05))
            if kind is np.float32
            else np.zeros(shape, kind)
        )


def bytes_of(tensors):
    return sum(
        width[kind] * math.prod(shape) for one in tensors for kind, shape in one.items()
    )


def main(model, threads, steps):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    options.enable_profiling = True
    options.profile_file_prefix = os.path.join(tempfile.mkdtemp(), "profile")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    held = dict(inputs_of(session))
    for name, values in held.items():
        binding.bind_cpu_input(name, values)
    for result in session.get_outputs():
        binding.bind_output(result.name, "cpu")
    for _ in range(steps):
        session.run_with_iobinding(binding)
    file = session.end_profiling()
    with open(file) as text:
        events = json.load(text)
    os.remove(file)
    runs = [event for event in events if event["name"] == "model_run"]
    # The first runs fault memory in.
    last = runs[len(runs) // 2 :]
    since = last[0]["ts"]
    kinds = defaultdict(lambda: [0.0, 0, 0])
    nodes = defaultdict(lambda: [0.0, 0, 0])
    for event in events:
        if not event["name"].endswith("_kernel_time") or event["ts"] < since:
            continue
        told = event["args"]
        milliseconds = event["dur"] / 1000 / len(last)
        shapes = [
            "x".join(map(str, shape)) for one in told["input_type_shape"] for shape in one.values()
        ]
        kind = told["op_name"]
        written = bytes_of(told["output_type_shape"])
        read = written if kind in parts else bytes_of(told["input_type_shape"])
        moved = 0 if kind in moveless else read + written
        node = f"{kind} {' * '.join(shapes)}"
        for row in (kinds[kind], nodes[node]):
            row[0] += milliseconds
            row[1] += 1
            row[2] += moved

    def listed(table):
        rows = [
            {"what": what, "ms": ms, "count": count / len(last), "bytes": moved / len(last)}
            for what, (ms, count, moved) in table.items()
        ]
        return sorted(rows, key=lambda row: -row["ms"])

    told = {
        "step": sum(run["dur"] for run in last) / 1000 / len(last),
        "operators": listed(kinds),
        "nodes": listed(nodes)[:40],
    }
    print(json.dumps(told))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
