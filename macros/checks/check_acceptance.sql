{#- Rows of events or users were read and not one of them accepted: a wrong mapping, which must not replace a good release by an empty one. -#}
{% macro check_acceptance() -%}
  {%- for input_name, moment in {'events': 'event_at', 'users': 'signed_up_at'}.items() -%}
    {%- set parsed = kindred.built('int_' ~ input_name ~ '_parsed') -%}
    {%- set rejected = "select reason, row_json from " ~ kindred.built('rejected_rows') ~ " where input = '" ~ input_name ~ "'" -%}
    {%- set counts = run_query('select (select count(*) from ' ~ parsed ~ '), (select count(*) from (' ~ rejected ~ ') as rejected)').rows[0] -%}
    {%- if counts[0] > 0 and counts[0] == counts[1] -%}
      {%- set column = "case reason when 'unknown_event_type' then 'event_type' when 'invalid_quantity' then 'quantity' when 'invalid_price' then 'unit_price'"
          ~ " when 'invalid_rating' then 'rating' when 'unparsable_time' then '" ~ moment ~ "' when 'future_time' then '" ~ moment ~ "'"
          ~ " when 'malformed_line' then 'line' end" -%}
      {%- set most = run_query("select reason, count(*) as rows_count, min(json_extract_string(row_json, '$.' || " ~ column ~ ")) from (" ~ rejected
          ~ ") as rejected group by reason order by rows_count desc, reason limit 1").rows[0] -%}
      {%- do kindred.stop("of the " ~ '{:,}'.format(counts[0]) ~ " rows of the input '" ~ input_name ~ "' not one was accepted, so nothing is published; most were rejected as "
          ~ most[0] ~ ' (' ~ '{:,}'.format(most[1]) ~ ' rows' ~ (", for example '" ~ most[2] ~ "'" if most[2] else '') ~ ').') -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
