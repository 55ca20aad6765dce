{#- The short account that `dbt build` ends with. -#}
{% macro print_summary() -%}
  {%- set obstacle = run_query("select max(obstacle) from " ~ kindred.built('int_publication')).rows[0][0] -%}
  {%- if obstacle -%}
    {{ return(none) }}
  {%- endif -%}
  {%- set facts = run_query("select strftime(as_of, '%Y-%m-%d %H:%M'), events_read_count, events_accepted_count, rows_rejected_count, users_count, items_count from " ~ kindred.built('int_release_facts')).rows[0] -%}
  {%- do log('', info=true) -%}
  {%- do log('Kindred read ' ~ '{:,}'.format(facts[1]) ~ ' events and accepted ' ~ '{:,}'.format(facts[2]) ~ ' (' ~ '{:,}'.format(facts[4]) ~ ' users, ' ~ '{:,}'.format(facts[5]) ~ ' items, as of ' ~ facts[0] ~ ' UTC).', info=true) -%}
  {%- if facts[1] == 0 -%}
    {%- do log('The shop is empty: there is not one event, so every table is empty too.', info=true) -%}
  {%- endif -%}
  {%- do kindred.print_rows('Rejected rows, all of them in rejected_rows: ' ~ '{:,}'.format(facts[3]),
      "select input || ': ' || string_agg(reason || ' ' || rows_count, ', ' order by rows_count desc, reason) from (select input, reason, count(*) as rows_count from "
      ~ kindred.built('rejected_rows') ~ " group by all) group by input order by input") -%}
  {%- if var('segments_enabled') -%}
    {%- do kindred.print_rows('Segments', "select format('{:>2}  {:<32} {:>9} users  {:>5.1f} %  {}', segment_id, segment_name, users_count, 100 * users_share, marked_by) from "
        ~ kindred.built('segments') ~ " order by segment_id") -%}
  {%- endif -%}
  {%- if var('recommendations_enabled') -%}
    {%- do kindred.print_rows('A few recommendations',
        "select format('{}: {}  ({:.2f})  {}', r.user_id, coalesce(i.title, r.item_id), r.score, s.sentence) from " ~ kindred.built('user_recommendations') ~ " as r inner join "
        ~ kindred.built('recommendation_reasons') ~ " as s on r.user_id = s.user_id and r.item_id = s.item_id and s.reason_rank = 1 left join " ~ kindred.built('items')
        ~ " as i on r.item_id = i.item_id where r.rank = 1 order by i.title is null, md5(r.user_id) limit 5") -%}
  {%- endif -%}
  {%- set published = kindred.published_path() -%}
  {%- do log('', info=true) -%}
  {%- do log('Published: ' ~ published ~ ' (schema kindred). Open it with any DuckDB from 1.4 on, for example', info=true) -%}
  {%- do log("  python -c \"import duckdb; print(duckdb.connect('" ~ published ~ "', read_only=True).sql('from kindred.segments'))\"", info=true) -%}
{%- endmacro %}
