{#
  Every value stands in `field` of `to`. Unlike dbt's own relationships, it asks nothing while `to` is empty or not built yet: a dataset
  that nobody has loaded is reported as no_data, not as an orphan in every row. Nulls are no violation unless `required`. Nor does it ask a
  model that stands beside the selection and is not built yet: dbt selects its test because `to` is in the selection.
#}
{% test known_in(model, column_name, to, field, required=false) %}
    {%- if execute and (load_relation(to) is none or load_relation(model) is none) %}
    select 'not built yet' as nothing
    where false
    {%- else %}
    select child.*
    from {{ model }} as child
    where {{ 'true' if required else 'child.' ~ column_name ~ ' is not null' }}
        and exists (select 1 from {{ to }})
        and not exists (select 1 from {{ to }} as parent where parent.{{ field }} = child.{{ column_name }})
    {%- endif %}
{% endtest %}
