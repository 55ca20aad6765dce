{#- The rules of the segments as one CASE expression over the columns of user_features, which gives the segment_id:
    `select user_id, {{ kindred.segment_case(ref('kindred', 'segment_rules')) }} as segment_id from …` -#}
{% macro segment_case(rules) -%}
  {%- if not execute or load_relation(rules) is none -%}
    {{ return('null') }}
  {%- endif -%}
  {{ return(run_query(kindred.segment_case_query(rules)).rows[0][0] or 'null') }}
{%- endmacro %}

{#- The query that gives that text. -#}
{% macro segment_case_query(rules) -%}
select
    'case' || string_agg(chr(10) || '  when ' || condition || ' then ' || segment_id, '' order by segment_id, rule_number)
    || chr(10) || 'end' as segment_case
from {{ rules }}
{%- endmacro %}

{#- Prints it for pasting: `dbt run-operation print_segment_case --quiet`. -#}
{% macro print_segment_case() -%}
  {%- do print(kindred.segment_case(kindred.built('segment_rules'))) -%}
{%- endmacro %}
