{% set columns = {
    'gm': 'varchar', 'gm_tab': 'varchar', 'season': 'integer', 'available_cap_space': 'integer', 'dead_cap_space': 'integer',
    'traded_cap_space': 'integer',
} %}

with snapshot as (
    {{ read_snapshots('commissioner', 'cap_space', columns) }}
),

franchises as (
    {{ franchises_of_tabs('snapshot') }}
)

select
    franchises.franchise_id,
    cap.gm as gm_full_name,
    cap.gm_tab,
    cap.season,
    {{ var('base_cap') }} as base_cap,
    cap.available_cap_space,
    cap.dead_cap_space,
    cap.traded_cap_space,
    cap.dt as snapshot_date
from snapshot as cap
-- A tab that no franchise has keeps its rows: a test asks for the franchise.
left join franchises on cap.gm_tab = franchises.gm_tab and cap.dt = franchises.snapshot_date
