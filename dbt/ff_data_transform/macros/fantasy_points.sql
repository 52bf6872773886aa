{% macro scoring_categories() %}{{- return(['passing', 'rushing', 'receiving', 'kicking', 'idp', 'team_dst']) -}}{% endmacro %}

{#
  Points under the league's rules (seed dim_scoring_rule). Which rule a provider's number falls under is data as well (seed
  dim_scoring_measure); the points that a club allowed are priced by the bracket that a rule's name tells: pts_allow_14-20, pts_allow_35+.
  @param lines     relation or CTE: the columns of `keys`, season, fantasy_position, stat_name, stat_value, games (how many games the number
                   tells of: brackets are of one game)
  @param keys      columns that tell whose points they are, and when
  @param provider  of dim_scoring_measure
  @returns one row for each of `keys` in `lines`, also those of no points: keys, fantasy_points, passing_points, rushing_points, ...
  Only a club's defense (DST) is paid by the rules of team_dst, and by no others. The rules of idp pay everybody, as Sleeper does: a
  quarterback who makes a tackle has made one.
#}
{% macro fantasy_points(lines, keys, provider) %}
    with payable as (
        select measures.measure, rules.stat_category, rules.points_per_unit, rules.valid_from_season, rules.valid_to_season
        from {{ ref('dim_scoring_rule') }} as rules
        inner join {{ ref('dim_scoring_measure') }} as measures on rules.stat_name = measures.stat_name
        where measures.provider = {{ sql_text(provider) }}
    ),

    brackets as (
        select
            *,
            cast(regexp_extract(stat_name, '^pts_allow_(\d+)', 1) as integer) as least,
            case when stat_name like '%+' then 999 else cast(regexp_extract(stat_name, '(\d+)$', 1) as integer) end as most
        from {{ ref('dim_scoring_rule') }}
        where stat_name like 'pts\_allow\_%' escape '\'
    ),

    paid as (
        select {% for key in keys %}lines.{{ key }}, {% endfor %}payable.stat_category, lines.stat_value * payable.points_per_unit as points
        from {{ lines }} as lines
        inner join payable
            on lines.stat_name = payable.measure and lines.season between payable.valid_from_season and payable.valid_to_season
                and (payable.stat_category = 'team_dst') = (lines.fantasy_position = 'DST')
        union all
        select {% for key in keys %}lines.{{ key }}, {% endfor %}brackets.stat_category, lines.games * brackets.points_per_unit
        from {{ lines }} as lines
        inner join brackets
            on lines.stat_name = 'points_allowed' and lines.season between brackets.valid_from_season and brackets.valid_to_season
                and round(lines.stat_value / lines.games) between brackets.least and brackets.most
        union all
        select distinct {{ keys | join(', ') }}, null, 0
        from {{ lines }}
    )

    select
        {{ keys | join(', ') }},
        round(sum(points), 2) as fantasy_points
        {%- for category in scoring_categories() %},
        round(coalesce(sum(points) filter (where stat_category = '{{ category }}'), 0), 2) as {{ category }}_points
        {%- endfor %}
    from paid
    group by {{ keys | join(', ') }}
{% endmacro %}
