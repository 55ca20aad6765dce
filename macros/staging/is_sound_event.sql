{#- Whether an event row would be accepted if it stood alone: of the rows with one event_id such a one stays. A robot's
    known agent counts; its rate does not, which is a matter of the whole day. -#}
{% macro is_sound_event() -%}
  (
    ({{ kindred.event_fault() }}) is null
    and event_at < (select as_of from {{ ref('kindred', 'int_as_of') }})
    and (not needs_item or item_id is not null or (select count(item_id) from {{ ref('kindred', 'int_events_parsed') }}) = 0)
    and not exists (
      select 1 from {{ ref('robot_user_agents') }} as robots
      where strpos(lower(user_agent), lower(robots.pattern)) > 0
    )
  )
{%- endmacro %}
