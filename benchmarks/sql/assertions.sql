-- The made-up assertions of bench.submissions: a unit with children gives own and inclusive figures, one
-- without gives either; the larger ones stand higher in the tree.
create or replace view bench.assertions as
select
    drawn.submission_id,
    drawn.code_then as org_code,
    drawn.indicator,
    drawn.year::text as period,
    drawn.audience,
    drawn.grade,
    drawn.department,
    drawn.kind,
    drawn.scope,
    'actual' as status,
    'period' as basis,
    case when drawn.value = 0 then 'zero' else 'value' end as state,
    drawn.value,
    drawn.value as lower,
    case when mod(drawn.chance, 20) = 7 then ceil(drawn.value * 1.1) else drawn.value end as upper,
    'bench!C' || drawn.cell_no as source_ref
from (
    select
        submissions.*,
        cells.*,
        scopes.scope,
        hashed.chance,
        (mod(hashed.chance / 1000, 1000) * case scopes.scope when 'inclusive' then submissions.breadth else 1 end)::numeric
        / case when cells.is_money then 4 else 1 end as value
    from (
        select *, case level when 'province' then 1600 when 'city' then 95 else 14 end as breadth
        from bench.submissions
    ) as submissions
    cross join bench.cells as cells
    cross join lateral (
        select abs(hashint8extended(submissions.unit_no * 1000000 + cells.cell_id * 10 + submissions.edition, 3)) as chance
    ) as hashed
    cross join lateral (
        select case when not submissions.has_children and mod(abs(hashint8extended(submissions.unit_no, 4)), 100) < 14 then 'inclusive' else 'own' end as scope
        union all
        select 'inclusive' as scope where submissions.has_children
    ) as scopes
) as drawn;
