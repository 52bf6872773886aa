{% set pool = ref_once_built('stg_sleeper__fa_pool', {
    'player_key': 'varchar', 'player_id': 'bigint', 'sleeper_player_id': 'varchar', 'player_name': 'varchar', 'fantasy_position': 'varchar', 'team': 'varchar',
    'age': 'integer', 'years_exp': 'integer', 'status': 'varchar', 'injury_status': 'varchar', 'snapshot_date': 'date',
}) %}
{% set contracts = ref_once_built('stg_sheets__contracts_active', {'player_id': 'bigint'}) %}
{% set projections = ref_once_built('mart_fantasy_projections', {
    'player_key': 'varchar', 'team': 'varchar', 'season': 'integer', 'week': 'integer', 'horizon': 'varchar', 'fantasy_points': 'double', 'asof_date': 'date',
}) %}
{% set values = ref_once_built('fct_asset_market_values', {'player_id': 'bigint', 'market_scope': 'varchar', 'ktc_value': 'integer', 'overall_rank': 'integer'}) %}
{% set schedule = ref_once_built('dim_schedule', {
    'season': 'integer', 'week': 'integer', 'game_date': 'date', 'home_team_id': 'varchar', 'away_team_id': 'varchar', 'home_score': 'integer',
}) %}
{{ nothing_without('sleeper', 'fa_pool') }}

-- The platform and the sheet do not change in the same hour: whom either has on a team is no free agent.
with free_agents as (
    select *
    from {{ pool }}
    where player_id is null or player_id not in (select player_id from {{ contracts }} where player_id is not null)
),

-- Over is a game whose score is known, or that was before the day the free agents are of: the schedule may be the older of the two.
played as (
    select season, week, unnest([home_team_id, away_team_id]) as team
    from {{ schedule }}
    where home_score is not null or game_date < (select max(snapshot_date) from free_agents)
),

-- Projections were made before the games of their first week, and stay as long as nobody makes newer ones.
expected as (
    select
        player_key,
        min(week) as next_week,
        arg_min(fantasy_points, week) as next_week_points,
        count(*) as projected_weeks,
        round(sum(fantasy_points), 2) as remaining_points,
        max(asof_date) as projected_on
    from {{ projections }} as projections
    where horizon = 'weekly'
        and not exists (select 1 from played where played.season = projections.season and played.week = projections.week and played.team = projections.team)
    group by player_key
)

select
    free_agents.player_key,
    free_agents.player_id,
    free_agents.sleeper_player_id,
    free_agents.player_name,
    free_agents.fantasy_position,
    free_agents.team,
    free_agents.age,
    free_agents.years_exp,
    free_agents.status,
    free_agents.injury_status,
    expected.next_week,
    expected.next_week_points,
    expected.projected_weeks,
    expected.remaining_points,
    market.ktc_value,
    market.overall_rank as ktc_rank,
    -- Whom nobody projects comes after whom somebody does, by value.
    row_number() over (order by expected.remaining_points desc nulls last, market.ktc_value desc nulls last, free_agents.player_key) as target_rank,
    row_number() over (
        partition by free_agents.fantasy_position
        order by expected.remaining_points desc nulls last, market.ktc_value desc nulls last, free_agents.player_key
    ) as position_rank,
    expected.projected_on,
    free_agents.snapshot_date
from free_agents
left join expected on free_agents.player_key = expected.player_key
left join {{ values }} as market on free_agents.player_id = market.player_id and market.market_scope = '{{ var("market_scope") }}'
order by target_rank
