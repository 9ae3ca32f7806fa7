"""Decides an extract with DuckDB (duckdb.sql) and prints time, memory and counts as JSON."""

import argparse
import json
import pathlib
import resource
import sys
import time

SCRIPT = pathlib.Path(__file__).with_name("duckdb.sql")
FILES = ["enrollments.csv", "networks.csv", "accounts.csv", "payments.csv", "holds.csv"]
NOT_INSTALLED = 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=pathlib.Path, help="folder with " + ", ".join(FILES))
    parser.add_argument("--threads", type=int, help="threads of DuckDB (default: all processors)")
    given = parser.parse_args()
    missing = [name for name in FILES if not (given.extract / name).is_file()]
    if missing:
        parser.error(f"{given.extract} holds no {', '.join(missing)}")
    return given


def engine(threads):
    try:
        import duckdb
    except ImportError:
        print("duckdb is not installed: pip install duckdb", file=sys.stderr)
        sys.exit(NOT_INSTALLED)
    config = {} if threads is None else {"threads": threads}
    return duckdb.connect(config=config), duckdb.__version__


def decide(connection, extract):
    connection.execute("SET VARIABLE extract = $folder", {"folder": str(extract)})
    return connection.execute(SCRIPT.read_text(encoding="utf-8")).fetchall()


def main():
    given = arguments()
    connection, version = engine(given.threads)
    start = time.perf_counter()
    rows = decide(connection, given.extract)
    seconds = time.perf_counter() - start
    outcomes = {}
    for outcome, _, enrollments, _ in rows:
        outcomes[outcome] = outcomes.get(outcome, 0) + enrollments
    report = {
        "duckdb": version,
        "seconds": round(seconds, 3),
        "peak_memory_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "outcomes": outcomes,
        "reasons": {reason: enrollments for _, reason, enrollments, _ in rows if reason},
        "total": str(sum(yuan for _, _, _, yuan in rows)),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
