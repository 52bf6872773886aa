{# Whoever deals is an owner of that year or no owner at all. Asks nothing while the league has no franchises. #}
{% test owner_has_franchise(model, owner, franchise) %}
    select *
    from {{ model }}
    where {{ franchise }} is null
        and lower(trim({{ owner }})) not in ('-', '', 'waiver wire', 'cap space')
        and exists (select 1 from {{ ref('dim_franchise') }})
{% endtest %}
