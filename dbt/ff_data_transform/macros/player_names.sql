{#
  Who a name of the league sheet means. The sheet knows names only; the crosswalk has ids. The same rules as src/identity, which looks
  names up early for the unmapped-players report; there nicknames count too, here only the seed dim_name_alias does.
#}

{% macro _suffixes() %}{{- return('jr|junior|sr|senior|ii|iii|iv|v') -}}{% endmacro %}

{# Without what the league writes behind a name: rookie salary `(RS)`, two cuts in one line `(x2)`. #}
{% macro without_remarks(column) -%}
    trim(regexp_replace({{ column }}, '\s*\((RS|x\d+)\)', '', 'gi'))
{%- endmacro %}

{# Accents, case and punctuation carry no identity: `D.J.` is `dj`, `Ja'Marr` is `jamarr`. The suffix is still there. #}
{% macro _plain_name(column) -%}
    trim(regexp_replace(regexp_replace(strip_accents(lower({{ without_remarks(column) }})), '[''’‘`´.]', '', 'g'), '[^a-z0-9]+', ' ', 'g'))
{%- endmacro %}

{% macro name_key(column) -%}
    regexp_replace({{ _plain_name(column) }}, ' ({{ _suffixes() }})$', '')
{%- endmacro %}

{# `jr`, `sr`, `ii` … or empty. #}
{% macro name_suffix(column) -%}
    replace(replace(regexp_extract({{ _plain_name(column) }}, ' ({{ _suffixes() }})$', 1), 'junior', 'jr'), 'senior', 'sr')
{%- endmacro %}

{#
  How well a position of the crosswalk (known) fits what the sheet asks for: kind `position` as the transactions write it, kind `slot` a
  place in a roster. 100 exact, 90 another word for it, 40 a change of position; no row: another player (data contract of the sheet, section 5).
#}
{% macro position_fits() %}
  {%- set offense = ['QB', 'RB', 'WR', 'TE', 'K', 'PK'] -%}
  {%- set lines = {'DL': ['DL', 'DE', 'DT'], 'LB': ['LB'], 'DB': ['DB', 'CB', 'S']} -%}
  {%- set defense = lines['DL'] + lines['LB'] + lines['DB'] -%}
  {%- set near = {'QB': ['TE', 'WR', 'RB'], 'RB': ['WR', 'TE', 'QB'], 'WR': ['RB', 'TE', 'QB'], 'TE': ['WR', 'QB', 'RB'], 'LB': ['S', 'CB', 'DB'], 'DB': ['LB'], 'CB': ['LB'], 'S': ['LB']} -%}
  {%- set rows = [] -%}
  {%- for position in offense + defense -%}
    {%- do rows.append(('position', position, position, 100)) -%}
    {%- for known in near.get(position, []) -%}{%- do rows.append(('position', position, known, 40)) -%}{%- endfor -%}
    {%- do rows.append(('position', position, 'XX', 40)) -%}
  {%- endfor -%}
  {%- do rows.extend([('position', 'K', 'PK', 100), ('position', 'PK', 'K', 100)]) -%}
  {%- for known in ['DE', 'DT', 'LB'] -%}{%- do rows.append(('position', 'DL', known, 90)) -%}{%- endfor -%}
  {%- for known in ['DL', 'DE', 'DT'] -%}{%- do rows.append(('position', 'LB', known, 90)) -%}{%- endfor -%}
  {%- for known in ['CB', 'S'] -%}{%- do rows.append(('position', 'DB', known, 90)) -%}{%- endfor -%}
  {%- for slot in ['QB', 'RB', 'WR', 'TE'] -%}{%- do rows.append(('slot', slot, slot, 100)) -%}{%- endfor -%}
  {%- do rows.extend([('slot', 'K', 'K', 100), ('slot', 'K', 'PK', 100), ('slot', 'DL', 'LB', 90)]) -%}
  {%- for slot, positions in lines.items() -%}
    {%- for known in positions -%}{%- do rows.append(('slot', slot, known, 100)) -%}{%- endfor -%}
  {%- endfor -%}
  {%- for known in lines['DL'] -%}{%- do rows.append(('slot', 'LB', known, 90)) -%}{%- endfor -%}
  {#- A roster has two places FLEX, one of them for defenders. -#}
  {%- for known in ['RB', 'WR', 'TE'] -%}{%- do rows.append(('slot', 'FLEX', known, 90)) -%}{%- endfor -%}
  {%- for known in defense -%}{%- do rows.append(('slot', 'FLEX', known, 50)) -%}{%- endfor -%}
  {%- for slot in ['IDP BN', 'IDP TAXI'] -%}
    {%- for known in defense -%}{%- do rows.append(('slot', slot, known, 80)) -%}{%- endfor -%}
  {%- endfor -%}
  {%- for slot in ['BN', 'TAXI', 'IR'] -%}
    {%- for known in offense -%}{%- do rows.append(('slot', slot, known, 50)) -%}{%- endfor -%}
    {%- for known in defense -%}{%- do rows.append(('slot', slot, known, 25)) -%}{%- endfor -%}
  {%- endfor -%}
    select * from (
        values
        {%- for kind, asked, known, score in rows %}
        ('{{ kind }}', '{{ asked }}', '{{ known }}', {{ score }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as fits(kind, asked, known, score)
{% endmacro %}

{#
  @param mentions  relation or CTE with player (as the sheet writes it), asked (position or slot), named_in (year)
  @param kind      what `asked` is: `position` or `slot`
  @returns one row for each different mention: player, asked, named_in, player_name (without remarks, as the aliases have it), player_id (null: nobody)
  An alias with a position is one only for players of that position. The name itself counts where the alias leads to nobody.
#}
{% macro resolve_players(mentions, kind) %}
    with fits as (
        {{ position_fits() }}
    ),

    people as (
        select player_id, draft_year, position, {{ name_key('name') }} as name_key, {{ name_suffix('name') }} as name_suffix
        from {{ ref_once_built('dim_player_id_xref', {'player_id': 'bigint', 'name': 'varchar', 'position': 'varchar', 'draft_year': 'integer'}) }}
    ),

    mentioned as (
        select distinct player, upper(trim(asked)) as asked, asked as asked_as_written, named_in, {{ name_key('player') }} as name_key, {{ name_suffix('player') }} as name_suffix
        from {{ mentions }}
        where player <> ''
    ),

    -- `WR/DB` asks for either.
    asked_parts as (
        select *, trim(unnest(case when asked = 'D/ST' then [asked] else string_split(coalesce(asked, ''), '/') end)) as part
        from mentioned
    ),

    aliased as (
        select asked_parts.*, aliases.canonical_name, aliases.treat_as_position
        from asked_parts
        inner join {{ ref('dim_name_alias') }} as aliases
            on asked_parts.name_key = {{ name_key('aliases.alias_name') }} and asked_parts.name_suffix = {{ name_suffix('aliases.alias_name') }}
        left join fits on fits.kind = '{{ kind }}' and fits.asked = asked_parts.part and fits.known = aliases.position
        where aliases.position is null or fits.score >= 80
        qualify row_number() over (
            partition by asked_parts.player, asked_parts.asked_as_written, asked_parts.named_in
            order by aliases.position is null, aliases.canonical_name
        ) = 1
    ),

    looked_for as (
        select 1 as preference, player, asked_as_written, named_in, '{{ kind }}' as kind, part, name_key, name_suffix from asked_parts
        union all
        select
            0, player, asked_as_written, named_in,
            case when treat_as_position is null then '{{ kind }}' else 'position' end,
            coalesce(treat_as_position, part), {{ name_key('canonical_name') }}, {{ name_suffix('canonical_name') }}
        from aliased
    ),

    candidates as (
        select
            looked_for.*, people.player_id, fits.score,
            coalesce(people.draft_year < looked_for.named_in - 15, false) as is_long_ago,
            people.name_suffix = looked_for.name_suffix as is_same_suffix
        from looked_for
        inner join people on looked_for.name_key = people.name_key
        inner join fits on looked_for.kind = fits.kind and looked_for.part = fits.asked and people.position = fits.known
        where (people.name_suffix = looked_for.name_suffix or people.name_suffix = '' or looked_for.name_suffix = '')
            -- Nobody is named before the draft that made them a professional.
            and coalesce(people.draft_year <= looked_for.named_in + 1, true)
    ),

    best as (
        select *
        from candidates
        -- A place in a roster says too little to tell a father from a son.
        where kind = 'position' or not is_long_ago
        qualify row_number() over (
            partition by player, asked_as_written, named_in
            order by preference, score desc, is_long_ago, is_same_suffix desc, player_id desc
        ) = 1
    )

    select
        mentioned.player,
        mentioned.asked_as_written as asked,
        mentioned.named_in,
        coalesce(aliased.canonical_name, {{ without_remarks('mentioned.player') }}) as player_name,
        best.player_id
    from mentioned
    left join aliased
        on mentioned.player = aliased.player and mentioned.named_in is not distinct from aliased.named_in
            and mentioned.asked_as_written is not distinct from aliased.asked_as_written
    left join best
        on mentioned.player = best.player and mentioned.named_in is not distinct from best.named_in
            and mentioned.asked_as_written is not distinct from best.asked_as_written
{% endmacro %}

{# Clubs by name, for the players that are a club's defense: club, player_key. A moved club's name leads to the code it has now. #}
{% macro club_defenses() %}
    select lower(team_name) as club, 'DEF_' || team_id as player_key
    from {{ ref_once_built('dim_team', {'team_id': 'varchar', 'team_name': 'varchar', 'last_season': 'integer'}) }}
    qualify row_number() over (partition by lower(team_name) order by last_season desc, team_id) = 1
{% endmacro %}
