-- Everything that is wrong, one list: what files were found to have when they came, and what is wrong
-- with the figures, registers and ledgers that hold now. A further model of findings is one line here.
{%- set derived = [
    'int_findings_figures',
    'int_findings_set_aside',
    'int_findings_ledgers',
    'int_findings_funding',
    'int_findings_workstations',
    'int_findings_units',
    'int_findings_edits',
] %}
with

as_of as (
    select as_of_day from {{ ref('stg_as_of') }}
),

of_files as (
    select
        findings.rule_id,
        findings.severity,
        coalesce(findings.org_code, submissions.sender_code) as org_code,
        null::text as indicator,
        submissions.period,
        {% for dimension in dimensions() -%}
        null::text as {{ dimension }},
        {% endfor -%}
        null::text as boundary,
        'fails' as verdict,
        findings.submission_id,
        findings.source_ref,
        findings.message_zh,
        nullif(findings.expected, '') as expected,
        nullif(findings.found, '') as found
    from {{ source('raw', 'findings') }} as findings
    left join {{ ref('stg_submissions') }} as submissions on findings.submission_id = submissions.submission_id
),

unioned as (
    select 'file' as origin, * from of_files

    {%- for relation in derived %}

    union all

    select
        '{{ relation | replace('int_findings_', '') }}' as origin, rule_id, severity, org_code, {{ cell() }},
        boundary, verdict, submission_id, source_ref, message_zh, expected, found
    from {{ ref(relation) }}
    {%- endfor %}
),

numbered as (
    -- two faults of one rule at one place are told apart by their order
    select
        *,
        row_number() over (
            partition by origin, rule_id, org_code, {{ cell() }}, boundary, submission_id, source_ref
            order by message_zh, expected, found
        ) as nth
    from unioned
),

named as (
    select
        *,
        md5(concat_ws(
            '|', origin, rule_id,
            {%- for column in ['org_code', 'indicator', 'period'] + dimensions() + ['boundary', 'submission_id', 'source_ref'] %}
            coalesce({{ column }}::text, ''),
            {%- endfor %}
            nth
        )) as finding_id
    from numbered
),

published as (
    {{ published_ledger('findings', {'finding_id': 'varchar(32)', 'first_seen_on': 'date'}) }}
)

select
    named.finding_id::varchar(32) as finding_id,
    named.origin::varchar(16) as origin,
    named.rule_id::varchar(80) as rule_id,
    named.severity::varchar(10) as severity,
    named.verdict::varchar(16) as verdict,
    named.org_code::varchar(12) as org_code,
    units.name::varchar(80) as org_name,
    named.indicator::varchar(64) as indicator,
    coalesce(labels.label_zh, indicators.name_zh)::varchar(200) as indicator_zh,
    named.period::varchar(16) as period,
    named.audience::varchar(32) as audience,
    named.grade::varchar(32) as grade,
    named.department::varchar(32) as department,
    named.kind::varchar(32) as kind,
    named.boundary::varchar(6) as boundary,
    named.message_zh::varchar(4000) as message_zh,
    named.expected::varchar(4000) as expected,
    named.found::varchar(2000) as found,
    named.submission_id::varchar(64) as submission_id,
    submissions.source_uri::varchar(1000) as source_uri,
    named.source_ref::varchar(400) as source_ref,
    coalesce(published.first_seen_on, as_of.as_of_day)::date as first_seen_on
from named
cross join as_of
left join published on named.finding_id = published.finding_id
left join {{ ref('stg_submissions') }} as submissions on named.submission_id = submissions.submission_id
left join {{ ref('dim_org_unit') }} as units on named.org_code = units.org_code
left join {{ ref('dim_indicator') }} as indicators on named.indicator = indicators.indicator
left join {{ ref('int_cell_labels') }} as labels
    on named.indicator = labels.indicator and {{ same_breakdown('named', 'labels') }}
