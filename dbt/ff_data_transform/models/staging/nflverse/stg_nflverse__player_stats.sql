{% set statistics = [
    'completions', 'attempts', 'passing_yards', 'passing_tds', 'passing_interceptions', 'passing_air_yards',
    'passing_yards_after_catch', 'passing_first_downs', 'passing_epa', 'passing_2pt_conversions', 'passing_cpoe',
    'carries', 'rushing_yards', 'rushing_tds', 'rushing_fumbles', 'rushing_fumbles_lost', 'rushing_first_downs', 'rushing_epa',
    'rushing_2pt_conversions',
    'targets', 'receptions', 'receiving_yards', 'receiving_tds', 'receiving_fumbles', 'receiving_fumbles_lost',
    'receiving_air_yards', 'receiving_yards_after_catch', 'receiving_first_downs', 'receiving_epa', 'receiving_2pt_conversions',
    'def_tackles_solo', 'def_tackles_with_assist', 'def_tackle_assists', 'def_tackles_for_loss', 'def_tackles_for_loss_yards',
    'def_fumbles', 'def_fumbles_forced', 'def_interceptions', 'def_interception_yards', 'def_pass_defended', 'def_sacks',
    'def_sack_yards', 'def_qb_hits', 'def_tds', 'def_safeties',
    'fumble_recovery_opp', 'fumble_recovery_tds',
    'sacks_suffered', 'sack_yards_lost', 'sack_fumbles', 'sack_fumbles_lost', 'special_teams_tds',
    'fg_att', 'fg_made', 'fg_missed', 'fg_made_0_19', 'fg_made_20_29', 'fg_made_30_39', 'fg_made_40_49', 'fg_made_50_59',
    'fg_made_60_', 'fg_missed_0_19', 'fg_missed_20_29', 'fg_missed_30_39', 'fg_missed_40_49', 'fg_missed_50_59', 'fg_missed_60_',
    'fg_made_distance', 'fg_blocked', 'pat_blocked',
    'pat_att', 'pat_made', 'pat_missed', 'gwfg_att', 'gwfg_made', 'gwfg_missed',
] %}
{% set columns = {
    'player_id': 'varchar', 'season': 'integer', 'week': 'integer', 'season_type': 'varchar',
    'team': 'varchar', 'opponent_team': 'varchar', 'position': 'varchar',
} %}

with weekly as (
    {{ read_snapshots(
        'nflverse', 'weekly', with_columns(columns, statistics, 'double'),
        take='baseline_plus_latest', baseline_dt=var('NFLVERSE_WEEKLY_BASELINE_DT')
    ) }}
),

-- Rows without a player are penalties of a club.
player_weeks as (
    select * from weekly where player_id is not null
),

player_week_stats as (
    select * from (unpivot player_weeks on {{ statistics | join(', ') }} into name stat_name value stat_value)
)

select
    players.player_id,
    coalesce(cast(players.player_id as varchar), stats.player_id) as player_key,
    stats.player_id as gsis_id,
    concat_ws('_', stats.season, stats.week, stats.team, stats.opponent_team) as game_id,
    stats.season,
    stats.week,
    stats.season_type,
    stats.team,
    stats.opponent_team as opponent,
    stats.position,
    stats.stat_name,
    stats.stat_value,
    'actual' as stat_kind,
    'real_world' as measure_domain,
    'nflverse' as provider,
    stats.dt as snapshot_date
from player_week_stats as stats
left join {{ ref('dim_player_id_xref') }} as players on stats.player_id = players.gsis_id
