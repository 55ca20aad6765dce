{#- The rules of the segments as one CASE expression over the columns of user_features, which gives the segment_id:
    `select user_id, {{ kindred.segment_case(ref('kindred', 'segment_rules')) }} as segment_id from …` -#}
{% macro segment_case(rules) -%}
  {%- if not execute or load_relation(rules) is none -%}
    {{ return('null') }}
  {%- endif -%}
  {%- set whens = [] -%}
  {%- for row in run_query('select condition, segment_id from ' ~ rules ~ ' order by segment_id, rule_number').rows -%}
    {%- do whens.append('  when ' ~ row[0] ~ ' then ' ~ row[1]) -%}
  {%- endfor -%}
  {{ return('case\n' ~ whens | join('\n') ~ '\nend' if whens else 'null') }}
{%- endmacro %}

{#- Prints it for pasting: `dbt run-operation print_segment_case --quiet`. -#}
{% macro print_segment_case() -%}
  {%- do print(kindred.segment_case(kindred.built('segment_rules'))) -%}
{%- endmacro %}
