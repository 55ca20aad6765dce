{#- One var against its rule. -#}
{% macro check_variable(name, rule) -%}
  {%- set value = var(name, none) -%}
  {#- YAML reads an unquoted 2025-12-31 as a date, which has no JSON -#}
  {%- set shown = value if value is none or value is number or value is string or value is iterable else value | string -%}
  {%- set found = "'" ~ name ~ "' is " ~ (shown | tojson) ~ ', but must be ' -%}
  {%- set kind = rule.kind -%}
  {%- if value is none -%}
    {%- if kind != 'input' and not rule.get('optional') -%}
      {%- do kindred.stop(found ~ 'set.') -%}
    {%- endif -%}
  {%- elif 'or' in rule and value == rule['or'] -%}
    {#- the word that is allowed as well -#}
  {%- elif kind == 'input' -%}
    {%- if value is not string or kindred.input_location(name).kind == 'wrong' -%}
      {%- do kindred.stop(found ~ 'text: a file, source:name.table, database.schema.table, or the name of a model or seed.') -%}
    {%- endif -%}
  {%- elif kind == 'switch' -%}
    {%- if value is not boolean -%}
      {%- do kindred.stop(found ~ 'true or false.') -%}
    {%- endif -%}
  {%- elif kind == 'choice' -%}
    {%- if value not in rule.choices -%}
      {%- do kindred.stop(found ~ 'one of ' ~ rule.choices | join(', ') ~ '.') -%}
    {%- endif -%}
  {%- elif kind == 'choices' -%}
    {%- if value is string or value is mapping or value is not sequence or value | reject('in', rule.choices) | list or value | unique | list | length < value | length -%}
      {%- do kindred.stop(found ~ 'a list of some of ' ~ rule.choices | join(', ') ~ ', each once.') -%}
    {%- endif -%}
  {%- elif kind == 'names' -%}
    {%- set listed = value if value is sequence and value is not string and value is not mapping else [none] -%}
    {%- set wrong = [] -%}
    {%- for one in listed if one is not string or one in rule.taken or one.endswith(('_rest', '_best')) or not modules.re.fullmatch('[a-z][a-z0-9_]{0,39}', one) -%}
      {%- do wrong.append(one) -%}
    {%- endfor -%}
    {%- if wrong or listed | unique | list | length < listed | length -%}
      {%- do kindred.stop(found ~ "a list of different names of small letters, digits and underscores, none of them a word of Kindred's own, such as popularity, nor with _rest or _best at its end.") -%}
    {%- endif -%}
  {%- elif kind == 'lengths' -%}
    {%- if value is string or value is not sequence or not value or value | reject('integer') | list or value | min < 1 or value | unique | list | length < value | length -%}
      {%- do kindred.stop(found ~ 'a list of different whole numbers of at least 1.') -%}
    {%- endif -%}
  {%- elif kind == 'shares' -%}
    {%- if value is not mapping or value.values() | reject('number') | list or (value.values() | sum) <= 0 or value.values() | min < 0 -%}
      {%- do kindred.stop(found ~ 'a mapping of recommenders to numbers of at least 0, not all 0.') -%}
    {%- endif -%}
  {%- elif kind in ['whole', 'number'] -%}
    {%- set range = (' of at least ' ~ rule.min if 'min' in rule else '') ~ (' and at most ' ~ rule.max if 'max' in rule else '') -%}
    {#- not a number is not even itself, and infinity is beyond any range -#}
    {%- set is_number = value is number and value is not boolean and (kind == 'number' or value is integer) and value == value and value | abs < 1e300 -%}
    {%- if not is_number or ('min' in rule and value < rule.min) or ('max' in rule and value > rule.max) -%}
      {%- do kindred.stop(found ~ (rule['or'] ~ ' or ' if 'or' in rule else '') ~ ('a whole number' if kind == 'whole' else 'a number') ~ range ~ '.') -%}
    {%- endif -%}
  {%- elif kind == 'time_zone' -%}
    {%- if "'" in value | string or not kindred.is_time_zone(value) -%}
      {%- do kindred.stop(found ~ "a time zone's name, such as UTC or Europe/London.") -%}
    {%- endif -%}
  {%- elif kind == 'moment' -%}
    {%- if "'" in value | string or not kindred.is_moment(value) -%}
      {%- do kindred.stop(found ~ 'a date such as 2025-12-31 or a moment such as 2025-12-31T18:00:00Z.') -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
