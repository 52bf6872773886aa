{# A run narrowed to nflverse builds contracts again, through the crosswalk, and no cap space. #}
{% set cap_columns = {'gm_tab': 'varchar', 'season': 'integer', 'base_cap': 'integer', 'available_cap_space': 'integer', 'dead_cap_space': 'integer', 'traded_cap_space': 'integer'} %}

-- The sheet's own arithmetic: what is left of the cap is what neither contracts nor dead money take, with what was traded for.
-- Exact in every tab and year, so one lost or doubled row shows.
with committed as (
    select gm_tab, obligation_year as season, sum(cap_hit) as committed from {{ ref('stg_sheets__contracts_active') }} group by all
)

select cap.*, coalesce(committed.committed, 0) as committed
from {{ ref_once_built('stg_sheets__cap_space', cap_columns) }} as cap
left join committed on cap.gm_tab = committed.gm_tab and cap.season = committed.season
where cap.base_cap - coalesce(committed.committed, 0) - cap.dead_cap_space + cap.traded_cap_space <> cap.available_cap_space
    and exists (select 1 from committed)
