"""Trains LightGBM on a CSV file of numbers (label last) and writes its predictions for another, one a line."""
import sys

import lightgbm
import numpy

train_file, test_file, predictions_file = sys.argv[1:]
train = numpy.loadtxt(train_file, delimiter=",")
test = numpy.loadtxt(test_file, delimiter=",")
params = dict(objective="binary", num_leaves=31, learning_rate=0.1, num_threads=1, seed=1, verbose=-1)
data = lightgbm.Dataset(train[:, :-1], train[:, -1], categorical_feature=[4, 5])
model = lightgbm.train(params, data, num_boost_round=100)
numpy.savetxt(predictions_file, model.predict(test[:, :-1]))
