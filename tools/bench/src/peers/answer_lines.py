"""Answers every line of JSON on stdin with one on stdout, as LineProcess expects it."""
import json
import resource
import sys


def answer_lines(answer):
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


def peak_memory():
    """Bytes. On Linux from /proc: getrusage would begin with the figure of the parent process."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
