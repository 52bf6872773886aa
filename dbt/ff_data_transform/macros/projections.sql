{# What the consensus projects of players and defenses, under the names of the raw columns. #}
{% macro projected_statistics() %}
  {{- return([
    'pass_att', 'pass_comp', 'pass_yds', 'pass_tds', 'pass_int', 'rush_att', 'rush_yds', 'rush_tds', 'rec', 'rec_tgt', 'rec_yds', 'rec_tds',
    'fumbles_lost', 'two_pts', 'return_tds',
    'fg', 'fg_att', 'fg_0019', 'fg_2029', 'fg_3039', 'fg_0039', 'fg_4049', 'fg_50', 'xp', 'xp_att',
    'dst_sacks', 'dst_int', 'dst_fum_rec', 'dst_fum_force', 'dst_td', 'dst_safety', 'dst_blk', 'dst_pts_allowed', 'dst_yds_allowed',
    'idp_solo', 'idp_asst', 'idp_sacks', 'idp_pd', 'idp_int', 'idp_fum_force', 'idp_fum_rec', 'idp_td', 'idp_safety',
  ]) -}}
{% endmacro %}
