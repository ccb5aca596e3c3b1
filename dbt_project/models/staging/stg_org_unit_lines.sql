-- Every line of org_unit_versions.csv that is in force by now with the fault that keeps it out of every tree, null for a sound
-- one. Seeds are loaded in the order of the file, so a row's place in the table is its line. What is
-- announced for a later day waits for it: until then the latest tree is that of the night.
with

numbered as (
    select
        *,
        (row_number() over (order by ctid) + 1)::integer as line
    from {{ ref('org_unit_versions') }}
),

lines as (
    select
        org_code,
        valid_from,
        {{ in_force_until('valid_to') }} as valid_to,
        code_then,
        name_then,
        kind_then,
        parent_code,
        source,
        confidence,
        line
    from numbered
    where {{ is_in_force('valid_from') }}
),

units as (
    select distinct org_code from {{ ref('org_units') }}
),

overlapping as (
    select
        lines.line,
        bool_or(lines.parent_code is distinct from others.parent_code) as has_two_parents
    from lines
    inner join lines as others
        on lines.org_code = others.org_code
        and lines.line <> others.line
        and lines.valid_from < others.valid_to
        and lines.valid_to > others.valid_from
    group by lines.line
),

sharing_a_code as (
    select distinct lines.line
    from lines
    inner join lines as others
        on lines.code_then = others.code_then
        and lines.org_code <> others.org_code
        and lines.valid_from < others.valid_to
        and lines.valid_to > others.valid_from
)

select
    -- ids
    lines.line,
    lines.org_code,
    lines.code_then,
    lines.parent_code,

    -- strings
    lines.name_then,
    lines.kind_then,
    lines.source,
    lines.confidence,
    case
        when units.org_code is null then 'unit_unknown'
        when lines.valid_from is null then 'first_day_missing'
        when lines.valid_from >= lines.valid_to then 'ends_before_it_begins'
        when overlapping.has_two_parents then 'two_parents'
        when overlapping.line is not null then 'two_versions'
        when sharing_a_code.line is not null then 'code_of_two_units'
        when lines.parent_code is not null and parents.org_code is null then 'parent_unknown'
    end as fault,

    -- dates
    lines.valid_from,
    lines.valid_to
from lines
left join units on lines.org_code = units.org_code
left join units as parents on lines.parent_code = parents.org_code
left join overlapping on lines.line = overlapping.line
left join sharing_a_code on lines.line = sharing_a_code.line
