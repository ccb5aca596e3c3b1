-- Every line of a station register with the station it speaks of, or the reason why it is set aside.
-- A station is named by its host's credit code, its type and its grade. A line whose code fails its
-- check, or that does not give all three, names none: it stands for itself as an unverified station and
-- is never merged with another office's. The same office repeating it word for word is one station.
with recursive

types as (
    select distinct labels.member, {{ comparable_name('labels.label_zh') }} as label_key
    from {{ ref('indicator_members') }} as members
    inner join {{ ref('breakdown_members') }} as labels
        on members.dimension = labels.dimension
        and members.member = labels.member
        and labels.classification = 'station_type'
    where members.indicator = 'ws_total' and members.dimension = 'kind'
),

grades as (
    select distinct labels.member, {{ comparable_name('labels.label_zh') }} as label_key
    from {{ ref('indicator_members') }} as members
    inner join {{ ref('breakdown_members') }} as labels
        on members.dimension = labels.dimension and members.member = labels.member
    where members.indicator = 'ws_total' and members.dimension = 'grade'
),

lines as (
    select
        stations.station_line_id,
        stations.submission_id,
        stations.org_code as org_code_as_sent,
        {{ stated('stations.credit_code') }} as credit_code,
        stations.station_name,
        {{ stated('stations.host_name') }} as host_name,
        {{ stated('stations.type') }} as type_as_sent,
        {{ stated('stations.grade') }} as grade_as_sent,
        stations.approved_on,
        stations.term_end,
        stations.exited_on,
        {{ stated('stations.exit_kind') }} as exit_kind_as_sent,
        {{ stated('stations.exit_reason') }} as exit_reason,
        stations.source_ref,
        submissions.is_accepted,
        submissions.kind as submission_kind,
        submissions.is_narrative,
        submissions.speaks_at,
        submissions.correction_depth,
        submissions.received_at,
        periods.first_day,
        periods.last_day,
        periods.period_year,
        units.org_code,
        coalesce(senders.org_code, submissions.sender_code) as sender_code
    from {{ ref('stg_stations') }} as stations
    inner join {{ ref('stg_submissions') }} as submissions on stations.submission_id = submissions.submission_id
    left join {{ ref('stg_periods') }} as periods on submissions.period = periods.period
    left join {{ ref('int_station_identities') }} as units
        on stations.org_code = units.code and periods.last_day = units.last_day
    left join {{ ref('int_station_identities') }} as senders
        on submissions.sender_code = senders.code and periods.last_day = senders.last_day
),

understood as (
    select
        lines.*,
        types.member as type,
        grades.member as grade,
        exits.exit_kind,
        {{ comparable_name('lines.station_name') }} as name_key,
        {{ comparable_name('lines.host_name') }} as host_key,
        case
            when lines.credit_code is null then 'code_missing'
            when not {{ is_sound_credit_code('lines.credit_code') }} then 'code_wrong'
            when types.member is null then 'type_unknown'
            when grades.member is null then 'grade_unknown'
        end as unverified_reason,
        case
            when not lines.is_accepted then 'submission_not_accepted'
            when lines.submission_kind = 'edit' then 'edit'
            when lines.last_day is null then 'no_period'
            when lines.org_code is null then 'unit_unknown'
            when existing.org_code is null then 'unit_did_not_exist'
        end as fault
    from lines
    left join types on {{ comparable_name('lines.type_as_sent') }} in (types.member, types.label_key)
    left join grades on {{ comparable_name('lines.grade_as_sent') }} in (grades.member, grades.label_key)
    left join {{ ref('station_exit_kinds') }} as exits
        on {{ comparable_name('lines.exit_kind_as_sent') }} = {{ comparable_name('exits.label_zh') }}
    left join {{ ref('stg_org_unit_versions') }} as existing
        on lines.org_code = existing.org_code
        and lines.last_day >= existing.valid_from
        and lines.last_day < existing.valid_to
),

worded as (
    select
        *,
        concat_ws(
            '|',
            coalesce(sender_code, ''), coalesce(org_code, org_code_as_sent, ''), coalesce(credit_code, ''),
            coalesce(type_as_sent, ''), coalesce(grade_as_sent, ''), station_name, coalesce(host_name, '')
        ) as wording
    from understood
),

named as (
    -- two lines of one file that read alike are two: an office that repeats itself must say so
    select
        *,
        case
            when unverified_reason is null then credit_code || '/' || type || '/' || grade
            else 'unverified/' || md5(
                    wording || '|' || row_number() over (partition by submission_id, wording order by station_line_id)
                )
        end as station_id
    from worded
),

corrections as (
    select submissions.submission_id, submissions.supersedes_id as corrected_id
    from {{ ref('stg_submissions') }} as submissions
    where submissions.supersedes_id is not null

    union

    select corrections.submission_id, submissions.supersedes_id
    from corrections
    inner join {{ ref('stg_submissions') }} as submissions on corrections.corrected_id = submissions.submission_id
    where submissions.supersedes_id is not null
),

registers as (
    select submissions.*
    from {{ ref('stg_submissions') }} as submissions
    where
        exists (
            select 1 from {{ ref('stg_stations') }} as stations where stations.submission_id = submissions.submission_id
        )
),

resubmissions as (
    -- a register lists all stations: a later full one of the office for the period gives them anew
    select submission_id, corrected_id
    from corrections

    union

    select later.submission_id, earlier.submission_id as corrected_id
    from registers as later
    inner join registers as earlier
        on later.sender_code = earlier.sender_code
        and later.form = earlier.form
        and later.period = earlier.period
        and row(later.speaks_at, later.correction_depth, later.submission_id)
        > row(earlier.speaks_at, earlier.correction_depth, earlier.submission_id)
    where later.kind = 'snapshot'
),

corrected as (
    -- a resubmission that gives this station under another code, type or grade, and no longer under this
    select distinct earlier.station_line_id
    from named as earlier
    inner join resubmissions on earlier.submission_id = resubmissions.corrected_id
    inner join named as later
        on resubmissions.submission_id = later.submission_id
        and earlier.org_code = later.org_code
        and earlier.name_key = later.name_key
        and earlier.host_key = later.host_key
        and earlier.station_id <> later.station_id
    left join named as repeated
        on resubmissions.submission_id = repeated.submission_id and earlier.station_id = repeated.station_id
    left join named as stood_already
        on earlier.submission_id = stood_already.submission_id and later.station_id = stood_already.station_id
    where
        earlier.fault is null
        and later.fault is null
        and earlier.submission_id <> later.submission_id
        and repeated.station_line_id is null
        and stood_already.station_line_id is null
)

select
    named.station_line_id,
    named.submission_id,
    named.station_id,
    named.unverified_reason,
    named.org_code,
    named.org_code_as_sent,
    named.sender_code,
    named.credit_code,
    named.station_name,
    named.host_name,
    named.type,
    named.type_as_sent,
    named.grade,
    named.grade_as_sent,
    named.approved_on,
    named.term_end,
    named.exited_on,
    named.exit_kind,
    named.exit_kind_as_sent,
    named.exit_reason,
    named.name_key,
    named.host_key,
    named.source_ref,
    named.is_narrative,
    named.speaks_at,
    named.correction_depth,
    named.received_at,
    named.first_day,
    named.last_day,
    named.period_year,
    coalesce(named.fault, case when corrected.station_line_id is not null then 'corrected' end) as set_aside
from named
left join corrected on named.station_line_id = corrected.station_line_id
