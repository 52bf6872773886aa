{% set statistics = projected_statistics() %}
{% set columns = {
    'player_id': 'integer', 'defense_id': 'integer', 'player': 'varchar', 'pos': 'varchar', 'position_final': 'varchar', 'team': 'varchar',
    'season': 'integer', 'week': 'integer', 'asof_date': 'date', 'horizon': 'varchar', 'provider': 'varchar', 'source_count': 'integer',
    'total_weight': 'double', 'sources': 'varchar',
} %}

with consensus as (
    {{ read_snapshots('ffanalytics', 'projections', with_columns(columns, statistics, 'double'), pattern='projections_consensus_*.parquet', latest_pattern='*.parquet') }}
)

select
    -- player_id is mfl_id already; a defense has none.
    case when player_id > 0 then cast(player_id as bigint) end as player_id,
    case when player_id > 0 then cast(player_id as varchar) else {{ defense_key(nflverse_team('team')) }} end as player_key,
    player as player_name,
    coalesce(position_final, pos) as position,
    coalesce({{ fantasy_position('position_final') }}, {{ fantasy_position('pos') }}) as fantasy_position,
    {{ nflverse_team('team') }} as team,
    season,
    week,
    horizon,
    asof_date,
    provider,
    source_count,
    total_weight,
    sources,
    {{ statistics | join(',\n    ') }},
    dt as snapshot_date
from consensus
-- Whom the sites mean is not known of the others: they would join with nothing.
where player_id > 0 or (defense_id is not null and team is not null)
