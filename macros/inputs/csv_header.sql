{#- The names in the first line of a CSV file. What does not look like a name has only its place for one: a file without a header begins
    with a row, which belongs into no message. -#}
{% macro csv_header(file) -%}
  {%- if not execute or ('://' not in file and not kindred.files_of(file)) -%}
    {{ return(['column 1']) }}
  {%- endif -%}
  {%- set lines = run_query("select line from read_csv(" ~ kindred.literal(file) ~ ", auto_detect = false, columns = {'line': 'varchar'}, header = false, delim = chr(31),"
      ~ " quote = '', escape = '', comment = '', strict_mode = false, ignore_errors = true, compression = '"
      ~ ('gzip' if (file | lower).endswith('.gz') else 'none') ~ "') limit 1").rows -%}
  {%- set names = [] -%}
  {%- for field in modules.re.findall('(?:^|,)("(?:[^"]|"")*"|[^,]*)', (lines[0][0] or '').lstrip('\ufeff') if lines else '') -%}
    {%- set name = field.strip().strip('"').strip() -%}
    {%- do names.append(name if modules.re.fullmatch('[\\w .-]{1,60}', name) else 'column ' ~ loop.index) -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}
