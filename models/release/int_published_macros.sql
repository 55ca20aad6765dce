/* grain: one row per table macro of the published file. Its text is rendered when it is published, out of the models'
   own text, once what that needs to know of the shop is there */
-- depends_on: {{ ref('event_types') }}, {{ ref('robot_user_agents') }}
{% for name in kindred.models_from_events_to_features() + [
    'int_input_checks', 'int_as_of', 'int_cuts', 'int_bot_events', 'stg_users', 'stg_items', 'stg_reviews', 'int_shop_habits'
] %}
-- depends_on: {{ ref('kindred', name) }}
{% endfor %}
{% if var('recommendations_enabled') %}
-- depends_on: {{ ref('kindred', 'int_recommender_settings') }}
{% endif %}
-- depends_on: {{ kindred.input_from('events') | replace('\n', ' ') }}
{% for macro in (kindred.published_macros() if execute else []) %}
select
    '{{ macro.name }}' as macro_name,
    '{{ macro.parameters }}' as parameters,
    '{{ macro.body | replace("'", "''") }}' as body,
    '{{ macro.comment | replace("'", "''") }}' as comment
{{ 'union all' if not loop.last }}
{% else %}
select
    cast(null as varchar) as macro_name,
    cast(null as varchar) as parameters,
    cast(null as varchar) as body,
    cast(null as varchar) as comment
where false
{% endfor %}
