"""Writes a LightGBM booster as ONNX: one input per feature, raw values in, prediction or probability out."""

import numpy
import onnx
from onnx import TensorProto, helper


def save_onnx(path, booster, features, levels, task):
    nodes, inputs, columns = [], [], []
    for index, feature in enumerate(features):
        name, column = feature["name"], f"column_{index}"
        categorical = feature["type"] == "categorical"
        inputs.append(helper.make_tensor_value_info(name, TensorProto.STRING if categorical else TensorProto.FLOAT, [None, 1]))
        if categorical:
            nodes.append(encoder(name, column, levels[name]))
        columns.append(column if categorical else name)
    output = "probability" if task == "binary" else "prediction"
    nodes.append(helper.make_node("Concat", columns, ["features"], axis=1))
    nodes.append(trees(booster, "raw" if task == "binary" else output))
    if task == "binary":
        nodes.append(helper.make_node("Sigmoid", ["raw"], [output]))
    graph = helper.make_graph(nodes, "lightgbm", inputs, [helper.make_tensor_value_info(output, TensorProto.FLOAT, [None, 1])])
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 2)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="penstock-example")
    onnx.checker.check_model(model)
    onnx.save(model, path)


def encoder(name, column, levels):
    """Category → its place among the levels; unknown and missing ones become NaN."""
    return helper.make_node(
        "LabelEncoder",
        [name],
        [column],
        domain="ai.onnx.ml",
        keys_strings=levels or [""],
        values_floats=[float(place) for place in range(len(levels))] or [float("nan")],
        default_float=float("nan"),
    )


def trees(booster, output):
    """All trees as one node; their leaves are summed."""
    table = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    table["missing_value_tracks_true"] = []
    leaves = {"treeids": [], "nodeids": [], "ids": [], "weights": []}
    # After early stopping only the best iterations count, as in booster.predict.
    for tree in booster.dump_model(num_iteration=booster.best_iteration or None)["tree_info"]:
        add(tree["tree_structure"], tree["tree_index"], table, leaves, [0])
    attributes = {f"nodes_{key}": value for key, value in table.items()}
    attributes |= {f"target_{key}": value for key, value in leaves.items()}
    return helper.make_node("TreeEnsembleRegressor", ["features"], [output], domain="ai.onnx.ml", n_targets=1, **attributes)


def add(node, tree, table, leaves, count):
    """Adds a node and what is below it; gives its number."""
    number, is_leaf = count[0], "leaf_value" in node
    count[0] += 1
    for key, value in {
        "treeids": tree,
        "nodeids": number,
        "featureids": 0 if is_leaf else node["split_feature"],
        "values": 0.0 if is_leaf else float32_below(node["threshold"]),
        "modes": "LEAF" if is_leaf else "BRANCH_LEQ",
        "truenodeids": 0,
        "falsenodeids": 0,
        "missing_value_tracks_true": 0 if is_leaf else goes_left_when_missing(node),
    }.items():
        table[key].append(value)
    if is_leaf:
        for key, value in {"treeids": tree, "nodeids": number, "ids": 0, "weights": node["leaf_value"]}.items():
            leaves[key].append(value)
        return number
    row = len(table["nodeids"]) - 1
    table["truenodeids"][row] = add(node["left_child"], tree, table, leaves, count)
    table["falsenodeids"][row] = add(node["right_child"], tree, table, leaves, count)
    return number


def goes_left_when_missing(node):
    """LightGBM sends NaN the default way where it saw missing values, else takes it for 0."""
    left = node["default_left"] if node["missing_type"] == "NaN" else 0 <= node["threshold"]
    return 1 if left else 0


def float32_below(threshold):
    """The greatest float32 ≤ threshold: for float32 values, x <= threshold holds for the one as for the other."""
    near = numpy.float32(threshold)
    return float(near if near <= threshold else numpy.nextafter(near, numpy.float32(-numpy.inf)))
