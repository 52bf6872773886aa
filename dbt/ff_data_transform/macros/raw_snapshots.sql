{#
  How raw snapshots are read. The raw layer is a tree <root>/<source>/<dataset>/dt=YYYY-MM-DD/*.parquet; a snapshot is all files
  of one dt. Every reader goes through read_snapshots, so that
  1. lineage is recorded (dbt's `source:nflverse+` finds the model),
  2. a dataset nobody has loaded yet is an empty relation with its types, marked in the compiled SQL as `no_data`.
#}

{# Where a dataset's files are: RAW_<SOURCE>_<DATASET>_GLOB, else below external_root. `pattern` narrows the file name. #}
{% macro raw_glob(source_name, dataset, pattern='*.parquet') %}
  {%- set default_glob = var('external_root') ~ '/' ~ source_name ~ '/' ~ dataset ~ '/dt=*/' ~ pattern -%}
  {%- set override = env_var('RAW_' ~ (source_name | upper) ~ '_' ~ (dataset | upper) ~ '_GLOB', '') -%}
  {{- return(override if override != '' else default_glob) -}}
{% endmacro %}

{% macro sql_text(value) %}
  {{- return("'" ~ (value | string | replace("'", "''")) ~ "'") -}}
{% endmacro %}

{# The files as one relation with the column dt, a date: a folder that is no date is an error and not a silent text column. #}
{% macro raw_relation(glob) %}
  {{- return('read_parquet(' ~ sql_text(glob) ~ ", hive_partitioning = true, hive_types = {'dt': date})") -}}
{% endmacro %}

{% macro has_files(glob) %}
  {%- set found = run_query('select count(*) from glob(' ~ sql_text(glob) ~ ')') -%}
  {{- return(found.columns[0].values()[0] > 0) -}}
{% endmacro %}

{#
  @param columns  name -> DuckDB type; each is cast, so a drifted type fails here with its name
  @param take     `latest`: the snapshot of the greatest dt
                  `baseline_plus_latest`: also the snapshot of `baseline_dt`, but only seasons the latest does not hold
                  `all`: every snapshot; the caller picks by dt
  @param latest_pattern  files that decide which dt is the latest; only where it differs from `pattern`
#}
{% macro read_snapshots(source_name, dataset, columns, take='latest', baseline_dt=none, pattern='*.parquet', latest_pattern=none) %}
  {%- do source(source_name, dataset) -%}
  {%- set glob = raw_glob(source_name, dataset, pattern) -%}
  {%- if not execute or not has_files(glob) %}
    /* no_data: {{ source_name }}.{{ dataset }} */
    select
    {%- for name, type in columns.items() %}
        cast(null as {{ type }}) as "{{ name }}",
    {%- endfor %}
        cast(null as date) as dt
    where false
  {%- else %}
    {%- set files = raw_relation(glob) %}
    {%- set latest = '(select max(dt) from ' ~ raw_relation(raw_glob(source_name, dataset, latest_pattern or pattern)) ~ ')' %}
    select
    {%- for name, type in columns.items() %}
        cast("{{ name }}" as {{ type }}) as "{{ name }}",
    {%- endfor %}
        dt
    from {{ files }}
    {%- if take == 'latest' %}
    where dt = {{ latest }}
    {%- elif take == 'baseline_plus_latest' %}
    where dt = {{ latest }}
       or (
            dt = cast({{ sql_text(baseline_dt) }} as date)
            -- A corrected season replaces the baseline's as a whole: rows taken out upstream must not come back.
            and season not in (select season from {{ files }} where dt = {{ latest }} and season is not null)
       )
    {%- elif take != 'all' %}
      {{ exceptions.raise_compiler_error("read_snapshots: take='" ~ take ~ "' is none of latest, baseline_plus_latest, all") }}
    {%- endif %}
  {%- endif %}
{% endmacro %}

{#
  A model that lies beside the selection. A run narrowed to one source (`source:commissioner+`) may be the first of its warehouse: what it looks up in
  then does not stand there yet, and is empty with these types. The lineage is recorded, so the source's own run builds the reader again.
  @param columns  name -> DuckDB type
#}
{% macro ref_once_built(name, columns) %}
  {%- set relation = ref(name) -%}
  {%- if not execute or load_relation(relation) is not none -%}
    {{- return(relation) -}}
  {%- endif -%}
  {%- set empty = [] -%}
  {%- for column, type in columns.items() -%}{%- do empty.append('cast(null as ' ~ type ~ ') as ' ~ column) -%}{%- endfor -%}
  {{- return('(select ' ~ empty | join(', ') ~ ' where false)') -}}
{% endmacro %}

{#
  For a model that is about one dataset and looks up others: without that dataset it is empty whatever the others hold, and says so as
  the dataset's own reader does.
#}
{% macro nothing_without(source_name, dataset) %}
  {%- if not execute or not has_files(raw_glob(source_name, dataset)) %}
    /* no_data: {{ source_name }}.{{ dataset }} */
  {%- endif %}
{% endmacro %}
