with player_weeks as (
    select distinct
        stats.player_key,
        stats.player_id,
        stats.gsis_id,
        players.name as player_name,
        coalesce({{ fantasy_position('players.position') }}, {{ fantasy_position('stats.position') }}) as fantasy_position,
        stats.team,
        stats.opponent,
        stats.season,
        stats.week,
        stats.season_type
    from {{ ref('stg_nflverse__player_stats') }} as stats
    left join {{ ref('dim_player_id_xref') }} as players on stats.player_id = players.player_id
),

-- Statistics have a moved club's code of today in every season, the schedule the one it had then.
games as (
    select season, week, {{ nflverse_team('home_team_id') }} as home, {{ nflverse_team('away_team_id') }} as away, home_score, away_score
    from {{ ref('dim_schedule') }}
),

-- A club's game is counted when its score is known and its players' statistics are there: half a game would look like a bad one.
club_weeks as (
    select
        {{ defense_key('sides.team') }} as player_key,
        sides.team,
        sides.opponent,
        sides.season,
        sides.week,
        stats.season_type,
        sides.points_allowed
    from (
        select season, week, home as team, away as opponent, away_score as points_allowed from games
        union all
        select season, week, away, home, home_score from games
    ) as sides
    inner join (select distinct season, week, team, season_type from player_weeks) as stats
        on sides.season = stats.season and sides.week = stats.week and sides.team = stats.team
    where sides.points_allowed is not null
),

people as (
    select stats.player_key, stats.season, stats.week, weeks.fantasy_position, weeks.team, weeks.opponent, stats.stat_name, stats.stat_value
    from {{ ref('stg_nflverse__player_stats') }} as stats
    inner join player_weeks as weeks on stats.player_key = weeks.player_key and stats.season = weeks.season and stats.week = weeks.week
),

-- What a club's people did, as its defense is paid for it. Which statistics count is the scoring's choice.
club_totals as (
    select team, season, week, stat_name, sum(stat_value) as stat_value
    from people
    group by team, season, week, stat_name
    union all
    -- A fumble that the offense recovers and scores with is no work of the defense.
    select team, season, week, 'defense_fumble_recovery_tds', sum(stat_value)
    from people
    where stat_name = 'fumble_recovery_tds' and fantasy_position in ('DL', 'LB', 'DB')
    group by team, season, week
    union all
    select opponent, season, week, 'kicks_blocked', sum(stat_value)
    from people
    where stat_name in ('fg_blocked', 'pat_blocked')
    group by opponent, season, week
),

lines as (
    select player_key, season, week, fantasy_position, stat_name, stat_value, 1 as games from people where fantasy_position is not null
    union all
    select clubs.player_key, clubs.season, clubs.week, 'DST', totals.stat_name, totals.stat_value, 1
    from club_weeks as clubs
    inner join club_totals as totals on clubs.team = totals.team and clubs.season = totals.season and clubs.week = totals.week
    union all
    select player_key, season, week, 'DST', 'points_allowed', points_allowed, 1
    from club_weeks
),

points as (
    {{ fantasy_points('lines', ['player_key', 'season', 'week'], 'nflverse') }}
),

everybody as (
    select player_key, player_id, gsis_id, player_name, fantasy_position, team, opponent, season, week, season_type from player_weeks
    union all
    select clubs.player_key, null, null, teams.team_name, 'DST', clubs.team, clubs.opponent, clubs.season, clubs.week, clubs.season_type
    from club_weeks as clubs
    left join {{ ref('dim_team') }} as teams on clubs.team = teams.team_id
)

select
    everybody.player_key,
    everybody.player_id,
    everybody.gsis_id,
    everybody.player_name,
    everybody.fantasy_position,
    everybody.team,
    everybody.opponent,
    everybody.season,
    everybody.week,
    everybody.season_type,
    points.* exclude (player_key, season, week),
    rank() over (partition by everybody.season, everybody.week, everybody.fantasy_position order by points.fantasy_points desc) as position_rank
from everybody
inner join points on everybody.player_key = points.player_key and everybody.season = points.season and everybody.week = points.week
order by everybody.season desc, everybody.week desc, fantasy_points desc, everybody.player_key
