-- Cut contracts are all of the dead money, exact in every tab and year.
with dead as (
    select gm_tab, obligation_year as season, sum(dead_cap_amount) as dead from {{ ref('stg_sheets__contracts_cut') }} group by all
)

select cap.*, coalesce(dead.dead, 0) as cut_contracts
from {{ ref('stg_sheets__cap_space') }} as cap
left join dead on cap.gm_tab = dead.gm_tab and cap.season = dead.season
where coalesce(dead.dead, 0) <> cap.dead_cap_space
    and exists (select 1 from dead)
