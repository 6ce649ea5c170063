"""Reads a Delta table with delta-rs and prints what it saw as JSON: read_with_deltalake.py <table folder> [append]."""
import json
import sys

from deltalake import DeltaTable, write_deltalake


def describe(table):
    actions = table.get_add_actions(flatten=True)
    stats = {name: actions[name].to_pylist() for name in actions.schema.names} if hasattr(actions, "schema") else {}
    rows = table.to_pyarrow_table().to_pylist()
    return {
        "version": table.version(),
        "rows": sorted((json.dumps(row, default=str, sort_keys=True) for row in rows)),
        "files": len(table.file_uris()),
        "partitions": table.metadata().partition_columns,
        "description": table.metadata().description,
        "operations": [item.get("operation") for item in table.history()],
        "minValues": sorted(str(v) for v in stats.get("min.id", [])),
        "transaction": table.transaction_version("app"),
    }


def main():
    folder = sys.argv[1]
    result = describe(DeltaTable(folder))
    if "append" in sys.argv[2:]:
        import pyarrow

        schema = DeltaTable(folder).to_pyarrow_table().schema
        row = {name: None for name in schema.names} | {"id": 99}
        data = pyarrow.Table.from_pylist([row], schema=schema)
        write_deltalake(folder, data, mode="append")
        DeltaTable(folder).create_checkpoint()
    print(json.dumps(result))


main()
