{% set columns = {
    'sleeper_player_id': 'varchar', 'full_name': 'varchar', 'position': 'varchar', 'team': 'varchar', 'age': 'integer', 'years_exp': 'integer',
    'status': 'varchar', 'injury_status': 'varchar', 'fantasy_positions': 'varchar[]',
} %}
{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'sleeper_id': 'bigint', 'name': 'varchar', 'position': 'varchar'}) %}

with snapshot as (
    {{ read_snapshots('sleeper', 'fa_pool', columns, pattern='fa_pool_*.parquet') }}
)

select
    pool.sleeper_player_id,
    players.player_id,
    coalesce(cast(players.player_id as varchar), 'sleeper:' || trim(pool.sleeper_player_id)) as player_key,
    coalesce(players.name, pool.full_name) as player_name,
    pool.position,
    coalesce({{ fantasy_position('pool.position') }}, {{ fantasy_position('players.position') }}) as fantasy_position,
    {{ nflverse_team('pool.team') }} as team,
    pool.age,
    pool.years_exp,
    pool.status,
    pool.injury_status,
    pool.fantasy_positions,
    pool.dt as snapshot_date
from snapshot as pool
left join {{ crosswalk }} as players on try_cast(trim(pool.sleeper_player_id) as bigint) = players.sleeper_id
