{#-
    The change of a figure on its base, in percent at six decimals, half up, ends outward; null where the
    base may be zero. The six arguments are the two intervals with their values; null is an open end.

    growth_rate('now.total', 'now.lower', 'now.upper', 'base.total', 'base.lower', 'base.upper', 'rate_pct')
    gives three columns rate_pct, rate_pct_lower, rate_pct_upper:
    110 on 100 is 10, [110, 120] on [100, 100] is [10, 20], [5, 5] on [10, ) is [-100, -50].
-#}
{% macro growth_rate(value, lower, upper, base, base_lower, base_upper, name) -%}
    case when {{ base_lower }} > 0 then {{ round6('100 * (' ~ value ~ ' - ' ~ base ~ ')', base) }} end as {{ name }},
    case
        when not coalesce({{ base_lower }} > 0, false) then null
        when {{ lower }} < 0 then {{ floor6('100 * (' ~ lower ~ ' - ' ~ base_lower ~ ')', base_lower) }}
        -- over a base that may be as large as one likes, what is not negative falls by 100 % at most
        when {{ lower }} >= 0 and {{ base_upper }} is null then -100
        else {{ floor6('100 * (' ~ lower ~ ' - ' ~ base_upper ~ ')', base_upper) }}
    end as {{ name }}_lower,
    case
        when not coalesce({{ base_lower }} > 0, false) then null
        when {{ upper }} >= 0 then {{ ceil6('100 * (' ~ upper ~ ' - ' ~ base_lower ~ ')', base_lower) }}
        when {{ upper }} < 0 and {{ base_upper }} is null then -100
        else {{ ceil6('100 * (' ~ upper ~ ' - ' ~ base_upper ~ ')', base_upper) }}
    end as {{ name }}_upper
{%- endmacro %}

{#- Why a change is not shown, in words; null where it is shown. -#}
{% macro growth_reason_zh(code) -%}
    case {{ code }}
        when 'no_figure_this_year' then '本年无数'
        when 'no_figure_last_year' then '上年无数'
        when 'incomplete_this_year' then '本年未报齐'
        when 'incomplete_last_year' then '上年未报齐'
        when 'change_in_points' then '比率只比较差值'
        when 'base_may_be_zero' then '基数可能为零'
        when 'no_unit_in_both_years' then '无单位两年都报'
        when 'coverage_unknown' then '覆盖率无从计算'
        when 'coverage_too_low' then '可比部分覆盖过低'
    end
{%- endmacro %}
