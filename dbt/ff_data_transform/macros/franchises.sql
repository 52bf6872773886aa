{#
  Which franchise a tab of the sheet is. The tab's owner is who holds it on the day of the snapshot, whatever years its rows speak of.
  Between two seasons the tabs may still bear the old names or already the new ones, so an owner is also found one year beside the window.
  @returns gm_tab, snapshot_date, franchise_id: one row for each tab of `rows` that a franchise has
#}
{% macro franchises_of_tabs(rows) %}
    select tabs.gm_tab, tabs.snapshot_date, franchises.franchise_id
    from (select distinct gm_tab, dt as snapshot_date from {{ rows }}) as tabs
    inner join {{ ref('dim_franchise') }} as franchises
        on lower(trim(tabs.gm_tab)) = lower(trim(franchises.gm_tab))
            and extract(year from tabs.snapshot_date) between franchises.season_start - 1 and franchises.season_end + 1
    qualify row_number() over (
        partition by tabs.gm_tab, tabs.snapshot_date
        order by extract(year from tabs.snapshot_date) not between franchises.season_start and franchises.season_end, franchises.season_start desc
    ) = 1
{% endmacro %}

{# @returns franchise_id, franchise_name, owner_name: as the newest owner has them #}
{% macro current_franchises() %}
    select franchise_id, arg_max(franchise_name, season_start) as franchise_name, arg_max(owner_name, season_start) as owner_name
    from {{ ref('dim_franchise') }}
    group by franchise_id
{% endmacro %}
