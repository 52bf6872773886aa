{% set columns = {
    'transaction_id_unique': 'varchar', 'transaction_id': 'bigint', 'transaction_type_refined': 'varchar', 'asset_type': 'varchar',
    'Time Frame': 'varchar', 'season': 'integer', 'period_type': 'varchar', 'week': 'integer', 'sort_sequence': 'bigint', 'From': 'varchar',
    'To': 'varchar', 'Original Order': 'varchar', 'Round': 'varchar', 'Pick': 'varchar', 'Position': 'varchar', 'Player': 'varchar',
    'pick_id': 'varchar', 'pick_season': 'integer', 'pick_round': 'integer', 'pick_overall_number': 'integer', 'pick_id_raw': 'varchar',
    'Contract': 'varchar', 'Split': 'varchar', 'total': 'bigint', 'years': 'bigint', 'split_array': 'bigint[]', 'RFA Matched': 'varchar',
    'FAAD Comp': 'varchar', 'faad_award_sequence': 'integer', 'Type': 'varchar',
} %}

with snapshot as (
    {{ read_snapshots('commissioner', 'transactions', columns) }}
),

-- An offseason comes after its season: who deals then holds the franchise in the next one.
dated as (
    select
        *,
        season + case when period_type = 'offseason' then 1 else 0 end as transaction_year,
        {{ time_frame_date('season', 'period_type', 'week') }} as transaction_date
    from snapshot
),

mentions as (
    select "Player" as player, "Position" as asked, transaction_year as named_in from dated where asset_type = 'player'
),

resolved as (
    {{ resolve_players('mentions', 'position') }}
),

defenses as (
    {{ club_defenses() }}
),

owned as (
    select
        dated.*,
        givers.franchise_id as from_franchise_as_written,
        takers.franchise_id as to_franchise_as_written
    from dated
    left join {{ ref('dim_franchise') }} as givers
        on lower(trim(dated."From")) = lower(trim(givers.owner_name)) and dated.transaction_year between givers.season_start and givers.season_end
    left join {{ ref('dim_franchise') }} as takers
        on lower(trim(dated."To")) = lower(trim(takers.owner_name)) and dated.transaction_year between takers.season_start and takers.season_end
),

-- A correction holds as long as the sheet still says what it corrects.
corrections as (
    select transaction_id, field_name, original_value, any_value(corrected_value) as corrected_value
    from {{ ref('corrections_stg_sheets__transactions') }}
    group by transaction_id, field_name, original_value
)

select
    owned.transaction_id_unique,
    owned.transaction_id,
    owned.transaction_type_refined,
    owned.asset_type,
    owned."Time Frame" as timeframe_string,
    owned.season,
    owned.period_type,
    owned.week,
    owned.sort_sequence,
    owned.transaction_year,
    owned.transaction_date,
    owned."From" as from_owner_name,
    coalesce(given.corrected_value, owned.from_franchise_as_written) as from_franchise_id,
    owned."To" as to_owner_name,
    coalesce(taken.corrected_value, owned.to_franchise_as_written) as to_franchise_id,
    owned."Original Order" as original_order,
    owned."Round" as "round",
    owned."Pick" as pick,
    owned."Position" as "position",
    owned."Player" as player_as_written,
    coalesce(resolved.player_name, owned."Player") as player_name,
    resolved.player_id,
    coalesce(
        cast(resolved.player_id as varchar),
        case when owned.asset_type = 'defense' then defenses.player_key end,
        case when owned.asset_type = 'pick' then owned.pick_id end,
        resolved.player_name,
        nullif(owned."Player", '-'),
        owned.asset_type
    ) as player_key,
    owned.pick_id,
    owned.pick_season,
    owned.pick_round,
    owned.pick_overall_number,
    owned.pick_id_raw,
    owned."Contract" as contract,
    owned."Split" as split,
    owned.total,
    owned.years,
    owned.split_array,
    owned."RFA Matched" as rfa_matched,
    owned."FAAD Comp" as faad_comp,
    owned.faad_award_sequence,
    owned."Type" as transaction_type,
    owned.dt as snapshot_date
from owned
left join resolved
    on owned.asset_type = 'player' and owned."Player" = resolved.player and owned."Position" is not distinct from resolved.asked
        and owned.transaction_year is not distinct from resolved.named_in
left join defenses on owned.asset_type = 'defense' and lower(trim(owned."Player")) = defenses.club
left join corrections as given
    on owned.transaction_id = given.transaction_id and given.field_name = 'from_franchise_id' and given.original_value is not distinct from owned.from_franchise_as_written
left join corrections as taken
    on owned.transaction_id = taken.transaction_id and taken.field_name = 'to_franchise_id' and taken.original_value is not distinct from owned.to_franchise_as_written
