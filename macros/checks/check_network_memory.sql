{#- Networks for a catalogue that is known when the run begins: what training holds of each item alone, 9 numbers of 4 bytes
    for each of its vector's, as kindred.sequences.training.memory_bytes counts them. The rest is told before training. -#}
{% macro check_network_memory() -%}
  {%- set known = kindred.input_location('items').kind in ['file', 'source', 'table'] -%}
  {%- if known and var('vectors_enabled') and var('retrain_networks') and kindred.sequence_encoders() -%}
    {%- set items = run_query('select count(distinct item_id) from ' ~ kindred.input_from('items')).rows[0][0] -%}
    {%- set needed = 9 * 4 * items * var('vector_dimension') / 2 ** 30 -%}
    {%- if needed > var('network_max_memory_gib') -%}
      {%- do kindred.stop("'network_max_memory_gib' is " ~ var('network_max_memory_gib') ~ ', but a network for the ' ~ '{:,}'.format(items)
          ~ " items of the input 'items' needs " ~ '%.3f' % needed ~ " GiB at least; allow more, or set a lower 'vector_dimension'.") -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}
