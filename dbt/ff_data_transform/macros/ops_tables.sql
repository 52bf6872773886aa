{#
  What runs left: <OPS_ROOT>/<table>/dt=YYYY-MM-DD/<run>.parquet, one file a run. Snapcount writes them when a run has ended, so a run's
  own rows are there for the next one. A home that has none yet has an empty relation with these types: that is no lack of data.
  @param columns  name -> DuckDB type; a column that a file of an earlier version lacks is null
#}
{% macro read_ops_table(name, columns) %}
  {%- do source('ops', name) -%}
  {%- set glob = env_var('OPS_ROOT', 'data/ops') ~ '/' ~ name ~ '/dt=*/*.parquet' -%}
  {%- if not execute or not has_files(glob) %}
    select
    {%- for column, type in columns.items() %}
        cast(null as {{ type }}) as "{{ column }}",
    {%- endfor %}
        cast(null as date) as dt
    where false
  {%- else %}
    {%- set empty = [] -%}
    {%- for column, type in columns.items() -%}{%- do empty.append('cast(null as ' ~ type ~ ') as "' ~ column ~ '"') -%}{%- endfor %}
    select
    {%- for column, type in columns.items() %}
        cast("{{ column }}" as {{ type }}) as "{{ column }}",
    {%- endfor %}
        cast(dt as date) as dt
    from (
        select * from read_parquet({{ sql_text(glob) }}, hive_partitioning = true, hive_types = {'dt': date}, union_by_name = true)
        union all by name
        select {{ empty | join(', ') }} where false
    )
  {%- endif %}
{% endmacro %}
