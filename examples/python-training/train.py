"""Trains LightGBM on the Arrow files of a Penstock job, and writes the model for MLflow and as ONNX."""

import os

import lightgbm
import numpy
import pyarrow
import pyarrow.compute
import pyarrow.ipc

from onnx_export import save_onnx
from penstock_job import JobError, run

# Hyper-parameter → default. Others are refused: a misspelt one must not be ignored.
DEFAULTS = {
    "num_iterations": 200,
    "learning_rate": 0.1,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 1.0,
    "bagging_fraction": 1.0,
    "lambda_l2": 0.0,
    "early_stopping_rounds": 20,
}


def main(job):
    params = checked(job.params)
    train = read(job.data["train"])
    valid = read(job.data["valid"]) if "valid" in job.data else None
    label = labels(train, job)
    levels = {f["name"]: levels_of(train, f["name"], label) for f in job.features if f["type"] == "categorical"}
    features = matrix(train, job, levels)
    job.log(f"{len(label)} rows, {features.shape[1]} features, LightGBM {lightgbm.__version__}")

    tested = (features, label) if valid is None else (matrix(valid, job, levels), labels(valid, job))
    booster = fit(job, params, (features, label), tested if valid is not None else None)
    metrics = measures(job.task, booster.predict(tested[0]), tested[1])

    booster.save_model(os.path.join(job.modelDir, "model.lgb"))
    save_onnx(os.path.join(job.modelDir, "model.onnx"), booster, job.features, levels, job.task)
    gain = booster.feature_importance("gain")
    shares = gain / gain.sum() if gain.sum() > 0 else gain
    job.result(metrics, flavors(), {f["name"]: share for f, share in zip(job.features, shares)})


def checked(params):
    unknown = sorted(set(params) - set(DEFAULTS))
    if unknown:
        raise JobError("PEN_TRAINING_PARAMS", f"Unknown parameter {', '.join(unknown)}", f"Known: {', '.join(DEFAULTS)}")
    return {**DEFAULTS, **params}


def read(path):
    with pyarrow.memory_map(path) as source:
        try:
            return pyarrow.ipc.open_file(source).read_all()
        except pyarrow.ArrowInvalid:
            source.seek(0)
            return pyarrow.ipc.open_stream(source).read_all()


def labels(table, job):
    label = table.column(job.label).cast(pyarrow.float64()).to_numpy()
    if len(label) == 0 or numpy.isnan(label).any():
        raise JobError("PEN_TRAINING_DATA", f'The label "{job.label}" has no rows or has nulls')
    if job.task == "binary" and len(numpy.unique(label)) < 2:
        raise JobError("PEN_TRAINING_DATA", f'The label "{job.label}" has one class only')
    return label


def texts(table, name):
    column = table.column(name)
    return column.cast(pyarrow.string()) if pyarrow.types.is_dictionary(column.type) else column


def levels_of(table, name, label):
    """Categories in the order of their mean label, so that trees can split them like numbers. Missing ones are NaN."""
    grouped = pyarrow.table({"level": texts(table, name), "label": label}).group_by("level").aggregate([("label", "mean")])
    pairs = zip(grouped.column("level").to_pylist(), grouped.column("label_mean").to_pylist())
    return [level for level, _ in sorted((p for p in pairs if p[0] not in (None, "")), key=lambda p: (p[1], p[0]))]


def matrix(table, job, levels):
    """Rows × features in float32, which is what ONNX compares in."""
    columns = []
    for feature in job.features:
        if feature["type"] == "categorical":
            codes = pyarrow.compute.index_in(texts(table, feature["name"]), pyarrow.array(levels[feature["name"]], pyarrow.string()))
            columns.append(codes.cast(pyarrow.float32()).to_numpy())
        else:
            columns.append(table.column(feature["name"]).cast(pyarrow.float64()).to_numpy().astype(numpy.float32))
    return numpy.column_stack(columns) if columns else numpy.empty((table.num_rows, 0), numpy.float32)


def fit(job, params, train, valid):
    rounds, patience = params.pop("num_iterations"), params.pop("early_stopping_rounds")
    settings = {
        **params,
        "objective": job.task,
        "metric": "auc" if job.task == "binary" else "rmse",
        "bagging_freq": 1,
        "seed": job.seed,
        "deterministic": True,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(train[0], train[1], free_raw_data=False)
    watched = data if valid is None else data.create_valid(valid[0], valid[1])

    def report(env):
        if (env.iteration + 1) % 10 == 0 or env.iteration + 1 == rounds:
            job.progress(env.iteration + 1, rounds, {result[1]: result[2] for result in env.evaluation_result_list})

    callbacks = [report]
    if valid is not None and patience > 0:
        callbacks.append(lightgbm.early_stopping(patience, verbose=False))
    return lightgbm.train(settings, data, rounds, valid_sets=[watched], callbacks=callbacks)


def measures(task, score, label):
    if task == "regression":
        error = score - label
        return {"rmse": float(numpy.sqrt((error**2).mean())), "mae": float(numpy.abs(error).mean())}
    clipped = numpy.clip(score, 1e-15, 1 - 1e-15)
    logloss = -(label * numpy.log(clipped) + (1 - label) * numpy.log(1 - clipped)).mean()
    return {"auc": auc(score, label), "logloss": float(logloss)}


def auc(score, label):
    """Mann-Whitney: ranks with ties averaged."""
    _, inverse, counts = numpy.unique(score, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]
    positive = label.sum()
    return float((ranks[label == 1].sum() - positive * (positive + 1) / 2) / (positive * (len(label) - positive)))


def flavors():
    return {
        "lightgbm": {"lgb_version": lightgbm.__version__, "data": "model.lgb", "model_class": "lightgbm.basic.Booster"},
        "onnx": {"data": "model.onnx"},
    }


if __name__ == "__main__":
    run(main)
