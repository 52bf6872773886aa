{% set columns = {
    'run_id': 'varchar', 'started_at': 'timestamp', 'ended_at': 'timestamp', 'status': 'varchar', 'trigger': 'varchar', 'scope': 'varchar',
    'error_class': 'varchar', 'retry_count': 'integer',
} %}

with runs as (
    {{ read_ops_table('run_ledger', columns) }}
)

select
    run_id, dt as run_date, scope, status, "trigger", started_at, ended_at, epoch_ms(ended_at) - epoch_ms(started_at) as duration_ms,
    error_class, retry_count
from runs
