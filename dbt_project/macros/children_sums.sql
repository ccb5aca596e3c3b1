{#-
    What the children of a unit give to it, out of rows of the roll-up: a row per parent and cell.
-#}
{% macro children_sums(rows) %}
    select
        boundary,
        parent_code as org_code,
        cell_id,
        period,
        period_year,
        sum(total) as value,
        sum(lower) as lower,
        sum(upper) as upper,
        bool_or(total is not null and lower is null) as has_open_lower,
        bool_or(total is not null and upper is null) as has_open_upper,
        sum(hedged) as hedged,
        bool_or(has_negative) as has_negative,
        bool_or(total is null and method in ('computed', 'reported')) as has_not_applicable,
        count(*) filter (
            where method is distinct from 'computed'
            and method is distinct from 'reported'
            and (due_count > 0 or is_said)
        ) as incomplete,
        count(*) filter (where due_count > 0) as due_with_row,
        sum(reported_count) as reported_count,
        bool_or(is_said) as is_said,
        bool_or(is_row) as is_row,
        sum(weight_in) as weight_in,
        sum(weight_due) as weight_due,
        bool_or(has_negative_weight) as has_negative_weight
    from {{ rows }}
    where parent_code is not null
    group by boundary, parent_code, cell_id, period, period_year
{% endmacro %}

{#- The same of several such sums of one unit. -#}
{% macro add_children_sums(sums) %}
    select
        boundary,
        org_code,
        cell_id,
        period,
        period_year,
        sum(value) as value,
        sum(lower) as lower,
        sum(upper) as upper,
        bool_or(has_open_lower) as has_open_lower,
        bool_or(has_open_upper) as has_open_upper,
        sum(hedged) as hedged,
        bool_or(has_negative) as has_negative,
        bool_or(has_not_applicable) as has_not_applicable,
        sum(incomplete) as incomplete,
        sum(due_with_row) as due_with_row,
        sum(reported_count) as reported_count,
        bool_or(is_said) as is_said,
        bool_or(is_row) as is_row,
        sum(weight_in) as weight_in,
        sum(weight_due) as weight_due,
        bool_or(has_negative_weight) as has_negative_weight
    from {{ sums }}
    group by boundary, org_code, cell_id, period, period_year
{% endmacro %}

{#- The columns of both, in their order. -#}
{% macro sum_columns() -%}
    boundary, org_code, cell_id, period, period_year, value, lower, upper, has_open_lower, has_open_upper,
    hedged, has_negative, has_not_applicable, incomplete, due_with_row, reported_count, is_said, is_row,
    weight_in, weight_due, has_negative_weight
{%- endmacro %}
