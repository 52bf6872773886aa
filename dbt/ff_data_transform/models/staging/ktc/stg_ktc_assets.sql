{% set player_columns = {
    'player_name': 'varchar', 'position': 'varchar', 'team': 'varchar', 'rank': 'integer', 'value': 'integer', 'positional_rank': 'integer',
    'market_scope': 'varchar', 'asof_date': 'date', 'ktc_player_id': 'bigint', 'mfl_id': 'varchar', 'overall_tier': 'integer', 'positional_tier': 'integer',
} %}
{% set pick_columns = {
    'pick_name': 'varchar', 'draft_year': 'integer', 'pick_round': 'integer', 'pick_tier': 'varchar', 'pick_slot': 'integer', 'rank': 'integer',
    'value': 'integer', 'market_scope': 'varchar', 'asof_date': 'date', 'ktc_player_id': 'bigint', 'overall_tier': 'integer',
} %}
{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'ktc_id': 'bigint'}) %}

with players as (
    {{ read_snapshots('ktc', 'players', player_columns) }}
),

picks as (
    {{ read_snapshots('ktc', 'picks', pick_columns) }}
),

-- An id of KeepTradeCut's that two players of the crosswalk have leads to neither.
by_ktc_id as (
    select ktc_id, any_value(player_id) as player_id from {{ crosswalk }} where ktc_id is not null group by ktc_id having count(*) = 1
),

by_id as (
    select players.*, coalesce(by_mfl_id.player_id, by_ktc_id.player_id) as player_id
    from players
    left join {{ crosswalk }} as by_mfl_id on try_cast(players.mfl_id as bigint) = by_mfl_id.player_id
    left join by_ktc_id on players.ktc_player_id = by_ktc_id.ktc_id
),

mentions as (
    select player_name as player, position as asked, cast(extract(year from asof_date) as integer) as named_in from by_id where player_id is null
),

by_name as (
    {{ resolve_players('mentions', 'position') }}
),

claimed as (
    select by_id.* exclude (player_id), coalesce(by_id.player_id, by_name.player_id) as player_id, by_id.player_id is not null as is_by_id
    from by_id
    left join by_name
        on by_id.player_id is null and by_id.player_name = by_name.player and by_id.position is not distinct from by_name.asked
            and extract(year from by_id.asof_date) = by_name.named_in
),

-- Two entries cannot be one player: whom an id leads to is more certain than a name, and the other is nobody.
identified as (
    select
        * replace (case when row_number() over (partition by market_scope, player_id order by is_by_id desc, value desc, ktc_player_id) = 1 then player_id end as player_id),
        row_number() over (partition by market_scope, player_name order by value desc, ktc_player_id) as namesake
    from claimed
)

select
    coalesce(cast(player_id as varchar), player_name || case when namesake > 1 then ' #' || ktc_player_id else '' end) as player_key,
    player_id,
    ktc_player_id,
    'player' as asset_type,
    player_name as asset_name,
    position,
    {{ nflverse_team('team') }} as team,
    cast(null as integer) as draft_year,
    cast(null as integer) as pick_round,
    cast(null as varchar) as pick_tier,
    cast(null as integer) as pick_slot,
    market_scope,
    value as ktc_value,
    rank as overall_rank,
    positional_rank,
    overall_tier,
    positional_tier,
    asof_date,
    dt as snapshot_date
from identified
union all
select
    pick_name,
    null,
    ktc_player_id,
    'pick',
    pick_name,
    null,
    null,
    draft_year,
    pick_round,
    pick_tier,
    pick_slot,
    market_scope,
    value,
    rank,
    null,
    overall_tier,
    null,
    asof_date,
    dt
from picks
