{# Nulls are no violation: not_null asks for them. #}
{% test accepted_range(model, column_name, min=none, max=none) %}
    select *
    from {{ model }}
    where false
    {%- if min is not none %} or {{ column_name }} < {{ min }}{% endif %}
    {%- if max is not none %} or {{ column_name }} > {{ max }}{% endif %}
{% endtest %}
