{#- Groups whose ranks are not 1 to n, each once; where there are none, the group and the rank are a key. -#}
{% test gapless_rank(model, by, rank='rank') %}
select {{ by | join(', ') }}, count(*) as rows_count, max({{ rank }}) as last_rank
from {{ model }}
group by {{ by | join(', ') }}
having min({{ rank }}) != 1 or max({{ rank }}) != count(*) or count(distinct {{ rank }}) != count(*)
{% endtest %}
