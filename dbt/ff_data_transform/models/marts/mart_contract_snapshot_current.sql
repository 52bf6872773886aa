{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'name': 'varchar', 'position': 'varchar', 'team': 'varchar', 'birthdate': 'date'}) %}
{% set contracts = ref_once_built('stg_sheets__contracts_active', {
    'franchise_id': 'varchar', 'gm_tab': 'varchar', 'roster_slot': 'varchar', 'player_name': 'varchar', 'player_id': 'bigint', 'player_key': 'varchar',
    'obligation_year': 'integer', 'cap_hit': 'double', 'is_rfa': 'boolean', 'is_franchise_tag': 'boolean', 'snapshot_date': 'date',
}) %}
{% set values = ref_once_built('fct_asset_market_values', {'player_id': 'bigint', 'market_scope': 'varchar', 'ktc_value': 'integer'}) %}
{{ nothing_without('commissioner', 'contracts_active') }}

with franchises as (
    {{ current_franchises() }}
)

select
    contracts.franchise_id,
    franchises.franchise_name,
    contracts.gm_tab,
    contracts.player_key,
    contracts.player_id,
    coalesce(players.name, nullif(contracts.player_name, ''), '(empty slot)') as player_name,
    case when contracts.player_key like 'DEF\_%' escape '\' then 'DST' else {{ fantasy_position('players.position') }} end as fantasy_position,
    players.team,
    cast(date_diff('day', players.birthdate, contracts.snapshot_date) / 365.25 as decimal(4, 1)) as age,
    contracts.roster_slot,
    contracts.obligation_year,
    contracts.cap_hit,
    count(*) over later_years as years_left,
    sum(contracts.cap_hit) over later_years as dollars_left,
    contracts.is_rfa,
    contracts.is_franchise_tag,
    market.ktc_value,
    contracts.snapshot_date
from {{ contracts }} as contracts
left join {{ crosswalk }} as players on contracts.player_id = players.player_id
left join franchises on contracts.franchise_id = franchises.franchise_id
left join {{ values }} as market on contracts.player_id = market.player_id and market.market_scope = '{{ var("market_scope") }}'
window later_years as (
    partition by contracts.gm_tab, contracts.player_key
    order by contracts.obligation_year rows between current row and unbounded following
)
order by contracts.gm_tab, contracts.obligation_year, contracts.cap_hit desc, contracts.player_key
