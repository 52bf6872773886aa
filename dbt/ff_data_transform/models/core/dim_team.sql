{% set columns = {'season': 'integer', 'team': 'varchar', 'full': 'varchar', 'location': 'varchar'} %}

with seasons as (
    {{ read_snapshots('nflverse', 'teams', columns, take='all') }}
),

newest as (
    select *
    from seasons
    where team is not null
    qualify row_number() over (partition by team order by season desc, dt desc) = 1
)

select
    newest.team as team_id,
    newest."full" as team_name,
    newest.location as city,
    divisions.conference,
    divisions.division,
    newest.season as last_season,
    newest.dt as snapshot_date
from newest
left join {{ ref('dim_team_conference_division') }} as divisions on newest.team = divisions.team_abbr
