{# No two rows of one `by` hold the same season: a join over the window would double every fact. #}
{% test disjoint_windows(model, by) %}
    select one.{{ by }}, one.season_start, one.season_end, other.season_start as other_start, other.season_end as other_end
    from {{ model }} as one
    inner join {{ model }} as other
        on one.{{ by }} = other.{{ by }}
            and (one.season_start, one.season_end, one.franchise_id) < (other.season_start, other.season_end, other.franchise_id)
            and one.season_start <= other.season_end and other.season_start <= one.season_end
{% endtest %}
