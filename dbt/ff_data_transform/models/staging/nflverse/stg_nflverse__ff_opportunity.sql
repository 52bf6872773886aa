{% set expected = [
    'pass_completions', 'receptions', 'pass_yards_gained', 'rec_yards_gained', 'rush_yards_gained', 'pass_touchdown',
    'rec_touchdown', 'rush_touchdown', 'pass_interception', 'pass_first_down', 'rec_first_down', 'rush_first_down',
] %}
{% set statistics = [] %}
{% for name in expected %}
    {% do statistics.extend([name ~ '_exp', name ~ '_diff']) %}
{% endfor %}
{% do statistics.extend([
    'pass_air_yards', 'rec_air_yards', 'pass_attempt', 'rec_attempt', 'rush_attempt',
    'pass_attempt_team', 'rec_attempt_team', 'rush_attempt_team',
]) %}
{% set columns = {
    'player_id': 'varchar', 'game_id': 'varchar', 'season': 'integer', 'week': 'integer', 'posteam': 'varchar', 'position': 'varchar',
} %}

with opportunity as (
    {{ read_snapshots('nflverse', 'ff_opportunity', with_columns(columns, statistics, 'double')) }}
),

-- Rows without a player are what is left of a club and game.
player_games as (
    select * from opportunity where player_id is not null
),

player_game_stats as (
    select * from (unpivot player_games on {{ statistics | join(', ') }} into name stat_name value stat_value)
)

select
    players.player_id,
    coalesce(cast(players.player_id as varchar), stats.player_id) as player_key,
    stats.player_id as gsis_id,
    stats.game_id,
    stats.season,
    stats.week,
    -- ffverse covers the regular season and the playoffs in one numbering and does not say which.
    'REG' as season_type,
    stats.posteam as team,
    stats.position,
    stats.stat_name,
    stats.stat_value,
    case
        when stats.stat_name like '%\_exp' escape '\' then 'expected'
        when stats.stat_name like '%\_diff' escape '\' then 'variance'
        else 'actual'
    end as stat_kind,
    'real_world' as measure_domain,
    'ff_opportunity' as provider,
    stats.dt as snapshot_date
from player_game_stats as stats
left join {{ ref('dim_player_id_xref') }} as players on stats.player_id = players.gsis_id
