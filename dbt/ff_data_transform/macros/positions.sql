{# The place in a lineup that a position fills, in every source's words; null for those that a league has no place for (linemen, punters). #}
{% macro fantasy_position(column) %}
    case upper(trim({{ column }}))
        when 'QB' then 'QB' when 'RB' then 'RB' when 'HB' then 'RB' when 'FB' then 'RB' when 'WR' then 'WR' when 'TE' then 'TE'
        when 'K' then 'K' when 'PK' then 'K'
        when 'DL' then 'DL' when 'DE' then 'DL' when 'DT' then 'DL' when 'NT' then 'DL' when 'EDGE' then 'DL'
        when 'LB' then 'LB' when 'ILB' then 'LB' when 'OLB' then 'LB' when 'MLB' then 'LB'
        when 'DB' then 'DB' when 'CB' then 'DB' when 'S' then 'DB' when 'FS' then 'DB' when 'SS' then 'DB' when 'SAF' then 'DB'
        when 'DST' then 'DST' when 'D/ST' then 'DST' when 'DEF' then 'DST'
    end
{% endmacro %}

{# The key of a club's defense, from nflverse's code of the club: the league sheet's models write the same. #}
{% macro defense_key(team) -%}
    'DEF_' || {{ team }}
{%- endmacro %}
