-- marts.totals as somebody would write it down for this one case: the latest word per cell, own and
-- inclusive side by side, then level by level up the tree with GROUP BY, for both boundaries, and a
-- table with the same rows, columns, types and primary key. It may take for granted what only holds
-- here: annual figures that add up and are never negative, reported by the units themselves in forms,
-- without cumulative or unknown ones, without edits, splits or mergers. The tree of each day, who
-- owes, and the numbers of the cells are read from the same small tables as the warehouse reads.
-- Every "step" below begins a statement that is timed.

-- step: words
create table by_hand.words as
select distinct on (org_code, cell_id, period_year, scope)
    versions.org_code::text as org_code,
    cells.cell_id,
    observations.period::integer as period_year,
    observations.scope,
    observations.value,
    observations.lower,
    observations.upper
from raw.observations as observations
inner join raw.submissions as submissions
    on observations.submission_id = submissions.submission_id
    and submissions.state in ('accepted', 'accepted_with_findings')
inner join staging.stg_org_unit_versions as versions
    on observations.org_code = versions.code_then
    and make_date(observations.period::integer, 12, 31) >= versions.valid_from
    and make_date(observations.period::integer, 12, 31) < versions.valid_to
inner join intermediate.int_cells as cells
    on observations.indicator = cells.indicator
    and observations.audience = cells.audience
    and observations.grade = cells.grade
    and observations.department = cells.department
    and observations.kind = cells.kind
    and not cells.is_adjusted
where observations.status = 'actual' and observations.basis = 'period' and observations.state in ('value', 'zero')
order by org_code, cell_id, period_year, scope, submissions.received_at desc, submissions.submission_id desc;

-- step: statistics of words
analyze by_hand.words;

-- step: figures of units
create table by_hand.figures as
select
    words.org_code,
    words.cell_id,
    words.period_year,
    case when tree.is_leaf then coalesce(words.own, words.inclusive) else words.own end as own,
    case when tree.is_leaf and words.own is null then words.inclusive_lower else words.own_lower end as own_lower,
    case when tree.is_leaf and words.own is null then words.inclusive_upper else words.own_upper end as own_upper,
    words.inclusive,
    words.inclusive_lower,
    words.inclusive_upper
from (
    select
        org_code,
        cell_id,
        period_year,
        max(value) filter (where scope = 'own') as own,
        max(lower) filter (where scope = 'own') as own_lower,
        max(upper) filter (where scope = 'own') as own_upper,
        max(value) filter (where scope = 'inclusive') as inclusive,
        max(lower) filter (where scope = 'inclusive') as inclusive_lower,
        max(upper) filter (where scope = 'inclusive') as inclusive_upper
    from by_hand.words
    group by org_code, cell_id, period_year
) as words
inner join intermediate.int_tree as tree
    on words.org_code = tree.org_code and tree.tree_day = make_date(words.period_year, 12, 31);

-- step: statistics of figures
analyze by_hand.figures;

-- step: figures on both boundaries
-- with last year's own figure as weight where this year's is owed
create table by_hand.nodes as
select
    coalesce(figures.boundary, last_year.boundary) as boundary,
    coalesce(figures.org_code, last_year.org_code) as org_code,
    coalesce(figures.cell_id, last_year.cell_id) as cell_id,
    coalesce(figures.period_year, last_year.period_year) as period_year,
    figures.org_code is not null as is_row,
    figures.own,
    figures.own_lower,
    figures.own_upper,
    figures.inclusive,
    figures.inclusive_lower,
    figures.inclusive_upper,
    coalesce(last_year.weight, 0) as weight
from (
    select 'period' as boundary, figures.*
    from by_hand.figures as figures
    union all
    select
        'latest',
        figures.org_code,
        figures.cell_id,
        figures.period_year,
        figures.own,
        figures.own_lower,
        figures.own_upper,
        case when heirs.is_whole then figures.inclusive end,
        case when heirs.is_whole then figures.inclusive_lower end,
        case when heirs.is_whole then figures.inclusive_upper end
    from by_hand.figures as figures
    inner join intermediate.int_heirs as heirs
        on figures.org_code = heirs.to_code
        and heirs.last_day = make_date(figures.period_year, 12, 31)
        and heirs.is_sole
) as figures
full outer join (
    select due.boundary, before.org_code, before.cell_id, before.period_year + 1 as period_year, before.own as weight
    from by_hand.figures as before
    inner join intermediate.int_heirs as heirs
        on before.org_code = heirs.to_code
        and heirs.last_day = make_date(before.period_year, 12, 31)
        and heirs.is_sole
    inner join intermediate.int_cell_types as types on before.cell_id = types.cell_id and types.period_type = 'annual'
    inner join intermediate.int_due_counts as due
        on due.last_day = make_date(before.period_year + 1, 12, 31)
        and types.profile_id = due.profile_id
        and before.org_code = due.org_code
        and due.is_due
    where before.own is not null
) as last_year
    on figures.boundary = last_year.boundary
    and figures.org_code = last_year.org_code
    and figures.cell_id = last_year.cell_id
    and figures.period_year = last_year.period_year;

