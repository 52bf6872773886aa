{% set statistics = projected_statistics() %}
{% set columns = {
    'player_key': 'varchar', 'player_id': 'bigint', 'player_name': 'varchar', 'fantasy_position': 'varchar', 'team': 'varchar', 'season': 'integer',
    'week': 'integer', 'horizon': 'varchar', 'asof_date': 'date', 'provider': 'varchar', 'source_count': 'integer',
} %}
{% set projections = ref_once_built('stg_ffanalytics__projections', with_columns(columns, statistics, 'double')) %}
{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'name': 'varchar'}) %}
{% set keys = ['player_key', 'season', 'week', 'horizon', 'asof_date', 'provider'] %}
{# Games of a season: brackets of points allowed are of one game. #}
{% set season_games = 17 %}
{{ nothing_without('ffanalytics', 'projections') }}

with projections as (
    select *, case when horizon = 'full_season' then {{ season_games }} else 1 end as games from {{ projections }}
),

-- Field goals by distance. Some sites tell bands of ten yards, some all below forty as one, some only how many: what is not told is as
-- kickers' distances are (seed dim_field_goal_distance). Sites' bands and totals differ, so the bands are stretched to the total.
told as (
    select
        {{ keys | join(', ') }}, fg, fg_att, distances.*,
        case
            when distance = '40_49' then fg_4049
            when distance = '50_59' then fg_50
            when coalesce(fg_0019, fg_2029, fg_3039) is null then fg_0039 * share_of_made / sum(share_of_made) filter (where distance in ('0_19', '20_29', '30_39')) over one_kicker
            when distance = '0_19' then fg_0019
            when distance = '20_29' then fg_2029
            when distance = '30_39' then fg_3039
        end as told
    from projections
    cross join {{ ref('dim_field_goal_distance') }} as distances
    where fantasy_position = 'K'
    window one_kicker as (partition by {{ keys | join(', ') }})
),

field_goals as (
    select
        *,
        case
            when coalesce(sum(told) over one_kicker, 0) = 0 then fg * share_of_made
            else coalesce(told, 0) * coalesce(fg / sum(told) over one_kicker, 1)
        end as made,
        -- Where a miss was tried from nobody projects.
        greatest(fg_att - fg, 0) * share_of_missed as missed
    from told
    window one_kicker as (partition by {{ keys | join(', ') }})
),

derived as (
    select {{ keys | join(', ') }}, 'fg_made_' || distance as stat_name, made as stat_value from field_goals
    union all
    select {{ keys | join(', ') }}, 'fg_missed_' || distance, missed from field_goals
    union all
    select {{ keys | join(', ') }}, 'fg_missed', missed from field_goals
    union all
    select {{ keys | join(', ') }}, 'fg_made_distance', made * mean_yards from field_goals
    union all
    select {{ keys | join(', ') }}, 'pat_made', xp from projections
    union all
    select {{ keys | join(', ') }}, 'pat_missed', greatest(xp_att - xp, 0) from projections
    union all
    -- Sites tell fumbles and conversions of a player in one number: they are of the kind that the player's position has most of.
    select {{ keys | join(', ') }}, case when fantasy_position in ('WR', 'TE') then 'receiving_fumbles_lost' else 'rushing_fumbles_lost' end, fumbles_lost from projections
    union all
    select
        {{ keys | join(', ') }},
        case fantasy_position when 'QB' then 'passing' when 'RB' then 'rushing' else 'receiving' end || '_2pt_conversions',
        two_pts
    from projections
    union all
    select {{ keys | join(', ') }}, 'points_allowed', dst_pts_allowed from projections
),

lines as (
    select {{ keys | join(', ') }}, fantasy_position, games, stat_name, stat_value
    from (unpivot projections on {{ statistics | join(', ') }} into name stat_name value stat_value)
    union all
    select projections.{{ keys | join(', projections.') }}, projections.fantasy_position, projections.games, derived.stat_name, derived.stat_value
    from derived
    inner join projections using ({{ keys | join(', ') }})
    where derived.stat_value is not null
),

points as (
    {{ fantasy_points('lines', keys, 'ffanalytics') }}
)

select
    projections.player_key,
    projections.player_id,
    coalesce(players.name, projections.player_name) as player_name,
    projections.fantasy_position,
    projections.team,
    projections.season,
    projections.week,
    projections.horizon,
    projections.asof_date,
    projections.provider,
    points.* exclude ({{ keys | join(', ') }}),
    rank() over (
        partition by projections.season, projections.week, projections.horizon, projections.asof_date, projections.provider, projections.fantasy_position
        order by points.fantasy_points desc
    ) as position_rank,
    projections.source_count
from projections
inner join points using ({{ keys | join(', ') }})
left join {{ crosswalk }} as players on projections.player_id = players.player_id
order by projections.season, projections.week, fantasy_points desc, projections.player_key
