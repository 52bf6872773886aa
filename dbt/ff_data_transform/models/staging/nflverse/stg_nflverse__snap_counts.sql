{% set statistics = ['offense_snaps', 'offense_pct', 'defense_snaps', 'defense_pct', 'st_snaps', 'st_pct'] %}
{% set columns = {
    'pfr_player_id': 'varchar', 'game_id': 'varchar', 'season': 'integer', 'week': 'integer', 'game_type': 'varchar',
    'team': 'varchar', 'opponent': 'varchar', 'position': 'varchar',
} %}

with snap_counts as (
    {{ read_snapshots(
        'nflverse', 'snap_counts', with_columns(columns, statistics, 'double'),
        take='baseline_plus_latest', baseline_dt=var('NFLVERSE_SNAP_BASELINE_DT')
    ) }}
),

player_games as (
    select * from snap_counts where pfr_player_id is not null
),

player_game_stats as (
    select * from (unpivot player_games on {{ statistics | join(', ') }} into name stat_name value stat_value)
)

select
    players.player_id,
    coalesce(cast(players.player_id as varchar), stats.pfr_player_id) as player_key,
    stats.pfr_player_id as pfr_id,
    stats.game_id,
    stats.season,
    stats.week,
    stats.game_type as season_type,
    stats.team,
    stats.opponent,
    stats.position,
    stats.stat_name,
    stats.stat_value,
    'actual' as stat_kind,
    'real_world' as measure_domain,
    'nflverse' as provider,
    stats.dt as snapshot_date
from player_game_stats as stats
left join {{ ref('dim_player_id_xref') }} as players on stats.pfr_player_id = players.pfr_id
