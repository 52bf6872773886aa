{#
  What `dbt source freshness` asks. A dataset is as fresh as the last time its provider was asked: dt is the day of the last change, and a
  provider that has nothing new is no fault. Snapcount exports the facts as one small table before dbt runs (data/ops, or OPS_ROOT); how
  old the data are is a check of its own there.
#}

{# The query of a source's loaded_at_query; null for a dataset that nobody has loaded. The season's patience is short and begins with it
   (SEASON_BEGAN, UTC, unset off season): what was fresh on the evening before is not stale at the first kickoff. #}
{% macro last_checked_at(source_name, dataset) %}
  {%- set began = env_var('SEASON_BEGAN', '') %}
  select {{ 'case when max(last_checked_at) < cast(' ~ sql_text(began) ~ ' as timestamp) then cast(' ~ sql_text(began) ~ ' as timestamp) else max(last_checked_at) end' if began != '' else 'max(last_checked_at)' }}
  from read_parquet({{ sql_text(env_var('OPS_ROOT', 'data/ops') ~ '/source_status.parquet') }})
  where source = {{ sql_text(source_name) }} and dataset = {{ sql_text(dataset) }}
{% endmacro %}

{# Ages are counted to RUN_AT (UTC) where it is set: a recorded day is judged as of that day. #}
{% macro duckdb__collect_freshness_custom_sql(source, loaded_at_query) %}
  {%- set run_at = env_var('RUN_AT', '') -%}
  {%- call statement('collect_freshness_custom_sql', fetch_result=True, auto_begin=False) -%}
    with source_query as ({{ loaded_at_query }})
    select
        (select * from source_query) as max_loaded_at,
        {{ 'cast(' ~ sql_text(run_at) ~ ' as timestamp)' if run_at != '' else current_timestamp() }} as snapshotted_at
  {%- endcall -%}
  {{- return(load_result('collect_freshness_custom_sql')) -}}
{% endmacro %}
