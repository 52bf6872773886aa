-- player_id is MyFantasyLeague's id: unlike a row number it stays the same when players are added or taken out upstream.
select
    mfl_id as player_id,
    *
from {{ ref('stg_nflverse__ff_playerids') }}
