{#- After an input was read from CSV: a row for each line that has too many or too few fields, of which only the place is kept, never the
    text. Where quotes do not end, or the bytes are no UTF-8, lines cannot be told apart, and the run ends. -#}
{% macro malformed_lines(input_name, relation) -%}
  {%- set location = kindred.input_location(input_name) -%}
  {%- if not execute or location.kind != 'file' or not kindred.is_csv(location.path) -%}
    {{ return('') }}
  {%- endif -%}
  {%- set files = [] -%}
  {%- for file in kindred.files_of(location.path) -%}
    {%- do files.append(kindred.literal(file)) -%}
  {%- endfor -%}
  {%- set lines = run_query("select error_type, parse_filename(file_path), line from reject_errors inner join reject_scans using (scan_id, file_id) where file_path in ("
      ~ files | join(', ') ~ ") group by all order by all").rows -%}
  {%- do run_query('drop table reject_errors; drop table reject_scans') -%}
  {%- set places = [] -%}
  {%- for kind, file, line in lines -%}
    {%- set place = file ~ ', line ' ~ line -%}
    {%- if kind not in ['TOO MANY COLUMNS', 'MISSING COLUMNS'] -%}
      {%- do kindred.stop("the input '" ~ input_name ~ "' (" ~ place ~ ') ' ~ ('is not UTF-8; save the file in that encoding.' if kind == 'INVALID ENCODING'
          else 'has a quotation mark that is not closed, or not as CSV wants it; in a quoted field a quotation mark is written twice.')) -%}
    {%- endif -%}
    {%- if input_name == 'item_vectors_input' -%}
      {%- do kindred.stop("the input '" ~ input_name ~ "' (" ~ place ~ ') has too many or too few fields.') -%}
    {%- endif -%}
    {%- do places.append('(' ~ kindred.literal(place) ~ ')') -%}
  {%- endfor -%}
  {%- if places -%}
    insert into {{ relation }} by name
    select {{ 'row_number() over () + (select count(*) from ' ~ relation ~ ') as row_id, ' if input_name != 'events' }}unread_line
    from (select distinct unread_line from (values {{ places | join(', ') }}) as lines (unread_line)) as lines
  {%- endif -%}
{%- endmacro %}
