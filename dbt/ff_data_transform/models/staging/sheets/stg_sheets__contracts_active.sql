{% set columns = {
    'gm': 'varchar', 'gm_tab': 'varchar', 'roster_slot': 'varchar', 'player': 'varchar', 'rfa': 'boolean', 'year': 'integer',
    'amount': 'double', 'franchise': 'boolean',
} %}

with snapshot as (
    {{ read_snapshots('commissioner', 'contracts_active', columns) }}
),

-- A slot that must be paid for without a player may stand several times, all cells equal: each is a row of its own.
slots as (
    select
        *,
        row_number() over (partition by gm_tab, roster_slot, player, year order by amount desc, rfa, franchise) as slot_number
    from snapshot
),

mentions as (
    select player, roster_slot as asked, cast(extract(year from dt) as integer) as named_in from slots
),

resolved as (
    {{ resolve_players('mentions', 'slot') }}
),

-- A name that the slot cannot decide is whom the transactions mean by it.
in_transactions as (
    select {{ name_key('player_name') }} as name_key, {{ name_suffix('player_name') }} as name_suffix, player_id
    from {{ ref('stg_sheets__transactions') }}
    where player_id is not null
    qualify row_number() over (partition by name_key, name_suffix order by sort_sequence desc, transaction_id desc, transaction_id_unique desc) = 1
),

franchises as (
    {{ franchises_of_tabs('snapshot') }}
),

defenses as (
    {{ club_defenses() }}
),

identified as (
    select
        slots.*,
        franchises.franchise_id,
        coalesce(resolved.player_name, '') as player_name,
        coalesce(resolved.player_id, case when defenses.player_key is null then in_transactions.player_id end) as player_id,
        defenses.player_key as defense_key
    from slots
    left join resolved
        on slots.player = resolved.player and slots.roster_slot is not distinct from resolved.asked and extract(year from slots.dt) = resolved.named_in
    left join in_transactions
        on {{ name_key('resolved.player_name') }} = in_transactions.name_key and {{ name_suffix('resolved.player_name') }} = in_transactions.name_suffix
    left join defenses on lower(resolved.player_name) = defenses.club
    left join franchises on slots.gm_tab = franchises.gm_tab and slots.dt = franchises.snapshot_date
)

select
    franchise_id,
    gm as gm_full_name,
    gm_tab,
    roster_slot,
    slot_number,
    player as player_as_written,
    player_name,
    player_id,
    case
        when player = '' then 'EMPTY_' || roster_slot || '_' || slot_number
        else coalesce(cast(player_id as varchar), defense_key, player_name)
    end as player_key,
    year as obligation_year,
    amount as cap_hit,
    rfa as is_rfa,
    franchise as is_franchise_tag,
    dt as snapshot_date
from identified
