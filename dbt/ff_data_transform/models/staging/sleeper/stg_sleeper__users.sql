{% set columns = {
    'league_id': 'varchar', 'league_order': 'integer', 'season': 'integer', 'user_id': 'varchar', 'display_name': 'varchar', 'team_name': 'varchar',
    'is_owner': 'boolean',
} %}

with snapshot as (
    {{ read_snapshots('sleeper', 'users', columns, pattern='users_*.parquet') }}
)

select league_id, league_order, season, user_id, display_name, team_name, is_owner as is_commissioner, dt as snapshot_date
from snapshot
