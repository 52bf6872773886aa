-- Two rules of one name hold in no season together, and brackets of points allowed do not overlap: both would pay. Rules of different
-- names may share a number on purpose, as a sack is also a hit and a tackle for loss in what projections tell: all of them pay.
with rules as (
    select
        *,
        cast(regexp_extract(stat_name, '^pts_allow_(\d+)', 1) as integer) as least,
        case when stat_name like '%+' then 999 else cast(regexp_extract(stat_name, '(\d+)$', 1) as integer) end as most
    from {{ ref('dim_scoring_rule') }}
    where stat_name like 'pts\_allow\_%' escape '\'
    union all
    select *, null, null
    from {{ ref('dim_scoring_rule') }}
    where stat_name not like 'pts\_allow\_%' escape '\'
)

select one.rule_id, one.stat_name, other.rule_id as other_rule_id, other.stat_name as other_stat_name
from rules as one
inner join rules as other
    on (one.stat_name, one.valid_from_season) < (other.stat_name, other.valid_from_season)
        and one.valid_from_season <= other.valid_to_season and other.valid_from_season <= one.valid_to_season
        and (one.stat_name = other.stat_name or (one.least <= other.most and other.least <= one.most))
