"""The flow of bench/prefect-child.ts in Prefect's Python SDK: N no-op tasks, ten at once, results not persisted.

    PREFECT_API_URL=... thousand_tasks.py N [--count-bytes]

Prints one line of JSON: when the first task ran and when everything was sent (Unix time in ms), peak memory, flow run id.
"""

import json
import re
import sys
import time

from prefect import flow, task
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

first_task_at = None
event_bytes = 0


@task(persist_result=False)
def nothing(value: int) -> int:
    global first_task_at
    if first_task_at is None:
        first_task_at = time.time() * 1000
    return value


@flow(name="thousand_tasks_python", task_runner=ThreadPoolTaskRunner(max_workers=10), persist_result=False)
def thousand_tasks(count: int) -> str:
    futures = [nothing.submit(index) for index in range(count)]
    if sum(future.result() for future in futures) != count * (count - 1) // 2:
        raise RuntimeError("the results are not those of the tasks")
    return flow_run.id


def count_event_bytes() -> None:
    """Adds up the frames that are sent, in a run that is not timed."""
    from prefect.events.clients import PrefectEventsClient

    original = PrefectEventsClient._emit

    async def emit(self, event):
        global event_bytes
        event_bytes += len(event.model_dump_json().encode())
        await original(self, event)

    PrefectEventsClient._emit = emit


def peak_kib() -> int:
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))


if __name__ == "__main__":
    if "--count-bytes" in sys.argv:
        count_event_bytes()
    flow_run_id = thousand_tasks(int(sys.argv[1]))
    # What Python otherwise does at the exit of the process.
    EventsWorker.drain_all()
    events_sent_at = time.time() * 1000
    APILogWorker.drain_all()
    report = {
        "flowRunId": flow_run_id,
        "firstTaskAt": first_task_at,
        "sentAt": events_sent_at,
        "peakKib": peak_kib(),
        "eventBytes": event_bytes,
        "readBackMs": 0,
        "complete": True,
    }
    print(json.dumps(report))
