{#-
    The span of the figure that a term of a relation asks for, beside a figure of int_compared_figures:
    its own, that of the same period last year, or that of the period before it. Cumulative figures are
    named by the day they reach: span_asked('lefts', "'previous_year'") gives `to 2023-06-30` beside
    `to 2024-06-30`; of periods 2023-Q4 is before 2024-Q1.
-#}
{% macro span_asked(figure, asked) -%}
    case {{ asked }}
        when 'same' then {{ figure }}.span
        when 'previous_year' then case
            when {{ figure }}.basis = 'ytd' then 'to ' || ({{ figure }}.last_day - interval '1 year')::date
            else lpad(({{ figure }}.period_year - 1)::text, 4, '0') || substr({{ figure }}.span, 5)
        end
        when 'previous_period' then case
            when {{ figure }}.basis = 'ytd' then 'to ' || ({{ figure }}.first_day - 1)
            else case {{ figure }}.period_type
                when 'annual' then to_char({{ figure }}.first_day - 1, 'YYYY')
                when 'half_year' then
                    to_char({{ figure }}.first_day - 1, 'YYYY')
                    || case when extract(month from {{ figure }}.first_day) = 1 then '-H2' else '-H1' end
                when 'quarterly' then to_char({{ figure }}.first_day - 1, 'YYYY"-Q"Q')
                else to_char({{ figure }}.first_day - 1, 'YYYY-MM')
            end
        end
    end
{%- endmacro %}
