-- depends_on: {{ ref('int_changed_submissions') }}
-- depends_on: {{ ref('int_dirty') }}
-- depends_on: {{ ref('int_dirty_units') }}
-- Every assertion in raw, counted by submission (a night's arrivals are whole submissions): used, which is
-- the word that holds for its cell; set aside with its reason; silent by its own words; or gave way to a
-- word of better rank or later date. What is none of these was lost on the way, or doubled by a join.
-- Where edits speak everything holds or gives way once more, edits included: that edition has its own count.
-- A night that touches only some counts what came or was decided otherwise, and every word on the cells that
-- it computed again: all else stands as it was counted when it was built.
{%- set built = built_before() %}
with

{% if built -%}
touched as (
    select observation_id
    from {{ ref('int_judged') }}
    where {{ only_changed('submission_id') }}

    union

    select of_cells.observation_id
    from {{ touched_rows(ref('int_judged'), 'cell') }} as of_cells
),

{% endif -%}
holding as {{ 'materialized' if built else 'not materialized' }} (
    select org_code, cell_id, period, last_day, scope, basis, observation_id
    from {{ ref('int_holding') }}
    {%- if built %}
    where org_code = any(array(select units.org_code from {{ ref('int_dirty_units') }} as units))
    {%- endif %}
),

judged as (
    select
        judged.*,
        submissions.speaks_no,
        1 + submissions.is_narrative::integer * 2 + (not judged.is_own_office)::integer as rank,
        contradicted.observation_id is not null as is_two_figures
    from {{ ref('int_judged') }} as judged
    {% if built -%}
    inner join touched on judged.observation_id = touched.observation_id
    {% endif -%}
    inner join {{ ref('stg_submissions') }} as submissions on judged.submission_id = submissions.submission_id
    left join {{ ref('int_two_figures') }} as contradicted on judged.observation_id = contradicted.observation_id
),

editions as (
    select
        false as is_adjusted,
        judged.cell_id as edition_cell,
        judged.rank as edition_rank,
        judged.set_aside as reason,
        judged.*
    from judged

    union all

    select
        true as is_adjusted,
        -judged.cell_id as edition_cell,
        case when judged.set_aside = 'edit' then 0 else judged.rank end as edition_rank,
        nullif(judged.set_aside, 'edit') as reason,
        judged.*
    from judged
    inner join {{ ref('int_cells') }} as cells on judged.cell_id = cells.cell_id
    inner join {{ ref('int_adjusted_scopes') }} as scopes
        on cells.indicator = scopes.indicator and judged.period_year = scopes.period_year
    where coalesce(judged.set_aside, 'edit') = 'edit'
),

speaking as (
    select *
    from editions
    where reason is null and not is_two_figures and state in ('value', 'zero', 'not_applicable', 'erased')
),

held as (
    -- how often each assertion is what holds, and of which rank it is
    select
        speaking.is_adjusted,
        speaking.observation_id,
        speaking.edition_rank,
        count(*) as times
    from speaking
    inner join holding as held
        on speaking.observation_id = held.observation_id and speaking.edition_cell = held.cell_id
    group by speaking.is_adjusted, speaking.observation_id, speaking.edition_rank
),

cells_told as (
    -- every cell that was spoken of has one row, what holds or nothing
    select
        org_code,
        cell_id,
        last_day,
        scope,
        basis,
        case basis when 'ytd' then '' else period end as series,
        count(*) as times,
        min(observation_id) as observation_id
    from holding
    group by org_code, cell_id, last_day, scope, basis, case basis when 'ytd' then '' else period end
),

last_words as (
    -- of each rank the one word that counts
    select
        is_adjusted,
        observation_id,
        row_number() over (
            partition by
                is_adjusted, org_code, edition_cell, last_day, scope, basis,
                case basis when 'ytd' then '' else period end, edition_rank
            order by speaks_no desc, period, observation_id
        ) as place
    from speaking
),

ended as (
    select
        editions.is_adjusted,
        editions.submission_id,
        editions.observation_id,
        case
            when editions.reason is not null then 'set_aside'
            when cells_told.times is null or cells_told.times > 1 then 'lost'
            when editions.is_two_figures then 'set_aside'
            when editions.state not in ('value', 'zero', 'not_applicable', 'erased') then 'silent'
            when held.times = 1 then 'used'
            when held.times > 1 then 'doubled'
            when last_words.place > 1 or editions.state = 'erased' then 'gave_way'
            when better.edition_rank < editions.edition_rank then 'gave_way'
            else 'lost'
        end as ending
    from editions
    left join cells_told
        on editions.org_code = cells_told.org_code
        and editions.edition_cell = cells_told.cell_id
        and editions.last_day = cells_told.last_day
        and editions.scope = cells_told.scope
        and editions.basis = cells_told.basis
        and case editions.basis when 'ytd' then '' else editions.period end = cells_told.series
    left join held
        on editions.is_adjusted = held.is_adjusted and editions.observation_id = held.observation_id
    left join held as better
        on editions.is_adjusted = better.is_adjusted and cells_told.observation_id = better.observation_id
    left join last_words
        on editions.is_adjusted = last_words.is_adjusted and editions.observation_id = last_words.observation_id
),

received as (
    select
        false as is_adjusted,
        submission_id,
        count(*) as rows_in
    from {{ source('raw', 'observations') }}
    {%- if built %}
    where {{ only_changed('submission_id') }}
    {%- endif %}
    group by submission_id
    {%- if built %}

    union all

    -- of the others only the words on those cells are counted
    select
        false as is_adjusted,
        judged.submission_id,
        count(distinct judged.observation_id) as rows_in
    from judged
    where
        judged.submission_id not in (select changed.submission_id from {{ ref('int_changed_submissions') }} as changed)
    group by judged.submission_id
    {%- endif %}

    union all

    select
        true as is_adjusted,
        submission_id,
        count(distinct observation_id) as rows_in
    from editions
    where is_adjusted
    group by submission_id
),

counted as (
    select
        is_adjusted,
        submission_id,
        count(*) as rows_out,
        count(*) filter (where ending = 'used') as used,
        count(*) filter (where ending in ('set_aside', 'silent', 'gave_way')) as set_aside,
        count(*) filter (where ending in ('lost', 'doubled')) as lost,
        min(observation_id) filter (where ending in ('lost', 'doubled')) as first_lost
    from ended
    group by is_adjusted, submission_id
)

select
    coalesce(received.is_adjusted, counted.is_adjusted) as is_adjusted,
    coalesce(received.submission_id, counted.submission_id) as submission_id,
    received.rows_in,
    counted.used,
    counted.set_aside,
    counted.lost,
    counted.first_lost
from received
full outer join counted
    on received.is_adjusted = counted.is_adjusted and received.submission_id = counted.submission_id
where
    received.rows_in is distinct from counted.used + counted.set_aside
    or received.rows_in is distinct from counted.rows_out

union all

-- what holds without having been received
select
    null as is_adjusted,
    null as submission_id,
    null as rows_in,
    count(*) as used,
    null as set_aside,
    null as lost,
    min(held.observation_id) as first_lost
from holding as held
left join {{ ref('int_judged') }} as judged on held.observation_id = judged.observation_id
where held.observation_id is not null and judged.observation_id is null
having count(*) > 0
