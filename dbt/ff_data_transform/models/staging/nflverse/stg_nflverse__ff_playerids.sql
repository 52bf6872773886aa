{#
  One row a player. Ids that providers gave out twice are kept by one player only and cleared (null) for the others: a join over
  them would otherwise double every fact of both.
#}
{% set text_ids = ['gsis_id', 'pfr_id', 'cfbref_id', 'sportradar_id', 'nfl_id'] %}
{% set number_ids = [
    'sleeper_id', 'espn_id', 'yahoo_id', 'fantasypros_id', 'pff_id', 'cbs_id', 'ktc_id', 'fleaflicker_id', 'rotowire_id',
    'rotoworld_id', 'stats_id', 'stats_global_id', 'fantasy_data_id', 'swish_id',
] %}
{% set columns = {'mfl_id': 'bigint', 'name': 'varchar', 'merge_name': 'varchar', 'position': 'varchar', 'team': 'varchar',
    'birthdate': 'date', 'draft_year': 'integer'} %}
{% do with_columns(columns, text_ids, 'varchar') %}
{% do with_columns(columns, number_ids, 'bigint') %}
{% set joinable_ids = ['sleeper_id', 'gsis_id', 'pfr_id'] %}

with crosswalk as (
    {{ read_snapshots('nflverse', 'ff_playerids', columns, pattern='ff_playerids_*.parquet', latest_pattern='*.parquet') }}
),

known as (
    select
        *,
        {% for id in text_ids + number_ids %}cast({{ id }} is not null as integer){{ ' + ' if not loop.last }}{% endfor %} as known_ids
    from crosswalk
    where mfl_id is not null
        -- Nobody can find a player who has none of these.
        and coalesce(gsis_id, cast(sleeper_id as varchar), cast(espn_id as varchar), cast(yahoo_id as varchar), pfr_id) is not null
    qualify row_number() over (partition by mfl_id order by known_ids desc, name) = 1
),

-- The player whom most providers know keeps a doubled id; mfl_id decides the rest, so that two builds agree.
ranked as (
    select
        *
        {%- for id in joinable_ids %},
        {{ id }} is not null and row_number() over (partition by {{ id }} order by known_ids desc, mfl_id) > 1 as {{ id }}_doubled
        {%- endfor %}
    from known
)

select
    mfl_id,
    {%- for id in joinable_ids %}
    case when not {{ id }}_doubled then {{ id }} end as {{ id }},
    {%- endfor %}
    {%- for id in text_ids + number_ids if id not in joinable_ids %}
    {{ id }},
    {%- endfor %}
    name,
    coalesce(merge_name, lower(name)) as merge_name,
    position,
    {{ nflverse_team('team') }} as team,
    team as mfl_team,
    birthdate,
    draft_year,
    concat_ws(
        '+'
        {%- for id in joinable_ids %},
        case when {{ id }}_doubled then '{{ id }}_cleared' end
        {%- endfor %}
    ) as corrections,
    dt as snapshot_date
from ranked
