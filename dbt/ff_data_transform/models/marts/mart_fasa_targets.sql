{% set pool = ref_once_built('stg_sleeper__fa_pool', {
    'player_key': 'varchar', 'player_id': 'bigint', 'sleeper_player_id': 'varchar', 'player_name': 'varchar', 'fantasy_position': 'varchar', 'team': 'varchar',
    'age': 'integer', 'years_exp': 'integer', 'status': 'varchar', 'injury_status': 'varchar', 'snapshot_date': 'date',
}) %}
{% set contracts = ref_once_built('stg_sheets__contracts_active', {'player_id': 'bigint'}) %}
{% set projections = ref_once_built('mart_fantasy_projections', {
    'player_key': 'varchar', 'season': 'integer', 'week': 'integer', 'horizon': 'varchar', 'fantasy_points': 'double', 'asof_date': 'date',
}) %}
{% set values = ref_once_built('fct_asset_market_values', {'player_id': 'bigint', 'market_scope': 'varchar', 'ktc_value': 'integer', 'overall_rank': 'integer'}) %}
{{ nothing_without('sleeper', 'fa_pool') }}

-- The platform and the sheet do not change in the same hour: whom either has on a team is no free agent.
with free_agents as (
    select *
    from {{ pool }}
    where player_id is null or player_id not in (select player_id from {{ contracts }} where player_id is not null)
),

expected as (
    select
        player_key,
        min(week) as next_week,
        arg_min(fantasy_points, week) as next_week_points,
        count(*) as projected_weeks,
        round(sum(fantasy_points), 2) as remaining_points,
        max(asof_date) as projected_on
    from {{ projections }}
    where horizon = 'weekly'
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
