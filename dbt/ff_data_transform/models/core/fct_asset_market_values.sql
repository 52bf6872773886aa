{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'name': 'varchar'}) %}
{% set contracts = ref_once_built('stg_sheets__contracts_active', {'player_id': 'bigint', 'franchise_id': 'varchar', 'gm_tab': 'varchar', 'obligation_year': 'integer'}) %}
{% set assets = ref_once_built('stg_ktc_assets', {
    'player_key': 'varchar', 'player_id': 'bigint', 'asset_type': 'varchar', 'asset_name': 'varchar', 'position': 'varchar', 'team': 'varchar',
    'draft_year': 'integer', 'pick_round': 'integer', 'pick_tier': 'varchar', 'pick_slot': 'integer', 'market_scope': 'varchar', 'ktc_value': 'integer',
    'overall_rank': 'integer', 'positional_rank': 'integer', 'overall_tier': 'integer', 'asof_date': 'date',
}) %}
{{ nothing_without('ktc', 'players') }}

-- A player has one contract; where the sheet has two, the longer one tells who holds the player.
with holders as (
    select player_id, arg_max(franchise_id, (obligation_year, gm_tab)) as franchise_id, max(obligation_year) as contract_through
    from {{ contracts }}
    where player_id is not null
    group by player_id
),

franchises as (
    {{ current_franchises() }}
)

select
    assets.player_key,
    assets.player_id,
    assets.asset_type,
    coalesce(players.name, assets.asset_name) as asset_name,
    assets.position,
    assets.team,
    assets.draft_year,
    assets.pick_round,
    assets.pick_tier,
    assets.pick_slot,
    assets.market_scope,
    assets.ktc_value,
    assets.overall_rank,
    assets.positional_rank,
    assets.overall_tier,
    holders.franchise_id,
    franchises.franchise_name,
    holders.contract_through,
    assets.asof_date
from {{ assets }} as assets
left join {{ crosswalk }} as players on assets.player_id = players.player_id
left join holders on assets.player_id = holders.player_id
left join franchises on holders.franchise_id = franchises.franchise_id
order by assets.market_scope, assets.overall_rank
