-- Submissions that speak differently than in the state that was built last: new ones, decided ones,
-- withdrawn ones, and those whose place in the order of corrections moved. In a whole build all.
{%- set built = adapter.get_relation(this.database, this.schema, 'built_submissions') %}
select
    submissions.submission_id,
    submissions.sender_code
from {{ ref('stg_submissions') }} as submissions
{%- if built and not flags.FULL_REFRESH %}
left join {{ built }} as built
    on submissions.submission_id = built.submission_id
    and (submissions.sender_code, submissions.kind, submissions.is_accepted, submissions.is_narrative, submissions.speaks_at, submissions.correction_depth)
    is not distinct from
    (built.sender_code, built.kind, built.is_accepted, built.is_narrative, built.speaks_at, built.correction_depth)
where built.submission_id is null
{%- endif %}
