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

last_words as (
    -- what was said of a rule when a file came holds until a later file breaks it with other figures
    select distinct on (rule_id, org_code, period) rule_id, org_code, period, explanation
    from (
        select
            findings.finding_id,
            findings.rule_id,
            coalesce(findings.org_code, filings.sender_code) as org_code,
            filings.period,
            findings.explanation
        from {{ source('raw', 'findings') }} as findings
        inner join {{ source('raw', 'filings') }} as filings on findings.submission_id = filings.submission_id
    ) as of_filings
    order by rule_id asc, org_code asc, period asc, finding_id desc
),

decided as (
    select distinct on (item_id) item_id, decision
    from {{ source('raw', 'decisions') }}
    order by item_id asc, decision_id desc
),

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
        nullif(findings.found, '') as found,
        findings.explanation
    from {{ source('raw', 'findings') }} as findings
    left join {{ ref('stg_submissions') }} as submissions on findings.submission_id = submissions.submission_id
),

unioned as (
    select 'file' as origin, * from of_files

    {%- for relation in derived %}

    union all

    select
        '{{ relation | replace('int_findings_', '') }}' as origin, rule_id, severity, org_code, {{ cell() }},
        boundary, verdict, submission_id, source_ref, message_zh, expected, found, null::text as explanation
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

answered as (
    -- a decision is about these figures: with others the same fault is a new item
    select
        named.*,
        'finding:' || md5(concat_ws('|', named.finding_id, named.expected, named.found)) as item_id,
        coalesce(named.explanation, last_words.explanation) as answer
    from named
    left join last_words
        on named.origin <> 'file'
        and named.severity = '核实性'
        and named.rule_id = last_words.rule_id
        and named.org_code = last_words.org_code
        and named.period = last_words.period
),

published as (
    {{ published_ledger('findings', {'finding_id': 'varchar(32)', 'first_seen_on': 'date'}) }}
)

select
    answered.finding_id::varchar(32) as finding_id,
    answered.origin::varchar(16) as origin,
    answered.rule_id::varchar(80) as rule_id,
    answered.severity::varchar(10) as severity,
    answered.verdict::varchar(16) as verdict,
    answered.org_code::varchar(12) as org_code,
    units.name::varchar(80) as org_name,
    answered.indicator::varchar(64) as indicator,
    coalesce(labels.label_zh, indicators.name_zh)::varchar(200) as indicator_zh,
    answered.period::varchar(16) as period,
    answered.audience::varchar(32) as audience,
    answered.grade::varchar(32) as grade,
    answered.department::varchar(32) as department,
    answered.kind::varchar(32) as kind,
    answered.boundary::varchar(6) as boundary,
    answered.message_zh::varchar(4000) as message_zh,
    answered.expected::varchar(4000) as expected,
    answered.found::varchar(2000) as found,
    answered.answer::varchar(2000) as explanation,
    case
        when decided.decision = 'accept' then '已认可'
        when decided.decision = 'reject' then '已驳回'
        when answered.answer is not null then '已说明'
        else '待处理'
    end::varchar(8) as state,
    answered.item_id::varchar(40) as item_id,
    answered.submission_id::varchar(64) as submission_id,
    submissions.source_uri::varchar(1000) as source_uri,
    answered.source_ref::varchar(400) as source_ref,
    coalesce(published.first_seen_on, as_of.as_of_day)::date as first_seen_on
from answered
cross join as_of
left join decided on answered.item_id = decided.item_id
left join published on answered.finding_id = published.finding_id
left join {{ ref('stg_submissions') }} as submissions on answered.submission_id = submissions.submission_id
left join {{ ref('dim_org_unit') }} as units on answered.org_code = units.org_code
left join {{ ref('dim_indicator') }} as indicators on answered.indicator = indicators.indicator
left join {{ ref('int_cell_labels') }} as labels
    on answered.indicator = labels.indicator and {{ same_breakdown('answered', 'labels') }}
