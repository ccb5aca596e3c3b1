{#- Whether the office has sent the form whole since this submission. A submission that speaks is followed in
    the order of speaking (speaks_no); one that is held has no place in that order, only a time (received_at). -#}
{% macro full_form_since(submissions, order) -%}
    exists (
        select 1 from {{ ref('stg_submissions') }} as later
        where
            later.is_accepted
            and later.sender_code = {{ submissions }}.sender_code
            and later.form = {{ submissions }}.form
            and later.period = {{ submissions }}.period
            and later.kind = 'snapshot'
            and later.{{ order }} > {{ submissions }}.{{ order }}
    )
{%- endmacro %}
