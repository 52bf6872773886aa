{# @returns name -> type for each of the names, added to `columns`. #}
{% macro with_columns(columns, names, type) %}
  {%- for name in names -%}
    {%- do columns.update({name: type}) -%}
  {%- endfor -%}
  {{- return(columns) -}}
{% endmacro %}

{#
  Codes of the crosswalk (MyFantasyLeague's), and those that nflverse's schedule has of clubs before they moved, in nflverse's codes of
  today; others are the same in all.
#}
{% macro nflverse_team(column) %}
    case {{ column }}
        when 'ARZ' then 'ARI' when 'BLT' then 'BAL' when 'CLV' then 'CLE' when 'GBP' then 'GB' when 'HST' then 'HOU'
        when 'JAC' then 'JAX' when 'KCC' then 'KC' when 'LAR' then 'LA' when 'LVR' then 'LV' when 'NEP' then 'NE'
        when 'NOS' then 'NO' when 'SFO' then 'SF' when 'TBB' then 'TB'
        when 'OAK' then 'LV' when 'SD' then 'LAC' when 'STL' then 'LA'
        else {{ column }}
    end
{% endmacro %}
