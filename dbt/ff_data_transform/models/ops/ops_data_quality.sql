{% set columns = {
    'run_id': 'varchar', 'model_name': 'varchar', 'check_name': 'varchar', 'status': 'varchar', 'observed_value': 'varchar', 'threshold': 'varchar',
} %}

with answers as (
    {{ read_ops_table('data_quality', columns) }}
)

select run_id, dt as run_date, model_name, check_name, status, observed_value, threshold
from answers
