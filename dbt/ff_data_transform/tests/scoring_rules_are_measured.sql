-- A rule under a name that no measure has would silently pay nothing.
select rules.*
from {{ ref('dim_scoring_rule') }} as rules
left join {{ ref('dim_scoring_measure') }} as measures on rules.stat_name = measures.stat_name
where measures.stat_name is null
    and not regexp_matches(rules.stat_name, '^pts_allow_\d+(-\d+|\+)?$')
