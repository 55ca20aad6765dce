{#- After a run: what was read, rejected, found and published, or why nothing was published. -#}
{% macro report_run(results) -%}
  {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
    {%- set statuses = {} -%}
    {%- set failed = [] -%}
    {%- for result in results -%}
      {%- do statuses.update({result.node.unique_id: result.status | string}) -%}
      {%- if result.status | string in ['error', 'fail', 'runtime error'] -%}
        {%- do failed.append(result.node.name) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- set release = statuses.get('model.kindred.releases') -%}
    {%- if release == 'success' -%}
      {%- do kindred.print_summary() -%}
    {%- elif failed -%}
      {%- do log('Kindred published nothing: ' ~ failed[0] ~ ' failed' ~ (' (and ' ~ (failed | length - 1) ~ ' more)' if failed | length > 1 else '')
          ~ '; the last release stays as it is. Mend it and run `dbt build`.', info=true) -%}
    {%- elif release is none and statuses -%}
      {%- do log('Kindred published nothing: this run left out the release; run `dbt build` to publish.', info=true) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
