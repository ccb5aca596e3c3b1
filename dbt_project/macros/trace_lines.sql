{#-
    What figures of units are made of, one step down: the lines of the ledger `trace`, by the number of
    the cell. All macros give the same columns; a figure has the lines of one of them.
    Lines add up to their figure exactly, but those of a ratio, whose terms are divided. Here amount and
    its ends are those of the part itself; a line takes them with its weight (line_amount).

    A figure is named by boundary, unit, cell, period, scope and basis; a line by these and its number.
    Cells of both editions are there, as reported and after edits (below zero), each made of its own kind.
    On the boundary `latest` only what is not simply the same figure of the same unit has lines.
-#}
{#- What was asserted: the end of every way down. -#}
{% macro trace_assertions() %}
    select
        'period' as boundary,
        held.org_code,
        held.cell_id,
        held.period,
        held.period_year,
        held.scope,
        held.basis,
        1 as line,
        'asserted' as step,
        held.value,
        held.lower,
        held.upper,
        held.state,
        1::numeric as weight,
        held.value as amount,
        held.lower as amount_lower,
        held.upper as amount_upper,
        null::text as part_boundary,
        null::text as part_org_code,
        null::integer as part_cell_id,
        null::text as part_period,
        null::text as part_scope,
        null::text as part_basis,
        held.observation_id,
        null::text as source_ref
    from {{ ref('int_holding') }} as held
    where held.state is not null {{ only_dirty('held') }}
{% endmacro %}

{#-
    In a unit without children the inclusive or unknown figure is its own; the reference figure of one
    with children is that of its whole area, whatever its scope.
-#}
{% macro trace_merged() %}
    select
        'period' as boundary,
        figures.org_code,
        figures.cell_id,
        figures.period,
        figures.period_year,
        merged.scope,
        'period' as basis,
        1 as line,
        'merged' as step,
        merged.value,
        merged.lower,
        merged.upper,
        merged.state,
        1::numeric as weight,
        merged.value as amount,
        merged.lower as amount_lower,
        merged.upper as amount_upper,
        'period' as part_boundary,
        figures.org_code as part_org_code,
        figures.cell_id as part_cell_id,
        figures.period as part_period,
        merged.part_scope,
        'period' as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from {{ ref('int_period_figures') }} as figures
    inner join {{ ref('int_cells') }} as cells on figures.cell_id = cells.cell_id
    cross join lateral (
        select
            'own' as scope,
            figures.own_state as state,
            figures.own_value as value,
            figures.own_lower as lower,
            figures.own_upper as upper,
            case when figures.inclusive_state is not null then 'inclusive' else 'unknown' end as part_scope
        where figures.own_is_merged and figures.own_state is not null

        union all

        select
            'inclusive',
            figures.inclusive_state,
            figures.inclusive_value,
            figures.inclusive_lower,
            figures.inclusive_upper,
            'own'
        where
            cells.is_reference
            and not figures.own_is_merged
            and figures.own_state is null
            and figures.inclusive_state is not null
            and not exists (
                select 1 from {{ ref('int_holding') }} as held
                where
                    held.org_code = figures.org_code
                    and held.cell_id = figures.cell_id
                    and held.period = figures.period
                    and held.scope = 'inclusive'
                    and held.basis = 'period'
                    and held.state is not null
            )
    ) as merged
    where true {{ only_dirty('figures') }}
{% endmacro %}

{#- A flow out of cumulative figures: the one at its end less the one at its start, cut at zero. -#}
{% macro trace_cumulative() %}
    select
        'period' as boundary,
        built.org_code,
        built.cell_id,
        built.period,
        built.period_year,
        built.scope,
        'period' as basis,
        told.line,
        told.step,
        built.value,
        built.lower,
        built.upper,
        told.state,
        told.weight,
        told.amount,
        told.amount_lower,
        told.amount_upper,
        case when told.part_period is not null then 'period' end as part_boundary,
        case when told.part_period is not null then built.org_code end as part_org_code,
        case when told.part_period is not null then built.cell_id end as part_cell_id,
        told.part_period,
        case when told.part_period is not null then built.scope end as part_scope,
        case when told.part_period is not null then 'ytd' end as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from {{ ref('int_cumulative') }} as built
    inner join {{ ref('stg_periods') }} as periods on built.period = periods.period
    inner join {{ ref('int_holding') }} as ends
        on built.org_code = ends.org_code
        and built.cell_id = ends.cell_id
        and built.scope = ends.scope
        and built.last_day = ends.last_day
        and ends.basis = 'ytd'
        and ends.state is not null
    left join {{ ref('int_holding') }} as starts
        on built.org_code = starts.org_code
        and built.cell_id = starts.cell_id
        and built.scope = starts.scope
        and periods.first_day - 1 = starts.last_day
        and extract(doy from periods.first_day) > 1
        and starts.basis = 'ytd'
        and starts.state is not null
    cross join lateral (
        -- what is not applicable takes nothing away and has no ends
        select
            coalesce(ends.value, 0) - coalesce(starts.value, 0) as value,
            case when ends.state = 'value' then ends.lower else 0 end
            - case when starts.state = 'value' then starts.upper else 0 end as lower
    ) as difference
    cross join lateral (
        select
            1 as line,
            'end' as step,
            ends.state,
            1::numeric as weight,
            ends.value as amount,
            ends.lower as amount_lower,
            ends.upper as amount_upper,
            ends.period as part_period

        union all

        select 2, 'start', starts.state, -1::numeric, starts.value, starts.lower, starts.upper, starts.period
        where starts.state is not null

        union all

        select
            3,
            'cut',
            'value',
            1::numeric,
            built.value - difference.value,
            built.lower - difference.lower,
            case when built.upper is not null then 0 end,
            null
        where
            built.state = 'value'
            and (built.value <> difference.value or built.lower is distinct from difference.lower)
    ) as told
    where true {{ only_dirty('built') }}
{% endmacro %}

{#- A total out of parts: those of the first dimension whose parts are all there. -#}
{% macro trace_parts() %}
    select
        'period' as boundary,
        complete.org_code,
        complete.cell_id,
        complete.period,
        complete.period_year,
        complete.scope,
        'period' as basis,
        row_number() over (
            partition by complete.org_code, complete.cell_id, complete.period, complete.scope order by abs(complete.part_id)
        )::integer as line,
        'part' as step,
        complete.value,
        complete.lower,
        complete.upper,
        complete.part_state as state,
        1::numeric as weight,
        complete.part_value as amount,
        complete.part_lower as amount_lower,
        complete.part_upper as amount_upper,
        'period' as part_boundary,
        complete.org_code as part_org_code,
        complete.part_id as part_cell_id,
        complete.period as part_period,
        complete.scope as part_scope,
        'period' as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from (
        select *, min(step) over (partition by org_code, cell_id, period, scope) as built_at
        from (
            select
                built.*,
                parts.part_id,
                parts.step,
                parts.parts_needed,
                figures.state as part_state,
                figures.value as part_value,
                figures.lower as part_lower,
                figures.upper as part_upper,
                count(*) over (
                    partition by built.org_code, built.cell_id, built.period, built.scope, parts.step
                ) as parts_found
            from {{ ref('int_parts') }} as built
            inner join {{ ref('int_cell_parts') }} as parts
                on built.cell_id = parts.whole_id and built.period_year = parts.period_year
            inner join {{ figures_after('int_parts') }} as figures
                on built.org_code = figures.org_code
                and parts.part_id = figures.cell_id
                and built.period = figures.period
                and built.scope = figures.scope
            where true {{ only_dirty('built') }}
        ) as found
        where parts_found = parts_needed
    ) as complete
    where complete.step = complete.built_at
{% endmacro %}

{#- A longer period out of the next shorter ones, brought to the units of its last day. -#}
{% macro trace_periods() %}
    select
        'period' as boundary,
        built.org_code,
        built.cell_id,
        built.period,
        built.period_year,
        built.scope,
        'period' as basis,
        row_number() over (
            partition by built.org_code, built.cell_id, built.period, built.scope order by parts.part, parts.source_code
        )::integer as line,
        'shorter' as step,
        built.value,
        built.lower,
        built.upper,
        figures.state,
        parts.weight,
        figures.value as amount,
        figures.lower as amount_lower,
        figures.upper as amount_upper,
        'period' as part_boundary,
        parts.source_code as part_org_code,
        built.cell_id as part_cell_id,
        parts.part as part_period,
        built.scope as part_scope,
        'period' as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from (
        {%- for built in ['int_quarters_built', 'int_halves_built', 'int_years_built'] %}
        select * from {{ ref(built) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as built
    inner join {{ ref('int_cells') }} as cells on built.cell_id = cells.cell_id
    inner join {{ ref('int_period_parts') }} as parts
        on built.org_code = parts.org_code
        and built.period = parts.period
        and built.scope = parts.scope
        and parts.weight is not null
        and (
            cells.behaviour = 'flow'
            or (cells.is_opening_stock and parts.begins)
            or (cells.behaviour = 'stock' and not cells.is_opening_stock and parts.ends)
        )
    inner join {{ figures_after('int_years_built') }} as figures
        on parts.source_code = figures.org_code
        and built.cell_id = figures.cell_id
        and parts.part = figures.period
        and built.scope = figures.scope
    where true {{ only_dirty('built') }}
{% endmacro %}

{#- On the latest tree, the own figure of a unit that changed: what came to it, by the events' weights. -#}
{% macro trace_apportioned() %}
    select
        'latest' as boundary,
        built.org_code,
        built.cell_id,
        built.period,
        built.period_year,
        'own' as scope,
        'period' as basis,
        row_number() over (
            partition by built.org_code, built.cell_id, built.period order by heirs.from_code
        )::integer as line,
        'apportioned' as step,
        built.own_value as value,
        built.own_lower as lower,
        built.own_upper as upper,
        figures.own_state as state,
        heirs.weight,
        figures.own_value as amount,
        figures.own_lower as amount_lower,
        figures.own_upper as amount_upper,
        'period' as part_boundary,
        heirs.from_code as part_org_code,
        built.cell_id as part_cell_id,
        built.period as part_period,
        'own' as part_scope,
        'period' as part_basis,
        null::bigint as observation_id,
        null::text as source_ref
    from {{ ref('int_apportioned_figures') }} as built
    inner join {{ ref('int_cells') }} as cells on built.cell_id = cells.cell_id
    inner join (
        select last_day, from_code, to_code, weight, is_changed, true as adds_up from {{ ref('int_heirs') }} where not is_sole
        union all
        select last_day, from_code, to_code, 1, is_changed, false from {{ ref('int_heirs') }} where not is_sole and not is_changed
    ) as heirs
        on built.last_day = heirs.last_day
        and built.org_code = heirs.to_code
        and heirs.adds_up = (cells.is_built_within_unit or cells.is_reference)
    inner join {{ ref('int_period_figures') }} as figures
        on heirs.from_code = figures.org_code
        and built.cell_id = figures.cell_id
        and built.period = figures.period
        and figures.own_state is not null
    where built.own_state is not null {{ only_dirty('built') }}
{% endmacro %}

{#- A ratio that was rebuilt: the sum of its numerators times the factor, over that of its denominators. -#}
{% macro trace_ratios() %}
    select
        ratios.boundary,
        ratios.org_code,
        ratios.cell_id,
        ratios.period,
        ratios.period_year,
        'total' as scope,
        'period' as basis,
        row_number() over (
            partition by ratios.boundary, ratios.org_code, ratios.cell_id, ratios.period
            order by parts.side desc, parts.part, abs(parts.part_id)
        )::integer as line,
        parts.side as step,
        ratios.total as value,
        ratios.lower,
        ratios.upper,
        case when coalesce(terms.total, population.value) is null then 'not_applicable' else 'value' end as state,
        case parts.side when 'numerator' then parts.ratio_factor else 1 end as weight,
        case when parts.is_population then population.value else terms.total end as amount,
        case when parts.is_population then population.value else terms.lower end as amount_lower,
        case when parts.is_population then population.value else terms.upper end as amount_upper,
        case when not parts.is_population then ratios.boundary end as part_boundary,
        case when not parts.is_population then ratios.org_code end as part_org_code,
        case when not parts.is_population then parts.part_id end as part_cell_id,
        case when not parts.is_population then ratios.period end as part_period,
        case when not parts.is_population then 'total' end as part_scope,
        case when not parts.is_population then 'period' end as part_basis,
        null::bigint as observation_id,
        case when parts.is_population then 'population.csv ' || population.edition end as source_ref
    from {{ ref('int_ratios') }} as ratios
    inner join {{ ref('int_ratio_cells') }} as parts on ratios.cell_id = parts.ratio_id
    left join {{ ref('int_rollup_nodes') }} as terms
        on ratios.boundary = terms.boundary
        and ratios.org_code = terms.org_code
        and parts.part_id = terms.cell_id
        and ratios.period = terms.period
        and terms.is_row
        and not parts.is_population
        {{ only_dirty_units('terms') }}
    left join {{ ref('int_population') }} as population
        on ratios.org_code = population.org_code
        and ratios.period_year = population.period_year
        and parts.part = population.indicator
        and parts.is_population
    where true {{ only_dirty('ratios') }}
{% endmacro %}

{#-
    What a line takes of its part, or of an end of it ('_lower', '_upper'), exactly: figures and weights
    have 12 decimals each. What is subtracted has its ends the other way round; what is rounded is taken
    as it is.
-#}
{% macro line_amount(line, end='') -%}
    {%- set other = {'_lower': '_upper', '_upper': '_lower'} -%}
    {%- set taken = line ~ '.amount' ~ end -%}
    {%- if end -%}
        {%- set taken = 'case when ' ~ line ~ '.weight < 0 then ' ~ line ~ '.amount' ~ other[end] ~ ' else ' ~ taken ~ ' end' -%}
    {%- endif -%}
    (case {{ line }}.step when 'rounding' then {{ line }}.amount{{ end }} else round({{ line }}.weight, 12) * round({{ taken }}, 12) end)
{%- endmacro %}
