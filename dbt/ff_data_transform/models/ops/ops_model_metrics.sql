{% set columns = {
    'run_id': 'varchar', 'model_name': 'varchar', 'row_count': 'bigint', 'bytes_written': 'bigint', 'duration_ms': 'double', 'error_rows': 'bigint',
} %}

with metrics as (
    {{ read_ops_table('model_metrics', columns) }}
)

select run_id, dt as run_date, model_name, row_count, bytes_written, duration_ms, error_rows
from metrics
