"""delta-rs answering what the suite `delta` asks: {do: append, path, times} | {do: open, path}."""
import time

import pyarrow as pa
from answer_lines import answer_lines
from deltalake import DeltaTable, __version__, write_deltalake

ROW = pa.table({"id": pa.array([1], pa.int64()), "name": pa.array(["a"], pa.string())})


def append(request):
    configuration = {"delta.checkpointInterval": "100"}
    table = DeltaTable.create(request["path"], ROW.schema, configuration=configuration)
    begun = time.perf_counter()
    for _ in range(request["times"]):
        write_deltalake(table, ROW, mode="append")
    return {"ms": (time.perf_counter() - begun) * 1000 / request["times"], "version": table.version()}


def open_latest(request):
    begun = time.perf_counter()
    table = DeltaTable(request["path"])
    files = len(table.file_uris())
    return {"ms": (time.perf_counter() - begun) * 1000, "version": table.version(), "files": files}


WORK = {"append": append, "open": open_latest, "about": lambda _: {"library": __version__}}
answer_lines(lambda request: WORK[request["do"]](request))
