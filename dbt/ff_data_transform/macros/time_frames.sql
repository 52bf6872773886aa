{#
  The nominal day of a time frame: the sheet knows none, and readers order and join by one. Regular weeks start with the Thursday after
  Labor Day (the first Monday of September), on which the NFL opens; the auction draft is two weeks before it (league constitution, XII A);
  the deadline of all decisions before it is the first of August; an offseason lies in the year after its season.
#}
{% macro time_frame_date(season, period_type, week) %}
  {%- set september = 'make_date(' ~ season ~ ', 9, 1)' -%}
  {%- set opening = '(' ~ september ~ ' + cast((8 - isodow(' ~ september ~ ')) % 7 + 3 as integer))' -%}
    cast(
        case {{ period_type }}
            when 'rookie_draft' then make_date({{ season }}, 8, 1)
            when 'faad' then {{ opening }} - 14
            when 'preseason' then {{ opening }} - 7 * (5 - coalesce({{ week }}, 4))
            when 'regular' then {{ opening }} + 7 * (coalesce({{ week }}, 1) - 1)
            when 'deadline' then {{ opening }} + 7 * (coalesce({{ week }}, 1) - 1)
            when 'offseason' then make_date({{ season }} + 1, 3, 1)
        end as date
    )
{% endmacro %}
