-- Submissions that speak differently than in the state that was built last: new ones, decided ones,
-- withdrawn ones, and those whose place in the order of corrections moved. In a whole build all.
{%- set built = as_built('built_submissions') %}
select
    submissions.submission_id,
    submissions.sender_code
from {{ ref('stg_submissions') }} as submissions
{% if built -%}
left join {{ built }} as built
    on submissions.submission_id = built.submission_id
    {% for column in ['sender_code', 'kind', 'is_accepted', 'is_narrative', 'speaks_at', 'correction_depth'] -%}
    and submissions.{{ column }} is not distinct from built.{{ column }}
    {% endfor %}
where built.submission_id is null
{% endif %}
