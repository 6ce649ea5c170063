"""One LightGBM training in a process of its own: {train, valid, params, scratch} -> {ms, cpu, auc, memory, version}.

The same work as a job of trainer-gbt: read the Arrow files, bin, train while watching the loss on the validation
rows, score them, compute the AUC, save the model.
"""
import os
import time

import lightgbm
import pyarrow as pa
from answer_lines import answer_lines, peak_memory
from sklearn.metrics import roc_auc_score


def read(path):
    with pa.OSFile(path) as file:
        table = pa.ipc.open_file(file).read_all()
    frame = table.to_pandas()
    return frame.drop(columns="late"), frame["late"].to_numpy()


def train(request):
    begun, cpu = time.perf_counter(), time.process_time()
    train_x, train_y = read(request["train"])
    valid_x, valid_y = read(request["valid"])
    params = {
        "objective": "binary",
        "num_threads": 1,
        "seed": 1,
        "verbosity": -1,
        **request["params"],
    }
    trees = params.pop("num_iterations")
    data = lightgbm.Dataset(train_x, train_y, params=params)
    valid = lightgbm.Dataset(valid_x, valid_y, reference=data)
    booster = lightgbm.train(params, data, trees, valid_sets=[valid])
    auc = roc_auc_score(valid_y, booster.predict(valid_x, num_threads=1))
    booster.save_model(os.path.join(request["scratch"], "lightgbm.txt"))
    ms = (time.perf_counter() - begun) * 1000
    cpu = (time.process_time() - cpu) * 1000
    return {"ms": ms, "cpu": cpu, "auc": auc, "memory": peak_memory(), "version": lightgbm.__version__}


answer_lines(train)
