{% set columns = {'gm': 'varchar', 'gm_tab': 'varchar', 'player': 'varchar', 'position': 'varchar', 'year': 'integer', 'dead_cap_amount': 'double'} %}

with snapshot as (
    {{ read_snapshots('commissioner', 'contracts_cut', columns) }}
),

mentions as (
    select player, position as asked, cast(extract(year from dt) as integer) as named_in from snapshot
),

resolved as (
    {{ resolve_players('mentions', 'position') }}
),

franchises as (
    {{ franchises_of_tabs('snapshot') }}
),

defenses as (
    {{ club_defenses() }}
)

select
    franchises.franchise_id,
    cuts.gm as gm_full_name,
    cuts.gm_tab,
    cuts.player as player_as_written,
    resolved.player_name,
    cuts.position,
    resolved.player_id,
    coalesce(cast(resolved.player_id as varchar), case when cuts.position = 'D/ST' then defenses.player_key end, resolved.player_name) as player_key,
    cuts.year as obligation_year,
    cuts.dead_cap_amount,
    cuts.dt as snapshot_date
from snapshot as cuts
left join resolved
    on cuts.player = resolved.player and cuts.position is not distinct from resolved.asked and extract(year from cuts.dt) = resolved.named_in
left join defenses on lower(resolved.player_name) = defenses.club
left join franchises on cuts.gm_tab = franchises.gm_tab and cuts.dt = franchises.snapshot_date
