"""Reads one flow run with Prefect's own Python client and prints it as JSON.

    PREFECT_API_URL=... oracle.py FLOW_RUN_ID

Every part passes through Prefect's strict pydantic models: what they refuse ends this program with their message.
"""

import asyncio
import json
import sys
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import State
from prefect.client.schemas.sorting import LogSort, TaskRunSort
from prefect.events.schemas.events import ReceivedEvent

PAGE = 200


async def pages(read):
    """All items of an endpoint that is read by limit and offset."""
    items = []
    while True:
        page = await read(limit=PAGE, offset=len(items))
        items.extend(page)
        if len(page) < PAGE:
            return items


async def read_result(state: State):
    """What `state.result()` gives to a Python program, or why it gives nothing."""
    try:
        value = await state.aresult(raise_on_failure=False)
    except Exception as error:
        return {"error": type(error).__name__}
    return {"value": repr(value) if isinstance(value, BaseException) else value}


async def read_events(client: PrefectClient, flow_run_id: UUID):
    """Events that are about this run or name it as related, oldest first."""
    resources = {"any_resource": {"id": [f"prefect.flow-run.{flow_run_id}"]}}
    response = await client._client.post("/events/filter", json={"filter": {**resources, "order": "ASC"}, "limit": 50})
    response.raise_for_status()
    page = response.json()
    events = page["events"]
    while page["next_page"]:
        response = await client._client.get(page["next_page"])
        response.raise_for_status()
        page = response.json()
        events.extend(page["events"])
    return [ReceivedEvent.model_validate(event) for event in events]


async def read_flow_run(client: PrefectClient, flow_run_id: UUID) -> dict:
    flow_run = await client.read_flow_run(flow_run_id)
    this_run = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    log_filter = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id]))
    artifact_filter = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]))
    task_runs = await pages(
        lambda **page: client.read_task_runs(flow_run_filter=this_run, sort=TaskRunSort.EXPECTED_START_TIME_ASC, **page)
    )
    logs = await pages(lambda **page: client.read_logs(log_filter=log_filter, sort=LogSort.TIMESTAMP_ASC, **page))
    artifacts = await pages(lambda **page: client.read_artifacts(artifact_filter=artifact_filter, **page))
    graph = await client._client.get(f"/flow_runs/{flow_run_id}/graph-v2")
    graph.raise_for_status()
    return {
        "flow_run": plain(flow_run),
        "flow": plain(await client.read_flow(flow_run.flow_id)),
        "states": [plain(state) for state in await client.read_flow_run_states(flow_run_id)],
        "result": await read_result(flow_run.state) if flow_run.state else None,
        "task_runs": [
            {**plain(run), "states": [plain(state) for state in await client.read_task_run_states(run.id)]}
            for run in task_runs
        ],
        "logs": [plain(log) for log in logs],
        "artifacts": [plain(artifact) for artifact in artifacts],
        "events": [plain(event) for event in await read_events(client, flow_run_id)],
        "graph": graph.json(),
    }


def plain(model) -> dict:
    return model.model_dump(mode="json")


async def main(flow_run_id: str) -> None:
    async with get_client() as client:
        json.dump(await read_flow_run(client, UUID(flow_run_id)), sys.stdout, default=str)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
