-- A franchise without contracts is no exception: its contracts may be what was lost.
select *
from {{ ref('mart_cap_situation') }}
where cap_space is distinct from cap_space_as_written
