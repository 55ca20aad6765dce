{#- The user_idx of whom an event was known to be at a cut. `events` has user_idx (as of the release) and, of a visitor who
    logged in at some time, former_idx, whom the visitor was taken for at the cuts after former_after and until former_until. -#}
{% macro actor_at(events, cut_at) -%}
case
    when {{ cut_at }} <= {{ events }}.former_until and coalesce({{ events }}.former_after < {{ cut_at }}, true) then {{ events }}.former_idx
    else {{ events }}.user_idx
end
{%- endmacro %}
