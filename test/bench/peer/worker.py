"""The peer's side of a case, stepped over standard input (protocol.md)."""

import importlib
import json
import os
import sys
import time
import traceback

import tuning

# Whatever libraries print goes to standard error: standard output is for answers.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def main():
    step = None
    for line in sys.stdin:
        try:
            order = json.loads(line)
            if order["do"] == "prepare":
                module = importlib.import_module(order["module"])
                times, step = module.prepare(order["setting"])
                answer = {"times": times}
            elif order["do"] == "memory":
                answer = {"bytes": tuning.device_bytes()}
            else:
                started = time.perf_counter()
                compared = step(order["index"])
                answer = {"ms": 1000 * (time.perf_counter() - started), "compared": compared}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
