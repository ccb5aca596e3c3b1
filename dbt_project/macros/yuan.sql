{#- An amount as Chinese readers see it, without needless zeros: yuan('x') gives 27000元 or 0.5元. -#}
{% macro yuan(amount) -%}
    (trim_scale(({{ amount }})::numeric)::text || '元')
{%- endmacro %}
