{#-
    marts.contributions_of(...): what a figure is made of, one step down. Published totals are made of
    figures of units and of what was published below (totals, org_tree), figures of units of what
    `trace` says. marts.trace_of(...): all steps together. The same in marts_history, as of an instant.
    With of_is_adjusted the same of the figure after edits (adjusted_totals), which is the total where
    no edit speaks. Rights are the caller's.
-#}
{% macro _ensure_trace_functions() %}
    {%- for name in ['trace', 'totals', 'adjusted_totals', 'org_tree', 'dim_indicator', 'dim_period'] -%}
        {%- if not _columns_of('marts', name) -%}{{ return('') }}{%- endif -%}
    {%- endfor -%}
    {%- set edition = ['of_is_adjusted boolean default false'] -%}
    {%- for schema in ['marts', 'marts_history'] -%}
        {%- set made = _contributions_of(schema) -%}
        {%- do _make_function(schema ~ '.contributions_of', _figure_arguments(schema, edition), made.returns, made.body,
            '一个数由什么得来（一步）；is_added 为否的各项只作对照，不计入；of_is_adjusted 为真时是调整后的数') -%}
        {%- set made = _trace_of(schema) -%}
        {%- do _make_function(schema ~ '.trace_of', _figure_arguments(schema, ['max_depth integer default 64'] + edition), made.returns, made.body,
            '一个数逐级由什么得来，直到文件、单元格或原句；contribution 之和即该数；of_is_adjusted 为真时是调整后的数') -%}
    {%- endfor -%}
{% endmacro %}

{#- What names a figure, in order, with the defaults of most questions. -#}
{% macro _figure_columns() %}
    {{ return([
        ('org_code', 'varchar', none), ('indicator', 'varchar', none), ('period', 'varchar', none),
        ('audience', 'varchar', 'total'), ('grade', 'varchar', 'total'), ('department', 'varchar', 'total'),
        ('kind', 'varchar', 'total'), ('boundary', 'varchar', 'period'), ('scope', 'varchar', 'total'),
        ('basis', 'varchar', 'period')
    ]) }}
{% endmacro %}

{#- Those columns of an alias: `of_` others are called part_..., as they are columns of results too. -#}
{% macro _figure(alias, prefix='') %}
    {%- set columns = [] -%}
    {%- for column, _, _ in _figure_columns() -%}
        {%- do columns.append(alias ~ '.' ~ prefix ~ column) -%}
    {%- endfor -%}
    {{ return(columns | join(', ')) }}
{% endmacro %}

{% macro _figure_arguments(schema, more=[]) %}
    {%- set arguments = ['instant timestamptz'] if schema == 'marts_history' else [] -%}
    {%- for column, type, default in _figure_columns() -%}
        {%- do arguments.append('of_' ~ column ~ ' ' ~ type ~ (" default '" ~ default ~ "'" if default else '')) -%}
    {%- endfor -%}
    {{ return((arguments + more) | join(', ')) }}
{% endmacro %}

{#- A mart as it is, or as it was at the function's instant. -#}
{% macro _mart_then(schema, name) %}
    {{ return('marts.' ~ name if schema == 'marts' else 'marts_history.' ~ name ~ '_as_of(instant)') }}
{% endmacro %}

{#-
    Rows of totals and of adjusted_totals, as a relation in which one figure is sought by its key, as
    constants. adjusted_total is on both what stands after edits.
-#}
{% macro _totals_of_both_editions(schema) %}
    {%- set key = ['org_code', 'indicator', 'period', 'audience', 'grade', 'department', 'kind', 'boundary'] -%}
    {%- set columns = (key + ['total', 'lower', 'upper', 'own', 'children', 'residual', 'reported_inclusive', 'method']) | join(', ') -%}
        (
            select {{ columns }}, adjusted_total, false as is_adjusted from {{ _mart_then(schema, 'totals') }} as totals
            union all
            select {{ columns }}, total, true from {{ _mart_then(schema, 'adjusted_totals') }} as totals
        )
{%- endmacro %}

{% macro _line_columns() %}
    {{ return([
        ('line', 'integer'), ('step', 'varchar'), ('is_added', 'boolean'), ('state', 'varchar'),
        ('weight', 'numeric'), ('amount', 'numeric'), ('amount_lower', 'numeric'), ('amount_upper', 'numeric'),
        ('part_org_code', 'varchar'), ('part_indicator', 'varchar'), ('part_period', 'varchar'),
        ('part_audience', 'varchar'), ('part_grade', 'varchar'), ('part_department', 'varchar'),
        ('part_kind', 'varchar'), ('part_boundary', 'varchar'), ('part_scope', 'varchar'), ('part_basis', 'varchar'),
        ('observation_id', 'bigint'), ('submission_id', 'varchar'), ('content_sha256', 'varchar'),
        ('source_uri', 'varchar'), ('source_ref', 'varchar'), ('quote', 'varchar')
    ]) }}
{% endmacro %}

{% macro _contributions_of(schema) %}
    {%- set cell = ['indicator', 'period', 'audience', 'grade', 'department', 'kind'] -%}
    {%- set no_source = 'null::bigint, null::varchar, null::varchar, null::varchar, null::varchar, null::varchar' -%}
    {%- set no_part = 'null::varchar, ' * 9 ~ 'null::varchar' -%}
    {%- set returns = [] -%}
    {%- for name, type in _line_columns() -%}{%- do returns.append(name ~ ' ' ~ type) -%}{%- endfor -%}
    {%- set body %}
        with published as (
            select
                totals.*,
                indicators.behaviour in ('flow', 'stock') and indicators.rollup_scope = 'tree'
                or indicators.behaviour = 'reference' as adds_up,
                case totals.boundary when 'latest' then date '9999-12-31' else periods.next_day - 1 end as tree_day,
                -- which figure of the unit speaks in the total; none in a ratio that was rebuilt
                case
                    when totals.method in ('computed', 'partial') and indicators.behaviour <> 'ratio' then 'own'
                    when totals.method = 'assumed' then 'unknown'
                    when totals.method = 'reported' and indicators.rollup_scope = 'own' then 'own'
                    when totals.method = 'reported' and totals.total is not null and totals.reported_inclusive is null then 'own'
                    when totals.method = 'reported' then 'inclusive'
                end as speaking
            from {{ _totals_of_both_editions(schema) }} as totals
            inner join {{ _mart_then(schema, 'dim_indicator') }} as indicators on totals.indicator = indicators.indicator
            inner join {{ _mart_then(schema, 'dim_period') }} as periods on totals.period = periods.period
            where
                of_scope = 'total'
                {%- for column in ['org_code', 'boundary'] + cell %}
                and totals.{{ column }} = of_{{ column }}
                {%- endfor %}
                -- where no edit speaks, the total is the figure after edits
                and (
                    totals.is_adjusted = of_is_adjusted
                    or (of_is_adjusted and totals.adjusted_total is not distinct from totals.total)
                )
            order by totals.is_adjusted desc
            limit 1
        ),

        edition as (
            select
                case of_scope
                    when 'total' then (select published.is_adjusted from published)
                    else of_is_adjusted and exists (
                        select from {{ _mart_then(schema, 'trace') }} as traced
                        where
                            traced.is_adjusted
                            {%- for column, _, _ in _figure_columns() %}
                            and traced.{{ column }} = of_{{ column }}
                            {%- endfor %}
                    )
                end as is_adjusted
        ),

        figures as (
            -- of the unit; on the latest tree its own if it has some there, else those it has always had
            select distinct on (traced.scope) traced.*
            from published
            inner join {{ _mart_then(schema, 'trace') }} as traced
                on traced.line = 1 and traced.basis = 'period' and traced.scope <> 'total'
                and traced.boundary in ('period', published.boundary)
                {%- for column in ['org_code'] + cell %}
                and traced.{{ column }} = published.{{ column }}
                {%- endfor %}
                -- of a state without the column, nothing was adjusted
                and coalesce(traced.is_adjusted, false) = published.is_adjusted
            order by traced.scope, traced.boundary
        )

        -- the figure that speaks, which beside a reported total also the own one does
        select
            case when published.speaking = figures.scope then 1 else 1000001 end,
            figures.scope::varchar,
            published.speaking = figures.scope,
            case when figures.value is null then 'not_applicable' else 'value' end::varchar,
            1::numeric,
            figures.value, figures.lower, figures.upper,
            {{ _figure('figures') }},
            {{ no_source }}
        from published
        inner join figures
            -- where all is not applicable, so is what speaks: a number is of the other boundary
            on (published.speaking = figures.scope and (published.total is not null or figures.value is null))
            or (figures.scope = 'own' and published.own is not null and published.adds_up)
        where published.method is not null
            and (figures.scope <> 'own' or published.own is not null or published.total is null or not published.adds_up)

        union all

        select
            (row_number() over (order by below.org_code) + 1)::integer,
            'child', published.speaking = 'own', 'value', 1,
            below.total, below.lower, below.upper,
            below.org_code, {% for column in cell %}below.{{ column }}, {% endfor %}below.boundary, 'total', 'period',
            {{ no_source }}
        from published
        inner join {{ _mart_then(schema, 'org_tree') }} as tree
            on published.org_code = tree.parent_code
            and published.tree_day >= tree.valid_from
            and published.tree_day < coalesce(tree.valid_to, 'infinity')
        -- each looked up by its key: a join with both editions would read all of them
        cross join lateral (
            {%- for mart, edition in [('totals', 'not published.is_adjusted'), ('adjusted_totals', 'published.is_adjusted')] %}
            select given.org_code, given.{{ cell | join(', given.') }}, given.boundary, given.total, given.lower, given.upper
            from {{ _mart_then(schema, mart) }} as given
            where
                {{ edition }}
                and given.org_code = tree.org_code
                {%- for column in ['boundary'] + cell %}
                and given.{{ column }} = published.{{ column }}
                {%- endfor %}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as below
        where published.adds_up and published.speaking = 'own' and below.total is not null

        union all

        -- a reported figure is never published below what its parts prove
        select
            2, 'raised', true, 'value', 1,
            published.total - figures.value, published.lower - figures.lower, published.upper - figures.upper,
            {{ no_part }}, {{ no_source }}
        from published
        inner join figures on published.speaking = figures.scope
        where published.adds_up and published.speaking <> 'own'
            and (published.total <> figures.value or published.lower <> figures.lower)

        union all

        -- what is compared with it: what the children add up to, and what remains
        select
            beside.line, beside.step, false, 'value', 1,
            beside.amount, null, null, {{ no_part }}, {{ no_source }}
        from published
        cross join lateral (values
            (1000002, 'children', published.children), (1000003, 'residual', published.residual)
        ) as beside (line, step, amount)
        where published.adds_up and published.speaking <> 'own' and beside.amount is not null

        union all

        select
            traced.line, traced.step, traced.step not in ('numerator', 'denominator'), traced.state, traced.weight,
            traced.amount, traced.amount_lower, traced.amount_upper,
            {{ _figure('traced', 'part_') }},
            traced.observation_id, traced.submission_id, traced.content_sha256, traced.source_uri, traced.source_ref, traced.quote
        from edition
        inner join {{ _mart_then(schema, 'trace') }} as traced
            on edition.is_adjusted = coalesce(traced.is_adjusted, false)
            {%- for column, _, _ in _figure_columns() %}
            and traced.{{ column }} = of_{{ column }}
            {%- endfor %}
    {%- endset -%}
    {{ return({'returns': 'table (' ~ returns | join(', ') ~ ')', 'body': body}) }}
{% endmacro %}

{#- Depth first: every figure followed by what it is made of. What is only compared is not followed. -#}
{% macro _trace_of(schema) %}
    {%- set lines = [] -%}
    {%- set returns = ['path varchar', 'depth integer'] -%}
    {%- for name, type in _line_columns() -%}
        {%- do lines.append('below.' ~ name) -%}
        {%- do returns.append(name ~ ' ' ~ type) -%}
    {%- endfor -%}
    {%- do returns.append('contribution numeric') -%}
    {%- set steps = ['instant'] if schema == 'marts_history' else [] -%}
    {%- set root = steps | list -%}
    {%- for column, _, _ in _figure_columns() -%}
        {%- do root.append('of_' ~ column) -%}
        {%- do steps.append('walked.part_' ~ column) -%}
    {%- endfor -%}
    {%- do root.append('of_is_adjusted') -%}
    {%- do steps.append('of_is_adjusted') -%}
    {%- set body %}
        with recursive walked as (
            select
                lpad(below.line::text, 7, '0') as path,
                1 as depth,
                {{ lines | join(', ') }},
                case when below.is_added then below.amount end as contribution,
                case when below.is_added then below.weight end as factor
            from {{ schema }}.contributions_of({{ root | join(', ') }}) as below

            union all

            select
                walked.path || '.' || lpad(below.line::text, 7, '0'),
                walked.depth + 1,
                {{ lines | join(', ') }},
                case when below.is_added then walked.factor * below.amount end,
                case when below.is_added then walked.factor * below.weight end
            from walked
            cross join lateral {{ schema }}.contributions_of({{ steps | join(', ') }}) as below
            where
                walked.depth < max_depth
                and walked.part_org_code is not null
                and (walked.is_added or walked.step in ('numerator', 'denominator'))
        )

        select
            walked.path::varchar, walked.depth,
            {% for name, _ in _line_columns() %}walked.{{ name }}, {% endfor %}
            -- what counts once in the figure: the ends of all ways down
            case
                when walked.part_org_code is null or walked.depth = max_depth then walked.contribution
            end
        from walked
        order by walked.path
    {%- endset -%}
    {{ return({'returns': 'table (' ~ returns | join(', ') ~ ')', 'body': body}) }}
{% endmacro %}

{#- Made anew only where it is not what it was: readers keep using it meanwhile. -#}
{% macro _make_function(name, arguments, returns, body, comment, language='sql') %}
    {%- set schema, bare = name.split('.') -%}
    {%- set same = _first(
        "select count(*) from pg_proc where pronamespace = '" ~ schema ~ "'::regnamespace and proname = '" ~ bare
        ~ "' and prosrc = " ~ _literal(body)
    ) | int -%}
    {%- if not same -%}
        {%- set former = _first(
            "select string_agg('drop function ' || oid::regprocedure, '; ') from pg_proc where pronamespace = '"
            ~ schema ~ "'::regnamespace and proname = '" ~ bare ~ "'"
        ) -%}
        {%- do run_query(former) if former -%}
        {%- do run_query('create function ' ~ name ~ '(' ~ arguments ~ ') returns ' ~ returns ~ ' language ' ~ language ~ ' stable as ' ~ _literal(body)) -%}
        {%- do run_query('comment on function ' ~ name ~ ' is ' ~ _literal(comment)) -%}
    {%- endif -%}
{% endmacro %}
