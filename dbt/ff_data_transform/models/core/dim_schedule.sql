{% set columns = {
    'game_id': 'varchar', 'season': 'integer', 'week': 'integer', 'game_type': 'varchar', 'gameday': 'date', 'gametime': 'varchar',
    'weekday': 'varchar', 'home_team': 'varchar', 'away_team': 'varchar', 'home_score': 'integer', 'away_score': 'integer',
    'result': 'integer', 'location': 'varchar', 'roof': 'varchar', 'surface': 'varchar', 'temp': 'integer', 'wind': 'integer',
    'div_game': 'integer', 'overtime': 'integer', 'stadium': 'varchar', 'stadium_id': 'varchar',
} %}

with games as (
    {{ read_snapshots('nflverse', 'schedule', columns, take='all') }}
)

-- The newest word on every game: games of a season that a later snapshot no longer holds stay known.
select
    game_id,
    season,
    week,
    game_type as season_type,
    gameday as game_date,
    gametime as kickoff_eastern,
    weekday,
    home_team as home_team_id,
    away_team as away_team_id,
    home_score,
    away_score,
    result as home_margin,
    location = 'Neutral' as is_neutral,
    case lower(trim(roof))
        when 'dome' then 'dome'
        when 'outdoors' then 'outdoors'
        when 'closed' then 'closed'
        when 'open' then 'open'
    end as roof,
    nullif(trim(surface), '') as surface,
    temp as temperature_f,
    wind as wind_mph,
    div_game = 1 as is_division_game,
    overtime = 1 as is_overtime,
    stadium,
    stadium_id,
    dt as snapshot_date
from games
where game_id is not null
qualify row_number() over (partition by game_id order by dt desc) = 1
