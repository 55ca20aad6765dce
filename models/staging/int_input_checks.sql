/* grain: one row: the run that looked at the inputs. Looks at inputs that are models or seeds, and at the shop's own names of
   segments, as soon as they are built and before any table of Kindred's is replaced; files and tables were looked at when
   the run began */
{% for input_name in kindred.input_names() -%}
{% if kindred.input_location(input_name).kind == 'node' -%}
-- depends_on: {{ kindred.input_from(input_name) }}
{% if execute %}{% do kindred.check_input(input_name) %}{% endif -%}
{% endif -%}
{% endfor %}
{% if var('segments_enabled') -%}
{% set own_names = ref('segment_names') -%}
{% if execute %}{% do kindred.check_segment_names(own_names) %}{% endif -%}
{% endif %}
select
    kindred_version,
    '{{ invocation_id }}' as invocation_id
from {{ ref('kindred', 'py_installation') }}
