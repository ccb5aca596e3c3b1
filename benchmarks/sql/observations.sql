-- A made-up history straight into raw: every reporting unit of the tree, five years, annual, as many
-- of the catalogue's cells as the number of observations asks for. Everything follows from hashes, so
-- that two runs of one size hold the same figures.
-- Of a hundred assertions about 20 are inclusive, 5 hedged, 5 corrections of earlier ones by a later
-- submission; of a hundred units and years two say nothing.
create schema if not exists bench;

create table bench.units as
select
    versions.org_code,
    versions.code_then,
    units.level,
    years.year,
    row_number() over (order by years.year, versions.org_code) as unit_no,
    exists (
        select 1 from staging.stg_org_unit_versions as below
        where
            below.parent_code = versions.org_code
            and below.valid_from <= make_date(years.year, 12, 31)
            and below.valid_to > make_date(years.year, 12, 31)
    ) as has_children
from generate_series(2020, 2024) as years (year)
inner join staging.stg_org_unit_versions as versions
    on versions.valid_from <= make_date(years.year, 12, 31)
    and versions.valid_to > make_date(years.year, 12, 31)
inner join staging.stg_org_units as units
    on versions.org_code = units.org_code;

-- whole indicators, and of the last one its totals first, so that every whole is asserted
create table bench.cells as
select *
from (
    select
        cells.*,
        indicators.value_type = 'money' as is_money,
        row_number() over (
            order by
                indicators.sort_order,
                (cells.audience <> 'total')::integer + (cells.grade <> 'total')::integer
                + (cells.department <> 'total')::integer + (cells.kind <> 'total')::integer,
                cells.cell_id
        ) as cell_no
    from intermediate.int_cells as cells
    inner join staging.stg_indicators as indicators on cells.indicator = indicators.indicator
    inner join staging.stg_indicator_period_types as types
        on cells.indicator = types.indicator and types.period_type = 'annual'
    where
        not cells.is_adjusted and cells.is_added_up and not cells.is_reference and not cells.may_be_negative
        and not exists (
            select 1 from staging.indicator_members as members
            where
                members.indicator = cells.indicator
                and (
                    (members.dimension = 'audience' and members.member = cells.audience)
                    or (members.dimension = 'grade' and members.member = cells.grade)
                    or (members.dimension = 'department' and members.member = cells.department)
                    or (members.dimension = 'kind' and members.member = cells.kind)
                )
                and (coalesce(members.valid_from, 0) > 2020 or coalesce(members.valid_to, 9999) <= 2024)
        )
) as numbered
where cell_no <= %(observations)s / (select count(*) * 1.103 from bench.units);

create table bench.submissions as
select
    'bench-' || units.year || '-' || units.org_code || case when edition.no = 2 then '-corrected' else '' end
        as submission_id,
    case when edition.no = 2 then 'bench-' || units.year || '-' || units.org_code end as supersedes_id,
    make_timestamptz(units.year + 1, 1, 10 * edition.no, 9, 0, 0) + mod(units.unit_no, 3600) * interval '1 second'
        as received_at,
    edition.no as edition,
    units.*
from bench.units as units
cross join (values (1), (2)) as edition (no)
where
    -- who says nothing, and whom the late submission will be from
    mod(abs(hashint8extended(units.unit_no, 1)), 50) <> 0
    and not (units.year = 2024 and units.org_code = any(%(late)s))
    and (edition.no = 1 or mod(abs(hashint8extended(units.unit_no, 2)), 20) = 0);

-- kept, for late reports take the place of these
create table bench.first_submissions as
select * from bench.submissions
where edition = 1;
