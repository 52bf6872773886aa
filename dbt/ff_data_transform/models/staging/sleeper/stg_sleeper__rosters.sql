{% set columns = {
    'league_id': 'varchar', 'league_order': 'integer', 'season': 'integer', 'roster_id': 'integer', 'owner_id': 'varchar',
    'players': 'varchar[]', 'starters': 'varchar[]', 'reserve': 'varchar[]', 'taxi': 'varchar[]',
} %}
{% set crosswalk = ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'sleeper_id': 'bigint', 'name': 'varchar', 'position': 'varchar'}) %}

with snapshot as (
    {{ read_snapshots('sleeper', 'rosters', columns, pattern='rosters_*.parquet') }}
),

members as (
    select * exclude (players), trim(unnest(players)) as sleeper_player_id from snapshot
)

-- Sleeper's ids are texts: a number for a person, the club's code for a defense.
select
    members.league_id,
    members.league_order,
    members.season,
    members.roster_id,
    members.owner_id,
    members.sleeper_player_id,
    players.player_id,
    case
        when members.sleeper_player_id not similar to '[0-9]+' then {{ defense_key(nflverse_team('members.sleeper_player_id')) }}
        else coalesce(cast(players.player_id as varchar), 'sleeper:' || members.sleeper_player_id)
    end as player_key,
    players.name as player_name,
    case when members.sleeper_player_id similar to '[0-9]+' then {{ fantasy_position('players.position') }} else 'DST' end as fantasy_position,
    case
        when list_contains(members.taxi, members.sleeper_player_id) then 'taxi'
        when list_contains(members.reserve, members.sleeper_player_id) then 'reserve'
        when list_contains(members.starters, members.sleeper_player_id) then 'starter'
        else 'bench'
    end as roster_place,
    members.dt as snapshot_date
from members
left join {{ crosswalk }} as players on try_cast(members.sleeper_player_id as bigint) = players.sleeper_id
