{% set contracts = ref_once_built('stg_sheets__contracts_active', {'gm_tab': 'varchar', 'obligation_year': 'integer', 'cap_hit': 'double', 'player_name': 'varchar'}) %}
{% set cuts = ref_once_built('stg_sheets__contracts_cut', {'gm_tab': 'varchar', 'obligation_year': 'integer', 'dead_cap_amount': 'double'}) %}
{% set caps = ref_once_built('stg_sheets__cap_space', {
    'franchise_id': 'varchar', 'gm_tab': 'varchar', 'season': 'integer', 'base_cap': 'integer', 'available_cap_space': 'integer',
    'traded_cap_space': 'integer', 'snapshot_date': 'date',
}) %}
{{ nothing_without('commissioner', 'cap_space') }}

with committed as (
    select gm_tab, obligation_year as season, sum(cap_hit) as active_contracts, count(*) filter (where player_name <> '') as players
    from {{ contracts }}
    group by all
),

dead as (
    select gm_tab, obligation_year as season, sum(dead_cap_amount) as dead_money
    from {{ cuts }}
    group by all
),

franchises as (
    {{ current_franchises() }}
)

select
    cap.franchise_id,
    franchises.franchise_name,
    cap.gm_tab,
    cap.season,
    cap.base_cap,
    coalesce(committed.active_contracts, 0) as active_contracts,
    coalesce(dead.dead_money, 0) as dead_money,
    cap.traded_cap_space,
    -- Counted from contracts, cuts and trades; what the sheet says stands beside it.
    cap.base_cap - coalesce(committed.active_contracts, 0) - coalesce(dead.dead_money, 0) + cap.traded_cap_space as cap_space,
    cap.available_cap_space as cap_space_as_written,
    coalesce(committed.players, 0) as players,
    cap.snapshot_date
from {{ caps }} as cap
left join committed on cap.gm_tab = committed.gm_tab and cap.season = committed.season
left join dead on cap.gm_tab = dead.gm_tab and cap.season = dead.season
left join franchises on cap.franchise_id = franchises.franchise_id
order by cap.gm_tab, cap.season
