{# A run narrowed to nflverse builds contracts again, through the crosswalk, and no cap space. #}
{% set cap_columns = {'gm_tab': 'varchar', 'season': 'integer', 'dead_cap_space': 'integer'} %}

-- Cut contracts are all of the dead money, exact in every tab and year.
with dead as (
    select gm_tab, obligation_year as season, sum(dead_cap_amount) as dead from {{ ref('stg_sheets__contracts_cut') }} group by all
)

select cap.*, coalesce(dead.dead, 0) as cut_contracts
from {{ ref_once_built('stg_sheets__cap_space', cap_columns) }} as cap
left join dead on cap.gm_tab = dead.gm_tab and cap.season = dead.season
where coalesce(dead.dead, 0) <> cap.dead_cap_space
    and exists (select 1 from dead)
