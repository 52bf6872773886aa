{% set columns = {
    'run_id': 'varchar', 'source': 'varchar', 'dataset': 'varchar', 'last_checked_at': 'timestamp', 'last_changed_at': 'timestamp',
    'source_modified_time': 'timestamp', 'newest_event_at': 'timestamp', 'serving_dt': 'date', 'outcome': 'varchar', 'outcome_at': 'timestamp',
    'stale': 'boolean', 'verdict': 'varchar', 'message': 'varchar',
} %}

with statuses as (
    {{ read_ops_table('source_status', columns) }}
)

select
    run_id, dt as run_date, source, dataset, serving_dt, last_checked_at, last_changed_at, source_modified_time, newest_event_at, outcome, outcome_at,
    stale, verdict, message
from statuses
