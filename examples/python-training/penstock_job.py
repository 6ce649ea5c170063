"""The process protocol of Penstock's training backends: the job comes as a JSON file, events go out line by line."""

import json
import math
import os
import sys


class JobError(Exception):
    """A failure with a Penstock code, e.g. PEN_TRAINING_DATA."""

    def __init__(self, code, message, hint=None):
        super().__init__(message)
        self.code, self.hint = code, hint


class Job:
    """What to train on and where to put it; see "Job schema" in the README of @penstock/training-local."""

    def __init__(self):
        with open(os.environ["PENSTOCK_JOB"], encoding="utf-8") as file:
            vars(self).update(json.load(file))
        self._events = os.fdopen(3, "w", buffering=1, encoding="utf-8")

    def send(self, **event):
        self._events.write(json.dumps(event, allow_nan=False) + "\n")

    def progress(self, step, steps, metrics):
        self.send(type="progress", step=step, steps=steps, metrics=numbers(metrics))

    def log(self, line):
        self.send(type="log", line=line)

    def result(self, metrics, flavors, importance):
        self.send(type="result", metrics=numbers(metrics), flavors=flavors, importance=numbers(importance))


def numbers(values):
    """JSON has no NaN and no infinities: they travel as "NaN", "Infinity" and "-Infinity"."""
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    return {key: "NaN" if math.isnan(value) else names.get(value, float(value)) for key, value in values.items()}


def run(train):
    """Runs `train(job)` as a training program: a JobError arrives with its code, anything else with its traceback."""
    job = Job()
    try:
        train(job)
    except JobError as error:
        job.send(type="error", code=error.code, message=str(error), **({"hint": error.hint} if error.hint else {}))
        sys.exit(1)