-- step: statistics of nodes
analyze by_hand.nodes;

{% for depth in depths %}
-- step: level {{ depth }}
create table by_hand.level_{{ depth }} as
select
    decided.boundary,
    decided.org_code,
    decided.cell_id,
    decided.period_year,
    decided.parent_code,
    decided.is_row,
    decided.method,
    case decided.method when 'reported' then greatest(decided.inclusive, decided.computed_lower) else decided.computed end as total,
    case decided.method when 'reported' then greatest(decided.inclusive_lower, decided.computed_lower) else decided.computed_lower end as lower,
    case decided.method
        when 'reported' then decided.inclusive_upper
        when 'computed' then decided.computed_upper
    end as upper,
    decided.own,
    decided.children,
    decided.inclusive,
    decided.inclusive - decided.computed as difference,
    decided.due_count,
    decided.reported_count,
    decided.weight_in,
    decided.weight_due,
    case decided.method
        when 'reported'
            then case when decided.inclusive_lower <> decided.inclusive_upper then decided.inclusive else 0 end
        when 'computed' then decided.hedged
        when 'partial' then decided.hedged
        else 0
    end as hedged
from (
    select
        added.*,
        case
            when added.is_complete and added.computed is not null then 'computed'
            when added.inclusive is not null
                then case when added.inclusive_upper < added.computed_lower then 'partial' else 'reported' end
            when added.computed is not null then 'partial'
        end as method
    from (
        select
            nodes.boundary,
            nodes.org_code,
            nodes.cell_id,
            nodes.period_year,
            tree.parent_code,
            nodes.is_row,
            nodes.own,
            nodes.inclusive,
            nodes.inclusive_lower,
            nodes.inclusive_upper,
            nodes.children,
            case when coalesce(nodes.own, nodes.children) is not null then coalesce(nodes.own, 0) + coalesce(nodes.children, 0) end
                as computed,
            case
                when coalesce(nodes.own, nodes.children) is not null
                    then coalesce(nodes.own_lower, 0) + coalesce(nodes.children_lower, 0)
            end as computed_lower,
            case
                when coalesce(nodes.own, nodes.children) is not null and not nodes.is_open
                    then coalesce(nodes.own_upper, 0) + coalesce(nodes.children_upper, 0)
            end as computed_upper,
            (nodes.own is not null or not coalesce(due.is_due, false))
            and nodes.incomplete = 0
            and nodes.due_with_row = coalesce(due.due_children, 0) as is_complete,
            coalesce(due.due_count, 0) as due_count,
            nodes.reported_count + (coalesce(due.is_due, false) and nodes.own is not null)::integer as reported_count,
            nodes.weight_in + case when nodes.own is not null then nodes.weight else 0 end as weight_in,
            nodes.weight_due + nodes.weight as weight_due,
            nodes.hedged + case when nodes.own_lower <> nodes.own_upper then nodes.own else 0 end as hedged
        from (
            {% if depth == depths[0] %}
            select
                figures.*,
                null::numeric as children,
                null::numeric as children_lower,
                null::numeric as children_upper,
                false as is_open,
                0 as hedged,
                0 as incomplete,
                0 as due_with_row,
                0 as reported_count,
                0 as weight_in,
                0 as weight_due
            from by_hand.nodes as figures
            inner join intermediate.int_tree as tree
                on figures.org_code = tree.org_code
                and tree.depth = {{ depth }}
                and tree.tree_day = case figures.boundary
                    when 'latest' then date '9999-12-31'
                    else make_date(figures.period_year, 12, 31)
                end
            {% else %}
            select
                coalesce(figures.boundary, children.boundary) as boundary,
                coalesce(figures.org_code, children.org_code) as org_code,
                coalesce(figures.cell_id, children.cell_id) as cell_id,
                coalesce(figures.period_year, children.period_year) as period_year,
                coalesce(figures.is_row, false) or coalesce(children.is_row, false) as is_row,
                figures.own,
                figures.own_lower,
                figures.own_upper,
                figures.inclusive,
                figures.inclusive_lower,
                figures.inclusive_upper,
                coalesce(figures.weight, 0) as weight,
                children.total as children,
                children.lower as children_lower,
                children.upper as children_upper,
                coalesce(children.is_open, false) as is_open,
                coalesce(children.hedged, 0) as hedged,
                coalesce(children.incomplete, 0) as incomplete,
                coalesce(children.due_with_row, 0) as due_with_row,
                coalesce(children.reported_count, 0) as reported_count,
                coalesce(children.weight_in, 0) as weight_in,
                coalesce(children.weight_due, 0) as weight_due
            from (
                select figures.*
                from by_hand.nodes as figures
                inner join intermediate.int_tree as tree
                    on figures.org_code = tree.org_code
                    and tree.depth = {{ depth }}
                    and tree.tree_day = case figures.boundary
                        when 'latest' then date '9999-12-31'
                        else make_date(figures.period_year, 12, 31)
                    end
            ) as figures
            full outer join (
                select
                    boundary,
                    parent_code as org_code,
                    cell_id,
                    period_year,
                    bool_or(is_row) as is_row,
                    sum(total) as total,
                    sum(lower) as lower,
                    sum(upper) as upper,
                    bool_or(total is not null and upper is null) as is_open,
                    sum(hedged) as hedged,
                    count(*) filter (
                        where coalesce(method, 'partial') = 'partial' and (due_count > 0 or is_row)
                    ) as incomplete,
                    count(*) filter (where due_count > 0) as due_with_row,
                    sum(reported_count) as reported_count,
                    sum(weight_in) as weight_in,
                    sum(weight_due) as weight_due
                from by_hand.level_{{ depth + 1 }}
                where parent_code is not null
                group by boundary, parent_code, cell_id, period_year
            ) as children
                on figures.boundary = children.boundary
                and figures.org_code = children.org_code
                and figures.cell_id = children.cell_id
                and figures.period_year = children.period_year
            {% endif %}
        ) as nodes
        inner join intermediate.int_tree as tree
            on nodes.org_code = tree.org_code
            and tree.tree_day = case nodes.boundary
                when 'latest' then date '9999-12-31'
                else make_date(nodes.period_year, 12, 31)
            end
        inner join intermediate.int_cell_types as types on nodes.cell_id = types.cell_id and types.period_type = 'annual'
        left join intermediate.int_due_counts as due
            on nodes.boundary = due.boundary
            and due.last_day = make_date(nodes.period_year, 12, 31)
            and types.profile_id = due.profile_id
            and nodes.org_code = due.org_code
    ) as added
) as decided;

-- step: statistics of level {{ depth }}
analyze by_hand.level_{{ depth }};
{% endfor %}

-- step: totals
create table by_hand.totals as
select
    figures.org_code::varchar(12) as org_code,
    cells.indicator::varchar(64) as indicator,
    figures.period_year::varchar(7) as period,
    cells.audience::varchar(32) as audience,
    cells.grade::varchar(32) as grade,
    cells.department::varchar(32) as department,
    cells.kind::varchar(32) as kind,
    figures.boundary::varchar(6) as boundary,
    figures.total::numeric(38, 12) as total,
    figures.lower::numeric(38, 12) as lower,
    figures.upper::numeric(38, 12) as upper,
    figures.own::numeric(38, 12) as own,
    figures.children::numeric(38, 12) as children,
    (figures.total - coalesce(figures.own, 0) - coalesce(figures.children, 0))::numeric(38, 12) as residual,
    figures.inclusive::numeric(38, 12) as reported_inclusive,
    figures.difference::numeric(38, 12) as difference,
    figures.total::numeric(38, 12) as adjusted_total,
    figures.method::varchar(8) as method,
    case when figures.due_count > 0 then figures.reported_count::numeric / figures.due_count end::numeric(7, 6) as completeness,
    case when figures.weight_due > 0 then figures.weight_in / figures.weight_due end::numeric(7, 6) as value_completeness,
    case when figures.total > 0 then figures.hedged / figures.total end::numeric(9, 6) as hedged_share
from (
    {% for depth in depths %}
    select * from by_hand.level_{{ depth }} where is_row
    {{ 'union all' if not loop.last }}
    {% endfor %}
) as figures
inner join intermediate.int_cells as cells on figures.cell_id = cells.cell_id;

-- step: primary key
alter table by_hand.totals add primary key (org_code, indicator, period, audience, grade, department, kind, boundary);
